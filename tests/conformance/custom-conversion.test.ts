import { expect } from 'vitest';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { conformance } from './harness/conformance.ts';
import { refusal } from './harness/api.ts';
import { converted, whileConverting, type Conversion, type ConversionReview } from './harness/conversion.ts';
import { causesOf } from './harness/definitions.ts';

const second = ({ group }: Conversion, name: string, spec: Record<string, unknown>) => ({
  apiVersion: `${group}/v2`,
  kind: 'Gadget',
  metadata: { name },
  spec,
});

conformance('custom conversion', 'objects are read and written in every version', async (given) => {
  const { api } = given;
  await whileConverting(given, { answer: converted }, async (served) => {
    const { at, gadget, asked, group } = served;
    const made = await api.post(at(), gadget('old', { spec: { size: '2x3' } }));
    const seen = await api.get(served.second('old'));
    expect(seen).toMatchObject({ apiVersion: `${group}/v2`, spec: { width: 2, height: 3 } });
    expect(seen.metadata).toEqual({ ...made.metadata, managedFields: seen.metadata.managedFields });
    const review = asked.find(({ request }) => request.objects[0]?.metadata.name === 'old')!;
    expect(review).toMatchObject({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'ConversionReview' });
    expect(Object.keys(review.request).sort()).toEqual(['desiredAPIVersion', 'objects', 'uid']);
    expect(review.request.desiredAPIVersion).toBe(`${group}/v2`);
    expect(review.request.objects[0]).toMatchObject({ apiVersion: `${group}/v1`, spec: { size: '2x3' } });

    const new_ = await api.post(served.second(), second(served, 'new', { width: 4, height: 5 }));
    expect(new_).toMatchObject({ apiVersion: `${group}/v2`, spec: { width: 4, height: 5 } });
    expect((await api.get(at('new'))).spec).toEqual({ size: '4x5' });

    const changed = await api.put(served.second('new'), { ...new_, spec: { width: 6, height: 5 } });
    expect(changed).toMatchObject({ spec: { width: 6, height: 5 }, metadata: { generation: 2 } });
    const patched = await api.patch(served.second('old'), { spec: { height: 9 } }, { type: 'merge' });
    expect(patched.spec).toEqual({ width: 2, height: 9 });
    expect((await api.get(at('old'))).spec).toEqual({ size: '2x9' });
    const status = await api.patch(served.second('old/status'), { status: { seen: 1 } }, { type: 'merge' });
    expect(status).toMatchObject({ spec: { width: 2, height: 9 }, status: { seen: 1 } });

    const inSecond = await api.list(served.second());
    expect(inSecond.items.map(({ apiVersion, metadata, spec }) => [apiVersion, metadata.name, spec])).toEqual([
      [`${group}/v2`, 'new', { width: 6, height: 5 }],
      [`${group}/v2`, 'old', { width: 2, height: 9 }],
    ]);
    const deleted = await api.delete(served.second('new'));
    expect(deleted).toMatchObject({ kind: 'Status', status: 'Success' });
    expect((await api.list(at())).items).toHaveLength(1);
  });
});

conformance('custom conversion', 'watches tell of objects in their own version', async (given) => {
  const { api } = given;
  await whileConverting(given, { answer: converted }, async (served) => {
    const { metadata } = await api.list(served.second());
    const watch = await api.watch(served.second(), { resourceVersion: metadata.resourceVersion! });
    await api.post(served.at(), served.gadget('a', { spec: { size: '1x1' } }));
    await api.patch(served.at('a'), { spec: { size: '1x2' } }, { type: 'merge' });
    await api.delete(served.at('a'));
    const told: unknown[] = [];
    for (let i = 0; i < 3; i += 1) {
      const event = await watch.next();
      told.push([event?.type, event?.object.apiVersion, event?.object.spec]);
    }
    const version = `${served.group}/v2`;
    expect(told).toEqual([
      ['ADDED', version, { width: 1, height: 1 }],
      ['MODIFIED', version, { width: 1, height: 2 }],
      ['DELETED', version, { width: 1, height: 2 }],
    ]);
  });
});

conformance('custom conversion', 'rules are those of the version that is used', async (given) => {
  const { api } = given;
  await whileConverting(given, { answer: converted }, async (served) => {
    expect(await causesOf(api.post(served.second(), second(served, 'wide', { width: 101, height: 1 })))).toEqual([
      'FieldValueInvalid spec.width: Invalid value: 101: spec.width in body should be less than or equal to 100',
    ]);
    // Nobody judges what was stored in another version.
    await api.post(served.at(), served.gadget('wide', { spec: { size: '101x1' } }));
    expect((await api.get(served.second('wide'))).spec).toEqual({ width: 101, height: 1 });
  });
});

conformance(
  'custom conversion',
  'labels and annotations may change with the version, nothing else of the metadata',
  async (given) => {
    const { api } = given;
    const answer = (review: ConversionReview) => {
      const whole = converted(review);
      const convertedObjects = whole.response.convertedObjects.map((object) => ({
        ...object,
        metadata: {
          ...object.metadata,
          labels: { ...object.metadata.labels, via: 'webhook' },
          finalizers: ['example.com/never'],
          generation: 77,
        },
      }));
      return { ...whole, response: { ...whole.response, convertedObjects } };
    };
    await whileConverting(given, { answer }, async (served) => {
      await api.post(served.at(), served.gadget('a', { spec: { size: '1x1' } }));
      const { metadata } = await api.get(served.second('a'));
      expect(metadata.labels).toEqual({ via: 'webhook' });
      expect(metadata.finalizers).toBeUndefined();
      expect(metadata.generation).toBe(1);
    });
  },
);

type Wrong = (review: ConversionReview, whole: ReturnType<typeof converted>) => object;

const change =
  (make: (object: UnstructuredObject) => object): Wrong =>
  (_review, whole) => ({
    ...whole,
    response: { ...whole.response, convertedObjects: whole.response.convertedObjects.map(make) },
  });

/** What a webhook does wrong, and what is told then; `GVK` stands for the object's kind, `GROUP` for its group. */
const wrongs: readonly [string, Wrong, string][] = [
  [
    'that says no',
    (_, whole) => ({
      ...whole,
      response: { uid: whole.response.uid, convertedObjects: [], result: { status: 'Failed', message: 'not today' } },
    }),
    'conversion webhook for GVK failed: not today',
  ],
  [
    'that says no without a word',
    (_, whole) => ({ ...whole, response: { uid: whole.response.uid, result: { status: 'Failed' } } }),
    "conversion webhook for GVK failed: response.result.status was 'Failed', not 'Success'",
  ],
  [
    'without a response',
    ({ apiVersion, kind }) => ({ apiVersion, kind }),
    'conversion webhook for GVK failed: no response provided',
  ],
  [
    'with too few objects',
    (_, whole) => ({ ...whole, response: { ...whole.response, convertedObjects: [] } }),
    'conversion webhook for GVK returned 0 objects, expected 1',
  ],
  [
    'with another version',
    change((object) => ({ ...object, apiVersion: object.apiVersion.replace('/v2', '/v9') })),
    'conversion webhook for GVK returned invalid object at index 0: invalid groupVersion (expected GROUP/v2, received GROUP/v9)',
  ],
  [
    'with another kind',
    change((object) => ({ ...object, kind: 'Widget' })),
    'conversion webhook for GVK returned invalid object at index 0: invalid kind (expected Gadget, received Widget)',
  ],
  [
    'with another name',
    change((object) => ({ ...object, metadata: { ...object.metadata, name: 'b' } })),
    'conversion webhook for GVK returned invalid object: must have the same name: a != b',
  ],
  [
    'without metadata',
    change(({ metadata: _metadata, ...object }) => object),
    'conversion webhook for GVK returned invalid object: must have the same name: a != ',
  ],
  [
    'that breaks',
    () => ({ status: 500, text: 'out of order' }),
    'conversion webhook for GVK failed: an error on the server ("out of order") has prevented the request from succeeding',
  ],
];

for (const [what, wrong, message] of wrongs)
  conformance('custom conversion', `a webhook ${what} is told of`, async (given) => {
    const { api } = given;
    let isWrong = false;
    const answer = (review: ConversionReview) => {
      const whole = converted(review);
      const mine = review.request.objects.some(({ metadata }) => metadata?.name === 'a');
      return isWrong && mine ? wrong(review, whole) : whole;
    };
    await whileConverting(given, { answer }, async (served) => {
      await api.post(served.at(), served.gadget('a', { spec: { size: '1x1' } }));
      isWrong = true;
      const refused = await refusal(api.get(served.second('a')));
      const gvk = `${served.group}/v1, Kind=Gadget`;
      expect(refused).toEqual({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: message.replaceAll('GVK', gvk).replaceAll('GROUP', served.group),
        code: 500,
      });
    });
  });

conformance('custom conversion', 'what cannot be converted is not written', async (given) => {
  const { api } = given;
  let isWrong = false;
  const answer = (review: ConversionReview) =>
    isWrong ? { ...converted(review), response: { uid: 'x', result: { status: 'Success' } } } : converted(review);
  await whileConverting(given, { answer }, async (served) => {
    await api.get(served.second());
    isWrong = true;
    const refused = await refusal(api.post(served.second(), second(served, 'a', { width: 1, height: 1 })));
    const { uid } = served.asked.at(-1)!.request;
    expect(refused.code).toBe(500);
    expect(refused.message).toBe(
      `conversion webhook for ${served.group}/v2, Kind=Gadget failed: expected response.uid="${uid}", got "x"`,
    );
    isWrong = false;
    expect((await api.list(served.at())).items).toEqual([]);
  });
});

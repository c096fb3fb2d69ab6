import type { UnstructuredObject } from '@binnacle/kube/api';
import { expect } from 'vitest';
import { refusal } from './harness/api.ts';
import { conformance } from './harness/conformance.ts';
import { gadgets, version, whileServed } from './harness/definitions.ts';
import { at, configMap, deployment, pod, replicaSet } from './harness/objects.ts';

const area = 'objects';

const sent = {
  labels: { told: 'here' },
  annotations: { told: 'here' },
  finalizers: ['example.com/told'],
  ownerReferences: [
    { apiVersion: 'v1', kind: 'ConfigMap', name: 'nobody', uid: '0b16c7a5-5a5c-4f6b-9f6d-2b1f3f1f9a11' },
  ],
};

/** Which of the fields sent an object has. */
const taken = ({ metadata }: UnstructuredObject): string[] =>
  [
    metadata.labels?.['told'] === 'here' ? 'labels' : '',
    metadata.annotations?.['told'] === 'here' ? 'annotations' : '',
    metadata.finalizers?.includes('example.com/told') === true ? 'finalizers' : '',
    metadata.ownerReferences?.some(({ name }) => name === 'nobody') === true ? 'owners' : '',
  ].filter((name) => name !== '');

conformance(area, 'who writes a status may change metadata, as far as the kind lets it', async ({ api, ns }) => {
  const tell = async (plural: string, object: UnstructuredObject): Promise<string[]> => {
    await api.post(at(plural, ns), object);
    const { name } = object.metadata;
    const told = await api.patch(at(plural, ns, `${name}/status`), { metadata: sent }, { type: 'merge' });
    await api.patch(at(plural, ns, name), { metadata: { finalizers: null, ownerReferences: null } }, { type: 'merge' });
    return taken(told);
  };
  const job = {
    ...{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'j' } },
    spec: { suspend: true, template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] } } },
  };
  const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec: { hard: { pods: '9' } } };
  expect(await tell('replicasets', replicaSet('r', 0))).toEqual(['labels', 'annotations', 'finalizers', 'owners']);
  expect(await tell('jobs', job)).toEqual(['labels', 'annotations', 'finalizers', 'owners']);
  expect(await tell('resourcequotas', quota)).toEqual(['labels', 'annotations', 'finalizers', 'owners']);
  expect(await tell('deployments', deployment('d', 0))).toEqual(['annotations', 'finalizers', 'owners']);
  expect(await tell('pods', pod('p', { schedulerName: 'nobody' }))).toEqual(['labels', 'annotations', 'finalizers']);
});

conformance(area, 'metadata that comes with a status is checked', async ({ api, ns }) => {
  await api.post(at('replicasets', ns), replicaSet('r', 0));
  const told = api.patch(
    at('replicasets', ns, 'r/status'),
    { metadata: { labels: { 'a b': 'c' } } },
    { type: 'merge' },
  );
  const { code, message } = await refusal(told);
  expect([code, message]).toEqual([
    422,
    expect.stringContaining('metadata.labels: Invalid value: "a b": name part must consist of alphanumeric characters'),
  ]);
});

conformance(area, 'the status of a custom resource leaves its metadata alone', async ({ api, ns }) => {
  const spec = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const definition = gadgets(ns, [version('v1', spec, { subresources: { status: {} } })]);
  await whileServed({ api, ns }, definition, async ({ at: there, gadget }) => {
    await api.post(there(), gadget('a', { spec: {} }));
    const told = await api.patch(there('a/status'), { metadata: sent }, { type: 'merge' });
    expect(taken(told as UnstructuredObject)).toEqual([]);
  });
});

conformance(area, 'what an object is known by cannot be patched', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), configMap('a'));
  const metadata = {
    uid: 'other',
    deletionTimestamp: '2020-01-02T03:04:05Z',
    deletionGracePeriodSeconds: 5,
    creationTimestamp: '2020-01-02T03:04:05Z',
  };
  const status = await refusal(api.patch(at('configmaps', ns, 'a'), { metadata }, { type: 'merge' }));
  const immutable = (field: string, value: string) => ({
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${value}: field is immutable`,
    field: `metadata.${field}`,
  });
  const causes = [
    immutable('uid', '"other"'),
    immutable('deletionTimestamp', '"2020-01-02T03:04:05Z"'),
    immutable('deletionGracePeriodSeconds', '5'),
  ];
  // kube-apiserver checks twice, and says so twice.
  expect([status.code, status.details?.causes]).toEqual([422, [...causes, ...causes]]);
  const renamed = await api.patch(at('configmaps', ns, 'a'), { metadata: { generateName: 'b-' } }, { type: 'merge' });
  expect(renamed.metadata.generateName).toBe('b-');
});

conformance(area, 'JSON is a line unless it is indented', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), configMap('a'));
  const ends = async (path: string, query = {}) => (await api.raw({ method: 'GET', path, query })).text.slice(-2);
  expect(await ends(at('configmaps', ns, 'a'))).toBe('}\n');
  expect(await ends(at('configmaps', ns))).toBe('}\n');
  expect(await ends(at('configmaps', ns, 'none'))).toBe('}\n');
  expect(await ends(at('configmaps', ns, 'a'), { pretty: 'true' })).toBe('\n}');
});

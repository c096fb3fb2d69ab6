import { expect } from 'vitest';
import type { Status } from '@binnacle/kube/api';
import type { WatchEvent } from './harness/api.ts';
import { refusal } from './harness/api.ts';
import { conformance } from './harness/conformance.ts';
import { at, configMap, failure, read } from './harness/objects.ts';

const suite = { labelSelector: 'suite=watch' };
const labelled = (name: string, data: Record<string, string> = {}) =>
  configMap(name, data, { labels: { suite: 'watch' } });
const brief = (event: WatchEvent | undefined) => event && `${event.type} ${event.object.metadata.name}`;

conformance('watch', 'follows creation, change and deletion from a list', async ({ api, ns }) => {
  const list = await api.list(at('configmaps', ns), suite);
  const watch = await api.watch(at('configmaps', ns), { ...suite, resourceVersion: list.metadata.resourceVersion });
  await api.post(at('configmaps', ns), labelled('a', { k: '1' }));
  await api.patch(at('configmaps', ns, 'a'), { data: { k: '2' } }, { type: 'merge' });
  await api.delete(at('configmaps', ns, 'a'));
  const events = [await watch.next(), await watch.next(), await watch.next()];
  expect(events.map(brief)).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
  expect(events.map((event) => read(event, 'object.data.k'))).toEqual(['1', '2', '2']);
  const versions = events.map((event) => Number(event!.object.metadata.resourceVersion));
  expect(versions).toEqual([...versions].sort((a, b) => a - b));
  expect(new Set(versions).size).toBe(3);
});

conformance('watch', 'objects in events carry their kind', async ({ api, ns }) => {
  const watch = await api.watch(at('configmaps', ns), suite);
  await api.post(at('configmaps', ns), labelled('a'));
  expect((await watch.next())?.object).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' });
});

conformance('watch', 'without a resourceVersion starts with what is there', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), labelled('a'));
  await api.post(at('configmaps', ns), labelled('b'));
  const watch = await api.watch(at('configmaps', ns), suite);
  expect([brief(await watch.next()), brief(await watch.next())].sort()).toEqual(['ADDED a', 'ADDED b']);
});

conformance('watch', 'resumes after the given resourceVersion', async ({ api, ns }) => {
  const a = await api.post(at('configmaps', ns), labelled('a'));
  await api.post(at('configmaps', ns), labelled('b'));
  await api.delete(at('configmaps', ns, 'a'));
  const watch = await api.watch(at('configmaps', ns), { ...suite, resourceVersion: a.metadata.resourceVersion });
  expect([brief(await watch.next()), brief(await watch.next())]).toEqual(['ADDED b', 'DELETED a']);
});

conformance('watch', 'resumes however much there is to catch up with', async ({ api, ns }) => {
  // 27 MB: more than any API server would let wait for a watcher that does not read.
  const rounds = 30;
  const text = 'x'.repeat(900_000);
  const first = await api.post(at('configmaps', ns), labelled('big'));
  for (let round = 1; round <= rounds; round++) {
    await api.patch(at('configmaps', ns, 'big'), { data: { round: String(round), text } }, { type: 'merge' });
  }
  const watch = await api.watch(at('configmaps', ns), { ...suite, resourceVersion: first.metadata.resourceVersion });
  for (let round = 1; round <= rounds; round++) {
    const event = await watch.next();
    expect([brief(event), read(event, 'object.data.round')]).toEqual(['MODIFIED big', String(round)]);
  }
});

conformance('watch', 'initial events end with a marked bookmark', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), labelled('a'));
  const watch = await api.watch(at('configmaps', ns), {
    ...suite,
    sendInitialEvents: true,
    allowWatchBookmarks: true,
    resourceVersionMatch: 'NotOlderThan',
  });
  expect(brief(await watch.next())).toBe('ADDED a');
  const bookmark = await watch.next();
  expect(bookmark).toMatchObject({
    type: 'BOOKMARK',
    object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
  });
  expect(bookmark!.object.metadata.resourceVersion).toMatch(/^[1-9]\d*$/);
  await api.post(at('configmaps', ns), labelled('b'));
  expect(brief(await watch.next())).toBe('ADDED b');
});

conformance('watch', 'initial events need the matching rule', async ({ api, ns }) => {
  const status = await refusal(api.watch(at('configmaps', ns), { sendInitialEvents: true, allowWatchBookmarks: true }));
  expect(status).toEqual(
    failure(422, 'Invalid', {
      message:
        'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
      details: {
        group: 'meta.k8s.io',
        kind: 'ListOptions',
        causes: [
          {
            reason: 'FieldValueForbidden',
            message: 'Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
            field: 'resourceVersionMatch',
          },
        ],
      },
    }),
  );
});

conformance('watch', 'a selector turns changes into arrivals and departures', async ({ api, ns }) => {
  const watch = await api.watch(at('configmaps', ns), { labelSelector: 'suite=watch' });
  await api.post(at('configmaps', ns), configMap('a'));
  await api.patch(at('configmaps', ns, 'a'), { metadata: { labels: { suite: 'watch' } } }, { type: 'merge' });
  await api.patch(at('configmaps', ns, 'a'), { metadata: { labels: { suite: 'other' } } }, { type: 'merge' });
  const [arrived, left] = [await watch.next(), await watch.next()];
  expect([brief(arrived), brief(left)]).toEqual(['ADDED a', 'DELETED a']);
  expect(left!.object.metadata.labels).toEqual({ suite: 'watch' });
});

conformance('watch', 'one object by field selector', async ({ api, ns }) => {
  const watch = await api.watch(at('configmaps', ns), { fieldSelector: 'metadata.name=b' });
  await api.post(at('configmaps', ns), labelled('a'));
  await api.post(at('configmaps', ns), labelled('b'));
  expect(brief(await watch.next())).toBe('ADDED b');
});

conformance('watch', 'a resourceVersion from before the log is Gone', async ({ api }) => {
  const watch = await api.watch(at('configmaps'), { resourceVersion: '1' });
  const event = await watch.next();
  expect(event?.type).toBe('ERROR');
  const status = event!.object as unknown as Record<string, unknown>;
  expect({ ...status, message: String(status['message']).replaceAll(/\(\d+\)/g, '(N)') }).toEqual(
    failure(410, 'Expired', { message: 'too old resource version: 1 (N)' }),
  );
  expect(await watch.next()).toBeUndefined();
});

conformance('watch', 'a resourceVersion from the future times out', async ({ api, ns }) => {
  const list = await api.list(at('configmaps', ns));
  const future = String(Number(list.metadata.resourceVersion) + 1_000_000);
  const tooLarge = failure(504, 'Timeout', {
    message: `Timeout: Too large resource version: ${future}, current: N`,
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  });
  const plain = (status: Status) => ({ ...status, message: status.message?.replace(/current: \d+/, 'current: N') });
  expect(plain(await refusal(api.list(at('configmaps', ns), { resourceVersion: future })))).toEqual(tooLarge);
  expect(plain(await refusal(api.get(at('configmaps', ns, 'kube-root-ca.crt'), { resourceVersion: future })))).toEqual(
    tooLarge,
  );
  const initial = { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan', resourceVersion: future };
  const event = await (await api.watch(at('configmaps', ns), initial)).next();
  expect([event?.type, plain(event?.object as unknown as Status)]).toEqual(['ERROR', tooLarge]);
});

conformance('watch', 'from a moment to come tells nothing until then', async ({ api, ns }) => {
  const list = await api.list(at('configmaps', ns));
  const future = String(Number(list.metadata.resourceVersion) + 1_000_000);
  const watch = await api.watch(at('configmaps', ns), { resourceVersion: future, timeoutSeconds: 3 });
  await api.post(at('configmaps', ns), configMap('a'));
  expect(await watch.next()).toBeUndefined();
});

conformance('watch', 'timeoutSeconds ends it', async ({ api, ns }) => {
  const watch = await api.watch(at('configmaps', ns), { ...suite, timeoutSeconds: 1 });
  expect(await watch.next()).toBeUndefined();
});

conformance('watch', 'one namespace does not see another', async ({ api, ns }) => {
  const watch = await api.watch(at('configmaps', ns), suite);
  await api.post(at('configmaps', 'default'), labelled(`other-${ns}`));
  await api.delete(at('configmaps', 'default', `other-${ns}`));
  await api.post(at('configmaps', ns), labelled('mine'));
  expect(brief(await watch.next())).toBe('ADDED mine');
});

conformance('watch', 'all namespaces at once', async ({ api, ns }) => {
  const watch = await api.watch(at('configmaps'), { labelSelector: `suite=${ns}` });
  await api.post(at('configmaps', ns), configMap('a', {}, { labels: { suite: ns } }));
  const event = await watch.next();
  expect([event?.type, event?.object.metadata.namespace]).toEqual(['ADDED', ns]);
});

conformance('watch', 'Tables can be watched', async ({ api, ns }) => {
  await api.post(at('configmaps', ns), labelled('a', { k: 'v' }));
  const reply = await api.raw({
    method: 'GET',
    path: at('configmaps', ns),
    query: { ...suite, watch: 1, timeoutSeconds: 1 },
    headers: { accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' },
  });
  const event = JSON.parse(reply.text.split('\n')[0]!) as WatchEvent;
  expect(event).toMatchObject({ type: 'ADDED', object: { kind: 'Table', apiVersion: 'meta.k8s.io/v1' } });
  expect((read(event, 'object.rows.0.cells') as unknown[]).slice(0, 2)).toEqual(['a', 1]);
});

conformance('watch', 'two watchers see the same order', async ({ api, ns }) => {
  const list = await api.list(at('configmaps', ns), suite);
  const from = { ...suite, resourceVersion: list.metadata.resourceVersion };
  const [one, two] = [await api.watch(at('configmaps', ns), from), await api.watch(at('configmaps', ns), from)];
  await Promise.all(['a', 'b', 'c', 'd'].map((name) => api.post(at('configmaps', ns), labelled(name))));
  const take = async (watch: typeof one) =>
    [await watch.next(), await watch.next(), await watch.next(), await watch.next()].map(brief);
  const [first, second] = [await take(one), await take(two)];
  expect(first).toEqual(second);
  expect([...first].sort()).toEqual(['ADDED a', 'ADDED b', 'ADDED c', 'ADDED d']);
});

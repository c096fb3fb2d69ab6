import { afterEach, describe, expect, it } from 'vitest';
import type { KubeObject } from '@binnacle/kube/api';
import { createClient, toResponse } from '@binnacle/kube/client';
import type { Interceptor, KubeRequest, KubeResponse } from '@binnacle/kube/client';
import { createRng, createSystemClock } from '@binnacle/kube/clock';
import { batchReleaseKind, rolloutKind } from '../api/index.ts';
import { createCluster } from './cluster.ts';
import type { Cluster } from './cluster.ts';
import { scaleOf } from './write.ts';

const object = (kind: string, name: string): KubeObject => ({
  apiVersion: 'rollouts.kruise.io/v1beta1',
  kind,
  metadata: { name, namespace: 'shop', uid: name, resourceVersion: '5', labels: { app: name } },
});

/** A watch on which nothing happens until its reader leaves. */
const quiet = ({ signal }: KubeRequest): KubeResponse => ({
  ...toResponse(200, ''),
  // eslint-disable-next-line require-yield
  stream: async function* () {
    await new Promise((resolve) => signal?.addEventListener('abort', resolve));
  },
});

/** Answers lists when it is told to, in the order of their plurals. */
const createServer = () => {
  const gates = new Map<string, { open: () => void; opened: Promise<void> }>();
  const gateOf = (plural: string) => {
    let gate = gates.get(plural);
    if (gate === undefined) {
      let open = () => {};
      const opened = new Promise<void>((resolve) => (open = resolve));
      gates.set(plural, (gate = { open, opened }));
    }
    return gate;
  };
  let refusals = 0;
  const interceptor: Interceptor = async (request) => {
    if (request.path.endsWith('/scale')) {
      const { metadata, spec } = request.body as KubeObject & { spec: object };
      return metadata.resourceVersion === object('Rollout', 'one').metadata.resourceVersion
        ? toResponse(200, { metadata: { ...metadata, resourceVersion: '11' }, spec })
        : toResponse(409, { kind: 'Status', reason: 'Conflict', code: 409, message: 'changed' });
    }
    const plural = request.path.split('/').at(-1) ?? '';
    if (request.query?.['sendInitialEvents'] !== undefined)
      return toResponse(422, { kind: 'Status', reason: 'Invalid' });
    if (request.query?.['watch'] !== undefined) return quiet(request);
    await gateOf(plural).opened;
    if (plural === 'busies' && refusals < 1) {
      refusals += 1;
      return toResponse(429, { kind: 'Status', reason: 'TooManyRequests', message: 'storage is (re)initializing' });
    }
    const kind = plural === 'rollouts' ? 'Rollout' : 'BatchRelease';
    const items = plural === 'missing' ? undefined : [object(kind, 'one')];
    return items === undefined
      ? toResponse(404, { kind: 'Status', reason: 'NotFound' })
      : toResponse(200, { kind: `${kind}List`, metadata: { resourceVersion: '9' }, items });
  };
  return { interceptor, open: (plural: string) => gateOf(plural).open() };
};

let cluster: Cluster;
afterEach(() => cluster.close());

const setUp = () => {
  const server = createServer();
  const client = createClient({ name: 'it', server: 'https://127.0.0.1:1', credentials: { type: 'none' } } as never, {
    interceptor: server.interceptor,
  });
  const changed: string[] = [];
  cluster = createCluster({
    client,
    clock: createSystemClock(),
    rng: createRng(1),
    onChange: (key) => changed.push(key),
  });
  return { server, changed };
};

describe('a pass', () => {
  it('parses an object that does not change once', async () => {
    const { server } = setUp();
    server.open('rollouts');
    const read = () => cluster.peek((reader) => reader.list(rolloutKind, 'shop', {}));
    const [first] = await read();
    expect(first?.metadata.name).toBe('one');
    expect((await read())[0]).toBe(first);
  });

  it('§4.1 row 5, known before read: waits for each kind that it turns out to need, and never takes unknown for absent', async () => {
    const { server } = setUp();
    let reads = 0;
    const pass = cluster.read('rollout shop/one', (reader) => {
      reads += 1;
      const rollout = reader.get(rolloutKind, 'shop', 'one');
      return { rollout, releases: reader.list(batchReleaseKind, 'shop', {}) };
    });
    let answered = false;
    void pass.then(() => (answered = true));
    server.open('rollouts');
    await cluster.follow(rolloutKind);
    // The Rollout is known; whether it has a BatchRelease is not, so nothing is decided.
    expect([answered, reads > 0]).toEqual([false, true]);
    server.open('batchreleases');
    const { rollout, releases } = await pass;
    expect(rollout?.metadata.name).toBe('one');
    expect(releases.map(({ metadata }) => metadata.name)).toEqual(['one']);
  });

  it('has what it has scaled in its new size, in the version that the server answered', async () => {
    const { server } = setUp();
    server.open('rollouts');
    const read = () => cluster.peek((reader) => reader.get(rolloutKind, 'shop', 'one'));
    await read();
    await cluster.apply(scaleOf(rolloutKind, object('Rollout', 'one'), 4));
    expect(await read()).toMatchObject({ metadata: { resourceVersion: '11' }, spec: { replicas: 4 } });
  });

  it('scales only what it has decided about', async () => {
    const { server } = setUp();
    server.open('rollouts');
    const read = () => cluster.peek((reader) => reader.get(rolloutKind, 'shop', 'one'));
    const before = await read();
    const older = {
      ...object('Rollout', 'one'),
      metadata: { ...object('Rollout', 'one').metadata, resourceVersion: '1' },
    };
    await expect(cluster.apply(scaleOf(rolloutKind, older, 4))).rejects.toThrow(/conflict/);
    expect(await read()).toEqual(before);
  });

  it('takes a kind that is not served for one without objects', async () => {
    const { server } = setUp();
    server.open('missing');
    const kind = { ...rolloutKind, plural: 'missing' };
    expect(await cluster.peek((reader) => reader.list(kind, 'shop', {}))).toEqual([]);
  });

  it('asks again where a server is busy with a new definition', async () => {
    const { server } = setUp();
    server.open('busies');
    const kind = { ...rolloutKind, plural: 'busies' };
    const found = await cluster.peek((reader) => reader.list(kind, 'shop', {}));
    expect(found).toHaveLength(1);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalCluster, newPod, type LocalCluster } from '../../local-cluster.ts';
import { refs, type Pod, type PodSpec } from '../../local/objects.ts';
import type { LogRequest } from '../../types.ts';

let cluster: LocalCluster;
beforeEach(async () => {
  cluster = await createLocalCluster();
});
afterEach(() => cluster.close());

const create = async (image: string, spec: Partial<PodSpec> = {}, ms = 60_000) => {
  await cluster.client.create(refs.pods, newPod('p', image, spec));
  await cluster.clock.advance(ms);
};

const request = (options: Partial<LogRequest> = {}): LogRequest => ({
  namespace: 'default',
  pod: 'p',
  container: '',
  follow: false,
  previous: false,
  timestamps: false,
  signal: new AbortController().signal,
  ...options,
});

const text = async (options: Partial<LogRequest> = {}): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await cluster.nodeAgent.containerLogs(request(options))) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};
const lines = async (options: Partial<LogRequest> = {}) => (await text(options)).split('\n').slice(0, -1);
const failure = (options: Partial<LogRequest> = {}) =>
  text(options).then(
    () => 'no failure',
    (error: unknown) => (error as Error).message,
  );

describe('container logs', () => {
  it('flow, and read the same twice', async () => {
    await create('shop/cart:1.0');
    const first = await lines();
    expect(first.length).toBeGreaterThan(8);
    await cluster.clock.advance(60_000);
    const second = await lines();
    expect(second.slice(0, first.length)).toEqual(first);
    expect(second.length).toBeGreaterThan(first.length);
  });

  it('repeat with the seed', async () => {
    await create('shop/cart:1.0');
    const first = await text();
    cluster.close();
    cluster = await createLocalCluster();
    await create('shop/cart:1.0');
    expect(await text()).toBe(first);
  });

  it('honour tailLines, sinceSeconds, sinceTime and limitBytes', async () => {
    await create('nginx', {}, 300_000);
    const all = await lines({ timestamps: true });
    expect(await lines({ timestamps: true, tailLines: 5 })).toEqual(all.slice(-5));
    expect(await lines({ tailLines: 0 })).toEqual([]);
    const since = cluster.clock.now() - 60_000;
    const recent = all.filter((line) => Date.parse(line.slice(0, 30)) >= since);
    expect(recent.length).toBeGreaterThan(5);
    expect(await lines({ timestamps: true, sinceSeconds: 60 })).toEqual(recent);
    expect(await lines({ timestamps: true, sinceTime: new Date(since).toISOString() })).toEqual(recent);
    expect(Buffer.byteLength(await text({ limitBytes: 100 }))).toBe(100);
  });

  it('carry RFC 3339 timestamps in nanoseconds that never go back', async () => {
    await create('nginx', {}, 300_000);
    const stamps = (await lines({ timestamps: true })).map((line) => line.split(' ')[0] ?? '');
    for (const stamp of stamps) expect(stamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
    expect([...stamps].sort()).toEqual(stamps);
  });

  it('keep a bounded window', async () => {
    await create('nginx', {}, 10_000);
    await cluster.clock.skip(7 * 86_400_000);
    expect(await lines()).toHaveLength(5_000);
  });

  it('are what the command says', async () => {
    await create('', {
      restartPolicy: 'Never',
      containers: [{ name: 'app', image: 'busybox', command: ['sh', '-c', 'echo one; sleep 5; echo two'] }],
    });
    expect(await text()).toBe('one\ntwo\n');
  });

  it('show why a container crashed, also before its restart', async () => {
    await create('nginx:sim-crash-3s', {}, 9_000);
    expect((await lines({ previous: true })).at(-1)).toMatch(/^nginx: \[emerg\] host not found/);
  });

  it('end a follower when the container ends, and not before', async () => {
    await create('busybox:sim-exit-0-20s', { restartPolicy: 'Never' }, 6_000);
    let ended = false;
    const followed: string[] = [];
    const following = (async () => {
      for await (const chunk of await cluster.nodeAgent.containerLogs(request({ follow: true }))) {
        followed.push(Buffer.from(chunk).toString());
      }
      ended = true;
    })();
    await cluster.clock.advance(10_000);
    expect([ended, followed.join('').length > 0]).toEqual([false, true]);
    await cluster.clock.advance(30_000);
    await following;
    expect(followed.join('')).toBe(await text());
  });

  it('stop when the reader leaves, and leave no timer behind', async () => {
    await create('nginx', {}, 10_000);
    const before = cluster.clock.pending;
    const reader = new AbortController();
    const following = (async () => {
      for await (const _ of await cluster.nodeAgent.containerLogs(request({ follow: true, signal: reader.signal }))) {
        // Read until the reader leaves.
      }
    })();
    await cluster.clock.advance(500);
    expect(cluster.clock.pending).toBe(before + 1);
    reader.abort();
    await following;
    expect(cluster.clock.pending).toBe(before);
  });

  it('end for a follower when the pod is deleted', async () => {
    await create('nginx', {}, 10_000);
    let followed = '';
    const following = (async () => {
      for await (const chunk of await cluster.nodeAgent.containerLogs(request({ follow: true }))) {
        followed += Buffer.from(chunk).toString();
      }
    })();
    await cluster.clock.advance(1_000);
    await cluster.client.delete(refs.pods, { namespace: 'default', name: 'p' });
    await cluster.clock.advance(10_000);
    await following;
    expect(followed.split('\n').slice(-3)).toEqual(['nginx: signal 15 (SIGTERM) received, exiting', 'nginx: exit', '']);
  });
});

describe('logs that cannot be had', () => {
  it('say so in a kubelet’s words', async () => {
    await create('nginx', {}, 0);
    await cluster.clock.settle();
    expect(await failure()).toBe('container "app" in pod "p" is waiting to start: ContainerCreating');
    await cluster.clock.advance(10_000);
    expect(await failure({ previous: true })).toBe('previous terminated container "app" in pod "p" not found');
    expect(await failure({ container: 'other' })).toBe('container other is not valid for pod p');
    expect(await failure({ pod: 'q' })).toBe('pods "q" not found');
  });

  it('ask which container', async () => {
    await create('', {
      initContainers: [{ name: 'i', image: 'busybox' }],
      containers: [
        { name: 'a', image: 'nginx' },
        { name: 'b', image: 'nginx' },
      ],
    });
    expect(await failure()).toBe('a container name must be specified for pod p, choose one of: [i a b]');
  });

  it('name the trouble with an image', async () => {
    await create('shop/app:sim-missing', {}, 0);
    const seen = new Set<string>();
    for (let ms = 0; ms < 15_000; ms += 500) {
      await cluster.clock.advance(500);
      seen.add(await failure());
    }
    expect([...seen]).toEqual([
      'container "app" in pod "p" is waiting to start: ContainerCreating',
      'container "app" in pod "p" is waiting to start: image can\'t be pulled',
      'container "app" in pod "p" is waiting to start: trying and failing to pull image',
    ]);
  });

  it('are empty for a pod on no node', async () => {
    await cluster.client.create(refs.pods, newPod('p', 'nginx', { nodeSelector: { no: 'where' } }));
    await cluster.clock.settle();
    expect(cluster.client.get<Pod>(refs.pods, { namespace: 'default', name: 'p' })?.spec.nodeName).toBeUndefined();
    expect(await text()).toBe('');
  });
});

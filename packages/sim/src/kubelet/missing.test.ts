import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalCluster, newPod, type LocalCluster } from '../local-cluster.ts';
import { refs, type Container, type Pod, type PodSpec } from '../local/objects.ts';

let cluster: LocalCluster;
beforeEach(async () => {
  cluster = await createLocalCluster();
});
afterEach(() => cluster.close());

const key = { namespace: 'default', name: 'p' };
const pod = () => cluster.client.get<Pod>(refs.pods, key) as Pod;
const state = () => pod().status?.containerStatuses?.[0]?.state;
const events = () => cluster.eventsAbout('Pod', 'p');
const run = (container: Record<string, unknown>, spec: Record<string, unknown> = {}) =>
  cluster.client.create(
    refs.pods,
    newPod('p', 'nginx:1.27', {
      containers: [{ name: 'app', image: 'nginx:1.27', ...container } as Container],
      ...spec,
    } as Partial<PodSpec>),
  );
const put = (kind: 'configMaps' | 'secrets', name: string, data: Record<string, string>) =>
  cluster.client.create(refs[kind], {
    apiVersion: 'v1',
    kind: kind === 'secrets' ? 'Secret' : 'ConfigMap',
    metadata: { name, namespace: 'default' },
    data,
  } as never);

const needs: readonly [string, Record<string, unknown>, string][] = [
  ['a ConfigMap', { envFrom: [{ configMapRef: { name: 'c' } }] }, 'configmap "c" not found'],
  ['a Secret', { envFrom: [{ secretRef: { name: 's' } }] }, 'secret "s" not found'],
  [
    'a ConfigMap for a key',
    { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } }] },
    'configmap "c" not found',
  ],
];

describe('a container whose environment needs what is not there', () => {
  it.each(needs)('waits for %s', async (_what, container, problem) => {
    await run(container);
    await cluster.clock.advance(30_000);
    expect(pod().status?.phase).toBe('Pending');
    expect(state()).toEqual({ waiting: { reason: 'CreateContainerConfigError', message: problem } });
    expect(events()).toContain(`Failed: Error: ${problem}`);
    expect(events().filter((text) => text.startsWith('Started'))).toEqual([]);
  });

  it('waits for a key, and starts when it is there', async () => {
    await put('configMaps', 'c', { other: '' });
    await run({ env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } }] });
    await cluster.clock.advance(30_000);
    expect(state()).toEqual({
      waiting: { reason: 'CreateContainerConfigError', message: "couldn't find key k in ConfigMap default/c" },
    });
    await cluster.client.delete(refs.configMaps, { namespace: 'default', name: 'c' });
    await put('configMaps', 'c', { k: 'v' });
    await cluster.clock.advance(30_000);
    expect([pod().status?.phase, state()?.running !== undefined]).toEqual(['Running', true]);
  });

  it('does not wait for what is optional', async () => {
    await run({
      envFrom: [{ secretRef: { name: 's', optional: true } }],
      env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'c', key: 'k', optional: true } } }],
    });
    await cluster.clock.advance(30_000);
    expect(pod().status?.phase).toBe('Running');
  });
});

describe('a volume whose source is not there', () => {
  it('is waited for before anything starts', async () => {
    await run(
      { volumeMounts: [{ name: 'v', mountPath: '/v' }] },
      { volumes: [{ name: 'v', configMap: { name: 'late' } }] },
    );
    await cluster.clock.advance(10_000);
    expect([pod().status?.podIP, state()]).toEqual([undefined, { waiting: { reason: 'ContainerCreating' } }]);
    expect(events()).toContain('FailedMount: MountVolume.SetUp failed for volume "v" : configmap "late" not found');
    await put('configMaps', 'late', {});
    await cluster.clock.advance(60_000);
    expect(pod().status?.phase).toBe('Running');
  });
});

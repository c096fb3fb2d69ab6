import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalCluster, newPod, type LocalCluster } from '../local-cluster.ts';
import {
  findCondition,
  refs,
  type Container,
  type Lease,
  type Node,
  type Pod,
  type PodSpec,
} from '../local/objects.ts';

let cluster: LocalCluster;
beforeEach(async () => {
  cluster = await createLocalCluster();
});
afterEach(() => cluster.close());

const key = { namespace: 'default', name: 'p' };
const pod = () => cluster.client.get<Pod>(refs.pods, key) as Pod;
const status = (index = 0) => pod().status?.containerStatuses?.[index];
const run = (image: string, spec: Partial<PodSpec> = {}) => cluster.client.create(refs.pods, newPod('p', image, spec));
const container = (image: string, extra: Partial<Container> = {}): Container => ({ name: 'app', image, ...extra });
const events = () => cluster.eventsAbout('Pod', 'p');

/** Moves time in small steps and notes each new value of `read` with the second it was first seen. */
const follow = async (read: () => string, seconds: number): Promise<string[]> => {
  const start = cluster.clock.now();
  const seen: string[] = [];
  let last = '';
  for (let ms = 0; ms < seconds * 1000; ms += 500) {
    await cluster.clock.advance(500);
    const value = read();
    if (value !== last) seen.push(`${Math.floor((cluster.clock.now() - start) / 1000)}s ${value}`);
    last = value;
  }
  return seen;
};

describe('pod lifecycle', () => {
  it('goes from nothing to running, with the status a kubelet writes', async () => {
    await run('nginx:1.27');
    await cluster.clock.settle();
    expect(pod().status?.phase).toBe('Pending');
    expect(status()).toEqual({
      name: 'app',
      state: { waiting: { reason: 'ContainerCreating' } },
      lastState: {},
      ready: false,
      restartCount: 0,
      image: 'nginx:1.27',
      imageID: '',
      started: false,
    });
    expect(findCondition(pod().status?.conditions, 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [app]',
    });
    await cluster.clock.advance(6_000);
    expect(pod().status).toMatchObject({ phase: 'Running', podIP: expect.stringMatching(/^10\.244\./) as string });
    expect(pod().status?.podIPs).toEqual([{ ip: pod().status?.podIP }]);
    expect(pod().status?.hostIPs).toEqual([{ ip: pod().status?.hostIP }]);
    expect(status()).toMatchObject({
      state: { running: { startedAt: expect.any(String) as string } },
      ready: true,
      started: true,
      image: 'docker.io/library/nginx:1.27',
      imageID: expect.stringMatching(/^docker\.io\/library\/nginx@sha256:[0-9a-f]{64}$/) as string,
      containerID: expect.stringMatching(/^containerd:\/\/[0-9a-f]{64}$/) as string,
    });
    expect((pod().status?.conditions ?? []).map(({ type, status: state }) => `${type}=${state}`)).toEqual([
      'PodReadyToStartContainers=True',
      'Initialized=True',
      'Ready=True',
      'ContainersReady=True',
      'PodScheduled=True',
    ]);
    expect(events()).toEqual([
      expect.stringMatching(/^Scheduled: Successfully assigned default\/p to node-\d$/),
      'Pulling: Pulling image "nginx:1.27"',
      expect.stringMatching(
        /^Pulled: Successfully pulled image "nginx:1\.27" in [\d.]+s \([\d.]+s including waiting\)\. Image size: \d+ bytes\.$/,
      ),
      'Created: Created container: app',
      'Started: Started container app',
    ]);
  });

  it('stops within the grace period and is then gone', async () => {
    await run('nginx');
    await cluster.clock.advance(6_000);
    await cluster.client.delete(refs.pods, key);
    await cluster.clock.settle();
    expect(pod().metadata.deletionGracePeriodSeconds).toBe(30);
    expect(status()?.state.running).toBeDefined();
    expect(events().at(-1)).toBe('Killing: Stopping container app');
    await cluster.clock.advance(3_000);
    expect(cluster.client.get(refs.pods, key)).toBeUndefined();
  });

  it('forgets a pod that is deleted by force and reuses its address', async () => {
    await run('nginx', { nodeName: 'node-1' });
    await cluster.clock.advance(6_000);
    const address = pod().status?.podIP;
    await cluster.client.delete(refs.pods, key, { gracePeriodSeconds: 0 });
    expect(cluster.client.get(refs.pods, key)).toBeUndefined();
    await run('nginx', { nodeName: 'node-1' });
    await cluster.clock.advance(6_000);
    expect(pod().status?.podIP).toBe(address);
  });

  it.each([
    ['Never', 'sim-exit-0', 'Succeeded', 'Completed', 0],
    ['Never', 'sim-exit-7', 'Failed', 'Error', 7],
    ['OnFailure', 'sim-exit-0', 'Succeeded', 'Completed', 0],
    ['Never', 'sim-oom', 'Failed', 'OOMKilled', 137],
  ] as const)('restartPolicy %s and %s: %s', async (...[restartPolicy, tag, phase, reason, exitCode]) => {
    await run(`app:${tag}`, { restartPolicy });
    await cluster.clock.advance(20_000);
    expect(pod().status?.phase).toBe(phase);
    expect(status()).toMatchObject({ restartCount: 0, ready: false, state: { terminated: { reason, exitCode } } });
    expect(findCondition(pod().status?.conditions, 'Ready')).toMatchObject({
      status: 'False',
      reason: phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed',
    });
  });

  it('runs init containers one by one before the others', async () => {
    await run('nginx', {
      initContainers: [
        { name: 'one', image: 'busybox' },
        { name: 'two', image: 'busybox' },
      ],
    });
    const states = () =>
      [...(pod().status?.initContainerStatuses ?? []), ...(pod().status?.containerStatuses ?? [])]
        .map(
          ({ name, state }) =>
            `${name}:${state.waiting?.reason ?? (state.running ? 'Running' : state.terminated?.reason)}`,
        )
        .join(' ');
    const seen = (await follow(states, 20)).map((entry) => entry.replace(/^\d+s /, ''));
    expect(seen).toEqual(
      [
        'one:PodInitializing two:PodInitializing app:PodInitializing',
        'one:Running two:PodInitializing app:PodInitializing',
        'one:Completed two:PodInitializing app:PodInitializing',
        'one:Completed two:Running app:PodInitializing',
        'one:Completed two:Completed app:PodInitializing',
        'one:Completed two:Completed app:Running',
      ].filter((entry) => seen.includes(entry)),
    );
    expect(seen.at(0)).toBe('one:PodInitializing two:PodInitializing app:PodInitializing');
    expect(seen.at(-1)).toBe('one:Completed two:Completed app:Running');
  });

  it('fails a pod whose init container fails and may not be restarted', async () => {
    await run('nginx', { restartPolicy: 'Never', initContainers: [{ name: 'init', image: 'app:sim-exit-1' }] });
    await cluster.clock.advance(20_000);
    expect(pod().status?.phase).toBe('Failed');
    expect(status()?.state.waiting?.reason).toBe('PodInitializing');
    expect(findCondition(pod().status?.conditions, 'Initialized')).toMatchObject({
      status: 'False',
      message: 'containers with incomplete status: [init]',
    });
  });

  it('restarts a container whose image is changed in place', async () => {
    await run('nginx:1');
    await cluster.clock.advance(6_000);
    await cluster.client.update(refs.pods, {
      ...pod(),
      spec: { ...pod().spec, containers: [{ ...(pod().spec.containers[0] as Container), image: 'nginx:2' }] },
    });
    await cluster.clock.advance(8_000);
    expect(status()).toMatchObject({ restartCount: 1, image: 'docker.io/library/nginx:2', ready: true });
    expect(events()).toContain('Killing: Container app definition changed, will be restarted');
  });
});

describe('failures', () => {
  it('restarts at once, then after 10 s, 20 s, 40 s … up to 5 minutes', async () => {
    await run('app:sim-crash-1s');
    const waits: number[] = [];
    let restarts = 0;
    let waitingSince = 0;
    const messages = new Set<string>();
    for (let ms = 0; ms < 30 * 60_000 && waits.length < 8; ms += 250) {
      await cluster.clock.advance(250);
      const { state, restartCount = 0 } = status() ?? { state: {} };
      if (state.waiting?.reason === 'CrashLoopBackOff') {
        messages.add(state.waiting.message?.split(' ')[1] ?? '');
        waitingSince ||= Date.parse(status()?.lastState.terminated?.finishedAt ?? '');
      } else if (restartCount > restarts && waitingSince > 0) {
        waits.push(Math.round((Date.parse(state.running?.startedAt ?? '') - waitingSince) / 1000));
        waitingSince = 0;
      }
      restarts = Math.max(restarts, restartCount);
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 300, 300, 300]);
    expect([...messages]).toEqual(['10s', '20s', '40s', '1m20s', '2m40s', '5m0s']);
    expect(status()?.lastState.terminated).toMatchObject({ exitCode: 1, reason: 'Error' });
    expect(status()?.lastState.terminated?.containerID).not.toBe(status()?.containerID);
    const id = `p_default(${pod().metadata.uid})`;
    expect(events()).toContain(`BackOff: Back-off restarting failed container app in pod ${id}`);
  }, 60_000);

  it('backs off from an image that cannot be pulled', async () => {
    await run('shop/app:sim-missing');
    await cluster.clock.advance(3_700);
    const error =
      'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/shop/app:sim-missing": failed to resolve reference "docker.io/shop/app:sim-missing": docker.io/shop/app:sim-missing: not found';
    const reasons = await follow(() => status()?.state.waiting?.reason ?? '', 60);
    expect(reasons.map((entry) => entry.replace(/^\d+s /, ''))).toEqual(
      expect.arrayContaining(['ErrImagePull', 'ImagePullBackOff']),
    );
    await cluster.clock.advance(3_600_000);
    expect(pod().status?.phase).toBe('Pending');
    expect(status()).toMatchObject({ restartCount: 0, image: 'shop/app:sim-missing', imageID: '' });
    expect(events()).toEqual(
      expect.arrayContaining([
        `Failed: Failed to pull image "shop/app:sim-missing": ${error}`,
        'Failed: Error: ErrImagePull',
        'BackOff: Back-off pulling image "shop/app:sim-missing"',
        'Failed: Error: ImagePullBackOff',
      ]),
    );
  });

  it('never becomes ready, and says why', async () => {
    const readinessProbe = { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 5 };
    await run('', { containers: [container('app:sim-unready', { readinessProbe })] });
    await cluster.clock.advance(60_000);
    expect(pod().status?.phase).toBe('Running');
    expect(status()).toMatchObject({ ready: false, started: true, restartCount: 0 });
    expect(events()).toContain('Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503');
  });

  it('becomes ready when the process does', async () => {
    const readinessProbe = { httpGet: { path: 'ready', port: 'http' }, periodSeconds: 2 };
    const ports = [{ name: 'http', containerPort: 8080 }];
    await run('', { containers: [container('app:sim-slow-10s', { readinessProbe, ports })] });
    const seen = await follow(() => (status()?.state.running ? String(status()?.ready) : ''), 20);
    const [from, to] = seen.map((entry) => Number(entry.split('s ')[0]));
    expect(seen.map((entry) => entry.split(' ')[1])).toEqual(['false', 'true']);
    expect((to ?? 0) - (from ?? 0)).toBeGreaterThanOrEqual(10);
    const address = `${pod().status?.podIP}:8080`;
    expect(events()).toContain(
      `Unhealthy: Readiness probe failed: Get "http://${address}/ready": dial tcp ${address}: connect: connection refused`,
    );
  });

  it('restarts a container whose liveness probe fails', async () => {
    const livenessProbe = { tcpSocket: { port: 8080 }, periodSeconds: 5, failureThreshold: 2 };
    await run('', {
      terminationGracePeriodSeconds: 4,
      containers: [container('app:sim-unhealthy-10s', { livenessProbe })],
    });
    await cluster.clock.advance(35_000);
    expect(status()?.restartCount).toBe(1);
    expect(status()?.lastState.terminated).toMatchObject({ exitCode: 137, reason: 'Error' });
    const address = `${pod().status?.podIP}:8080`;
    expect(events()).toEqual(
      expect.arrayContaining([
        `Unhealthy: Liveness probe failed: dial tcp ${address}: connect: connection refused`,
        'Killing: Container app failed liveness probe, will be restarted',
      ]),
    );
  });

  it('restarts a container that misses its startup probe', async () => {
    const startupProbe = { exec: { command: ['check'] }, periodSeconds: 3, failureThreshold: 2 };
    await run('', { terminationGracePeriodSeconds: 1, containers: [container('app:sim-slow-60s', { startupProbe })] });
    await cluster.clock.advance(14_000);
    expect(events()).toContain('Killing: Container app failed startup probe, will be restarted');
    expect(status()?.started).toBe(false);
  });
});

describe('nodes', () => {
  const node = () => cluster.client.get<Node>(refs.nodes, { name: 'node-1' }) as Node;
  const annotate = (annotations: Record<string, string>) =>
    cluster.client.update(refs.nodes, { ...node(), metadata: { ...node().metadata, annotations } });

  it('are described and heard of', async () => {
    expect(node().status?.conditions?.map(({ type, status: state, reason }) => [type, state, reason])).toEqual([
      ['MemoryPressure', 'False', 'KubeletHasSufficientMemory'],
      ['DiskPressure', 'False', 'KubeletHasNoDiskPressure'],
      ['PIDPressure', 'False', 'KubeletHasSufficientPID'],
      ['Ready', 'True', 'KubeletReady'],
    ]);
    expect(node().status).toMatchObject({ capacity: { cpu: '8', memory: '32873412Ki', pods: '110' } });
    await cluster.clock.advance(60_000);
    const lease = cluster.client.get<Lease>(refs.leases, { namespace: 'kube-node-lease', name: 'node-1' });
    expect(lease?.spec).toMatchObject({ holderIdentity: 'node-1', leaseDurationSeconds: 40 });
    expect(cluster.clock.now() - Date.parse(lease?.spec?.renewTime ?? '')).toBeLessThanOrEqual(10_000);
  });

  it('are given up when silent and welcomed back', async () => {
    await run('nginx', { nodeName: 'node-1' });
    await cluster.clock.advance(5_000);
    await annotate({ 'sim.binnacle.dev/kubelet': 'stopped' });
    await cluster.clock.advance(65_000);
    expect(findCondition(node().status?.conditions, 'Ready')).toMatchObject({
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    });
    expect(node().spec?.taints?.map(({ key: taint, effect }) => `${taint}:${effect}`)).toEqual([
      'node.kubernetes.io/unreachable:NoSchedule',
      'node.kubernetes.io/unreachable:NoExecute',
    ]);
    expect(findCondition(pod().status?.conditions, 'Ready')?.status).toBe('False');
    await annotate({});
    await cluster.clock.advance(5_000);
    expect(findCondition(node().status?.conditions, 'Ready')?.status).toBe('True');
    expect(node().spec?.taints).toBeUndefined();
    expect(findCondition(pod().status?.conditions, 'Ready')?.status).toBe('True');
  });

  it('cost nothing but heartbeats while pods just run', async () => {
    for (let i = 0; i < 50; i++) await cluster.client.create(refs.pods, newPod(`p${i}`, 'nginx'));
    await cluster.clock.advance(30_000);
    const before = cluster.clock.pending;
    let writes = 0;
    const stop = cluster.client.watch(refs.pods, () => writes++);
    writes = 0;
    await cluster.clock.advance(600_000);
    stop();
    expect(writes).toBe(0);
    expect(before).toBeLessThan(12);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalCluster, newPod, type LocalCluster } from '../local-cluster.ts';
import { refs, type Container, type Pod, type PodSpec } from '../local/objects.ts';
import { isRunnable, scriptOf } from './script.ts';

let cluster: LocalCluster;
beforeEach(async () => {
  cluster = await createLocalCluster();
});
afterEach(() => cluster.close());

const key = { namespace: 'default', name: 'p' };
const shell = (script: string, extra: Partial<Container> = {}): Container => ({
  ...{ name: 'app', image: 'busybox:1.37', command: ['sh', '-c', script] },
  ...extra,
});
const create = (containers: Container[], spec: Partial<PodSpec> = {}) =>
  cluster.client.create(refs.pods, newPod('p', 'busybox:1.37', { containers, ...spec }));
const pod = () => cluster.client.get<Pod>(refs.pods, key) as Pod;
const status = () => pod().status?.containerStatuses?.[0];
const warnings = () => cluster.eventsAbout('Pod', 'p').filter((text) => /^(Unhealthy|Killing)/.test(text));

/** Lets time go on, second by second, until it is so. */
const until = async (isSo: () => boolean | Promise<boolean>, seconds = 600) => {
  for (let i = 0; i < seconds; i += 1) {
    if (await isSo()) return;
    await cluster.clock.advance(1000);
  }
  throw new Error(`not so after ${seconds} s: ${JSON.stringify(pod().status)}`);
};

const logs = async (previous = false): Promise<string[]> => {
  const request = { ...{ namespace: 'default', pod: 'p', container: 'app', previous }, signal: AbortSignal.abort() };
  const chunks: Uint8Array[] = [];
  const options = { follow: false, timestamps: false };
  for await (const chunk of await cluster.nodeAgent.containerLogs({ ...request, ...options })) chunks.push(chunk);
  return Buffer.concat(chunks).toString().split('\n').slice(0, -1);
};

describe('a container whose command is a script', () => {
  it('shows its lines as they come', async () => {
    await create([shell('i=0; while true; do echo "turn $i"; i=$((i+1)); sleep 5; done')]);
    await until(async () => (await logs().catch(() => [])).length >= 3);
    expect((await logs()).slice(0, 3)).toEqual(['turn 0', 'turn 1', 'turn 2']);
    const before = (await logs()).length;
    await until(async () => (await logs()).length > before);
    expect(status()?.restartCount).toBe(0);
  });

  it('ends as it ends: exit code, message, log of the run before', async () => {
    const script = 'for i in 1 2; do echo "step $i" | tr a-z A-Z; done; echo "no luck" > /dev/termination-log; exit 7';
    await create([shell(script)]);
    await until(() => (status()?.restartCount ?? 0) > 0);
    expect(status()?.lastState.terminated).toMatchObject({ exitCode: 7, reason: 'Error', message: 'no luck\n' });
    await until(async () => (await logs(true).catch(() => [])).length > 0);
    expect(await logs(true)).toEqual(['STEP 1', 'STEP 2']);
  });

  it('sees the files of its node, and may take them for its own', async () => {
    const volumes = [{ name: 'host', hostPath: { path: '/' } }];
    const volumeMounts = [{ name: 'host', mountPath: '/host' }];
    const script =
      'cat /host/etc/hostname; chroot /host sh -c "pwd; cat /etc/hostname; echo mine > /opt/note"; cat /host/opt/note; chroot /nowhere ls';
    await create([shell(script, { volumeMounts } as Partial<Container>)], {
      volumes,
      restartPolicy: 'Never',
    } as Partial<PodSpec>);
    await until(() => status()?.state.terminated !== undefined);
    const node = pod().spec.nodeName;
    expect(await logs()).toEqual([node, '/', node, 'mine', 'chroot: /nowhere: No such file or directory']);
    expect(status()?.state.terminated?.exitCode).toBe(1);
  });

  it('leaves files for those that come after it', async () => {
    const volumes = [{ name: 'data', emptyDir: {} }];
    const volumeMounts = [{ name: 'data', mountPath: '/data' }];
    await create([shell('while true; do cat /data/greeting; sleep 60; done', { volumeMounts })], {
      initContainers: [shell('echo hello | tee /data/greeting', { name: 'first', volumeMounts })],
      volumes,
    });
    await until(async () => (await logs().catch(() => [])).length > 0);
    expect((await logs())[0]).toBe('hello');
  });
});

describe('a probe whose command is run', () => {
  it('restarts a container when its command fails often enough', async () => {
    // The example of the Kubernetes documentation: arguments alone.
    const livenessProbe = { exec: { command: ['cat', '/tmp/healthy'] }, initialDelaySeconds: 5, periodSeconds: 5 };
    const script = 'touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600';
    await create([{ name: 'app', image: 'busybox:1.37', args: ['/bin/sh', '-c', script], livenessProbe }]);
    await until(() => status()?.state.running !== undefined);
    await until(() => warnings().length > 0);
    const { startedAt } = status()?.state.running ?? {};
    expect(cluster.clock.now() - Date.parse(startedAt ?? '')).toBeGreaterThan(30_000);
    await until(() => (status()?.restartCount ?? 0) > 0);
    expect(status()?.lastState.terminated?.exitCode).toBe(137);
    expect(warnings()).toEqual([
      'Unhealthy: Liveness probe failed: cat: /tmp/healthy: No such file or directory\n',
      'Killing: Container app failed liveness probe, will be restarted',
    ]);
  });

  it('makes a container ready and not ready', async () => {
    const readinessProbe = { exec: { command: ['test', '-e', '/tmp/ready'] }, periodSeconds: 2, failureThreshold: 2 };
    await create([shell('sleep 20; touch /tmp/ready; sleep 60; rm /tmp/ready; sleep 600', { readinessProbe })]);
    await until(() => status()?.state.running !== undefined);
    expect(status()).toMatchObject({ ready: false, started: true });
    await until(() => status()?.ready === true, 60);
    await until(() => status()?.ready === false, 120);
    expect(status()?.restartCount).toBe(0);
  });

  it('is cut off when its time is over', async () => {
    const startupProbe = { exec: { command: ['sleep', '30'] }, failureThreshold: 2 };
    await create([shell('while true; do sleep 60; done', { startupProbe })]);
    await until(() => (status()?.restartCount ?? 0) > 0);
    expect(warnings()[0]).toBe('Unhealthy: Startup probe failed: command "sleep 30" timed out');
  });
});

describe('what is run for real', () => {
  const container = { name: 'c', image: 'busybox' };
  it.each([
    [['sh', '-c', 'while true; do date; sleep 1; done'], true],
    [['sh', '-c', 'greet() { echo "$1"; }; greet you; sleep 1'], true],
    [['sh', '-c', 'nginx -g "daemon off;"'], false],
    [['sh', '-c', '$START'], false],
    [['sh', '-c', 'echo "open'], false],
    [['redis-cli', 'ping'], false],
    [['test', '-f', '/ready'], true],
  ])('%j: %s', (argv, expected) => {
    expect(isRunnable(container, argv)).toBe(expected);
  });

  it.each<[string, Partial<Container>]>([
    ['a few plain words are planned', { command: ['sh', '-c', 'echo hi; sleep 5'] }],
    ['a shell that waits for input', { command: ['sh', '-c', 'date; read x'], stdin: true } as Partial<Container>],
    ['arguments of an image with a program of its own', { image: 'nginx', args: ['sh', '-c', 'date'] }],
    ['an image that is told what to do', { command: ['sh', '-c', 'date'], image: 'busybox:sim-crash' }],
    ['no command', {}],
  ])('not: %s', (_what, spec) => {
    expect(scriptOf({ ...container, ...spec })).toBeUndefined();
  });
});

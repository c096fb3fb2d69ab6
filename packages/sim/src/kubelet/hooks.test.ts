import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enterContainer } from '../entered-container.ts';
import { createLocalCluster, newPod, type LocalCluster } from '../local-cluster.ts';
import { refs, type Container, type Pod, type PodSpec } from '../local/objects.ts';
import { planPostStart, stopTimeMs } from './hooks.ts';

const container = (more: Partial<Container>): Container => ({ name: 'app', image: 'nginx:1.27', ...more });
const sh = (text: string) => ({ exec: { command: ['sh', '-c', text] } });

describe('hooks', () => {
  it('take as long as their command, and fail with it', () => {
    const plan = (text: string) => planPostStart(container({ lifecycle: { postStart: sh(text) } }));
    expect(plan('sleep 3')).toEqual({ ms: 3_000, fails: false });
    expect(plan('sleep 1; exit 2')).toEqual({ ms: 1_000, fails: true });
    expect(plan('echo hello > /usr/share/message')).toEqual({ ms: 100, fails: false });
    expect(plan('while true; do date; done')).toEqual({ ms: 100, fails: false });
    expect(planPostStart(container({}))).toBeUndefined();
  });

  it('share the grace period with the process', () => {
    const time = (seconds: number, graceMs: number, processMs = 1_200) =>
      stopTimeMs(container({ lifecycle: { preStop: { sleep: { seconds } } } }), { graceMs, processMs });
    expect(time(5, 30_000)).toBe(6_200);
    expect(time(60, 30_000)).toBe(31_200);
    expect(time(60, 30_000, 30_000)).toBe(32_000);
    expect(time(5, 0)).toBe(0);
    expect(stopTimeMs(container({}), { graceMs: 1_000, processMs: 1_200 })).toBe(1_000);
  });
});

describe('a container', () => {
  let cluster: LocalCluster;
  beforeEach(async () => {
    cluster = await createLocalCluster();
  });
  afterEach(() => cluster.close());

  const key = { namespace: 'default', name: 'p' };
  const pod = () => cluster.client.get<Pod>(refs.pods, key);
  const status = () => pod()?.status?.containerStatuses?.[0];
  const events = () => cluster.eventsAbout('Pod', 'p');
  const run = (more: Partial<Container>, spec: Partial<PodSpec> = {}) =>
    cluster.client.create(refs.pods, newPod('p', 'nginx:1.27', { containers: [container(more)], ...spec }));

  it('runs when its first hook has ended', async () => {
    await run({ lifecycle: { postStart: sh('sleep 60') } });
    await cluster.clock.advance(30_000);
    expect(events()).toContain('Started: Started container app');
    expect([pod()?.status?.phase, status()?.state]).toEqual(['Pending', { waiting: { reason: 'ContainerCreating' } }]);
    await cluster.clock.advance(60_000);
    expect([pod()?.status?.phase, status()?.ready]).toEqual(['Running', true]);
  });

  it('has the files of its first hook', async () => {
    const box = await enterContainer({
      image: 'nginx:1.27',
      container: { lifecycle: { postStart: sh('echo hello from the hook > /usr/share/message') } },
    });
    expect(await box.run(['cat', '/usr/share/message'])).toMatchObject({
      stdout: 'hello from the hook\n',
      exitCode: 0,
    });
    box.cluster.close();
  });

  it('is killed when its first hook fails', async () => {
    await run({ lifecycle: { postStart: sh('exit 1') } });
    await cluster.clock.advance(60_000);
    expect(events()).toContain('FailedPostStartHook: PostStartHook failed');
    expect(events()).toContain('Killing: FailedPostStartHook');
    expect(status()?.lastState.terminated).toMatchObject({ exitCode: 137, reason: 'Error' });
    expect(status()?.restartCount).toBeGreaterThan(0);
  });

  it('goes when its last hook has ended', async () => {
    await run({ lifecycle: { preStop: { sleep: { seconds: 20 } } } });
    await cluster.clock.advance(30_000);
    await cluster.client.delete(refs.pods, key);
    await cluster.clock.advance(15_000);
    expect(pod()?.metadata.deletionTimestamp).toBeDefined();
    await cluster.clock.advance(10_000);
    expect(pod()).toBeUndefined();
  });

  it('tells when its last hook failed', async () => {
    await run({ lifecycle: { preStop: sh('exit 1') } });
    await cluster.clock.advance(30_000);
    await cluster.client.delete(refs.pods, key);
    await cluster.clock.advance(10_000);
    expect(events()).toContain('FailedPreStopHook: PreStopHook failed');
  });

  it('leaves the message that it wrote', async () => {
    await run(
      { command: ['sh', '-c', 'echo "out of luck" > /dev/termination-log; exit 3'] },
      { restartPolicy: 'Never' },
    );
    await cluster.clock.advance(30_000);
    expect(status()?.state.terminated).toMatchObject({ exitCode: 3, message: 'out of luck\n' });
  });

  it('leaves the end of its log where it is told to', async () => {
    const command = ['sh', '-c', 'echo first; echo last; exit 1'];
    await run({ command, terminationMessagePolicy: 'FallbackToLogsOnError' }, { restartPolicy: 'Never' });
    await cluster.clock.advance(30_000);
    expect(status()?.state.terminated).toMatchObject({ exitCode: 1, message: 'first\nlast\n' });
  });

  it('leaves nothing of a log that ended well', async () => {
    const command = ['sh', '-c', 'echo first'];
    await run({ command, terminationMessagePolicy: 'FallbackToLogsOnError' }, { restartPolicy: 'Never' });
    await cluster.clock.advance(30_000);
    expect(status()?.state.terminated).toMatchObject({ exitCode: 0 });
    expect(status()?.state.terminated?.message).toBeUndefined();
  });
});

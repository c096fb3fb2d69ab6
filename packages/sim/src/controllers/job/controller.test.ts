import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalCluster, type LocalCluster } from '../../local-cluster.ts';
import { refs } from '../../local/objects.ts';
import type { Job, JobSpec } from '../../local/workloads.ts';
import { formatIndexes, parseIndexes } from './indexes.ts';

let cluster: LocalCluster;
beforeEach(async () => {
  cluster = await createLocalCluster();
});
afterEach(() => cluster.close());

const key = { namespace: 'default', name: 'work' };
const held = () => cluster.client.get<Job>(refs.jobs, key);

const create = (image: string, spec: Partial<JobSpec> & { restartPolicy?: 'Never' | 'OnFailure' } = {}) => {
  const { restartPolicy = 'Never', ...rest } = spec;
  return cluster.client.create<Job>(refs.jobs, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: key,
    spec: { template: { spec: { restartPolicy, containers: [{ name: 'work', image }] } }, ...rest } as JobSpec,
  });
};

describe('job controller', () => {
  it('waits ten, then twenty seconds between failed pods, and gives up', async () => {
    await create('work:1-sim-exit-3-1s', { backoffLimit: 2 });
    await cluster.clock.advance(8_000);
    expect([cluster.pods().length, held()?.status?.failed]).toEqual([1, 1]);
    await cluster.clock.advance(12_000);
    expect([cluster.pods().length, held()?.status?.failed]).toEqual([2, 2]);
    await cluster.clock.advance(10_000);
    expect(cluster.pods()).toHaveLength(2);
    await cluster.clock.advance(20_000);
    expect(held()?.status).toMatchObject({ failed: 3, ready: 0, terminating: 0 });
    expect(held()?.status?.conditions?.map(({ type, reason }) => `${type} ${reason}`)).toEqual([
      'FailureTarget BackoffLimitExceeded',
      'Failed BackoffLimitExceeded',
    ]);
    expect(cluster.eventsAbout('Job', 'work')).toContain(
      'BackoffLimitExceeded: Job has reached the specified backoff limit',
    );
  });

  it('counts restarts with OnFailure', async () => {
    await create('work:1-sim-exit-3-1s', { backoffLimit: 2, restartPolicy: 'OnFailure' });
    await cluster.clock.advance(120_000);
    expect(held()?.status?.conditions?.at(-1)).toMatchObject({ type: 'Failed', reason: 'BackoffLimitExceeded' });
    expect(cluster.pods()).toEqual([]);
  });

  it('without completions one success is enough', async () => {
    await create('work:1-sim-exit-5s', { parallelism: 2 });
    await cluster.clock.advance(30_000);
    expect(held()?.status).toMatchObject({ succeeded: 2 });
    expect(held()?.status?.conditions?.at(-1)).toMatchObject({ type: 'Complete', status: 'True' });
  });

  it('runs a failed index again', async () => {
    await create('work:1-sim-exit-5s', { completions: 2, parallelism: 1, completionMode: 'Indexed' });
    await cluster.clock.advance(2_000);
    const [pod] = cluster.pods();
    if (pod === undefined) throw new Error('no pod');
    await cluster.client.updateStatus(refs.pods, { ...pod, status: { ...pod.status, phase: 'Failed' } });
    await cluster.clock.advance(60_000);
    expect(held()?.status).toMatchObject({ succeeded: 2, failed: 1, completedIndexes: '0,1' });
  });

  it('goes away ttlSecondsAfterFinished after its end', async () => {
    await create('work:1-sim-exit-1s', { ttlSecondsAfterFinished: 60 });
    await cluster.clock.advance(50_000);
    expect(held()?.status?.succeeded).toBe(1);
    await cluster.clock.advance(20_000);
    expect([held(), cluster.pods()]).toEqual([undefined, []]);
  });
});

describe('completion indexes', () => {
  it('spells runs of three and more with a dash', () => {
    expect(formatIndexes([9, 0, 1, 4, 5, 6, 7])).toBe('0,1,4-7,9');
    expect([...parseIndexes('0,1,4-7,9', 7)]).toEqual([0, 1, 4, 5, 6]);
    expect([formatIndexes([]), parseIndexes('', 3).size]).toEqual(['', 0]);
  });
});

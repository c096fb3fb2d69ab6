import { describe, expect, it } from 'vitest';
import type { BatchRelease, BatchReleaseStatus, ReleasePlan } from '../api/index.ts';
import { annotations, finalizers } from '../api/index.ts';
import { sha256 } from '../cluster/index.ts';
import type { Write } from '../cluster/index.ts';
import type { Executor } from './executor.ts';
import { nextRelease } from './next-release.ts';

const now = Date.UTC(2026, 0, 5, 9, 0, 0);
const write = (name: string): readonly Write[] => [
  { type: 'delete', kind: { plural: name } as Write['kind'], namespace: '', name },
];

const executor = (change: Partial<Executor> = {}): Executor => ({
  replicas: 10,
  updatedReplicas: 2,
  updatedReadyReplicas: 1,
  stableRevision: 'v1',
  updateRevision: 'new2',
  settled: true,
  initialize: () => [],
  upgrade: () => [],
  label: () => [],
  lack: () => undefined,
  finalize: () => ({ done: true, writes: [] }),
  ...change,
});

const plan: ReleasePlan = {
  batches: [{ canaryReplicas: '20%' }, { canaryReplicas: '50%' }, { canaryReplicas: '100%' }],
  batchPartition: 0,
  rolloutID: 'new2',
  rollingStyle: 'Canary',
  enableExtraWorkloadForCanary: true,
};

const releaseOf = (status?: Partial<BatchReleaseStatus>, change: Partial<ReleasePlan> = {}): BatchRelease => ({
  apiVersion: 'rollouts.kruise.io/v1beta1',
  kind: 'BatchRelease',
  metadata: { name: 'demo', namespace: 'shop', generation: 1, finalizers: [finalizers.batchRelease] },
  spec: {
    workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'echo' },
    releasePlan: { ...plan, ...change },
  },
  ...(status === undefined
    ? {}
    : {
        status: {
          phase: 'Progressing',
          observedGeneration: 1,
          observedReleasePlanHash: sha256({ ...plan, ...change }),
          observedRolloutID: 'new2',
          observedWorkloadReplicas: 10,
          stableRevision: 'v1',
          updateRevision: 'new2',
          ...status,
          canaryStatus: { currentBatch: 0, updatedReplicas: 2, updatedReadyReplicas: 1, ...status.canaryStatus },
        },
      }),
});

const pass = (release: BatchRelease, change: Partial<Executor> | null = {}) => {
  const {
    status,
    upkeep = [],
    writes,
  } = nextRelease({ now, release, executor: change === null ? undefined : executor(change) });
  return {
    status,
    batch: status.canaryStatus,
    phase: status.phase,
    upkeep,
    writes: writes.map((w) => (w as { name: string }).name),
  };
};
const inState = (batchState: 'Upgrading' | 'Verifying' | 'Ready', currentBatch = 0) =>
  releaseOf({ canaryStatus: { batchState, currentBatch, updatedReplicas: 2, updatedReadyReplicas: 1 } });

describe('§4.1 sync', () => {
  it('§4.1 a new one prepares, with its finalizer', () => {
    const release = releaseOf();
    release.metadata.finalizers = [];
    const result = pass(release);
    expect([result.phase, result.upkeep]).toMatchObject([
      'Preparing',
      [{ patch: { metadata: { finalizers: [finalizers.batchRelease] } } }],
    ]);
  });

  it('§4.1 row 1: Completed stays', () => {
    expect(pass(releaseOf({ phase: 'Completed' }, { batchPartition: null })).phase).toBe('Completed');
  });

  it.each([
    ['batchPartition is null', releaseOf({}, { batchPartition: null }), {}],
    ['it has begun to', releaseOf({ phase: 'Finalizing' }), { finalize: () => ({ done: false, writes: [] }) }],
  ] as const)('§4.1 row 2: finalizes when %s', (_why, release, change) => {
    expect(pass(release, change)).toMatchObject({ phase: 'Finalizing', writes: [] });
  });

  it('§4.1 row 6: finalizes when the workload is gone', () => {
    expect(pass(releaseOf({}), null)).toMatchObject({ phase: 'Finalizing', writes: [] });
  });

  it('§4.1 row 2: finalizes when it is going away', () => {
    const release = releaseOf({});
    release.metadata.deletionTimestamp = '2026-01-05T09:00:00Z';
    expect(pass(release).phase).toBe('Finalizing');
  });

  it.each([
    ['the same id', 'new2', 1],
    ['another id', 'new3', 0],
  ])('§4.1 row 3: a changed plan with %s', (_what, rolloutID, currentBatch) => {
    const release = releaseOf({ canaryStatus: { batchState: 'Ready', currentBatch: 0, batchReadyTime: 'x' } });
    release.spec.releasePlan = { ...plan, batchPartition: 1, rolloutID };
    const { batch, status, writes } = pass(release);
    expect(batch).toEqual({ batchState: 'Upgrading', currentBatch, updatedReplicas: 2, updatedReadyReplicas: 1 });
    expect(status).toMatchObject({
      observedRolloutID: rolloutID,
      observedReleasePlanHash: sha256(release.spec.releasePlan),
    });
    expect(writes).toEqual([]);
  });

  it('§4.1 row 4: fewer batches start over', () => {
    expect(pass(inState('Ready', 5)).batch).toMatchObject({ currentBatch: 0, batchState: 'Upgrading' });
  });

  it('§4.1 row 7: another size does the batch again', () => {
    const { status, batch } = pass(inState('Ready'), { replicas: 20 });
    expect([status.observedWorkloadReplicas, batch.batchState]).toEqual([20, 'Upgrading']);
  });

  it('§4.1 row 8: a new template stops it', () => {
    expect(pass(inState('Upgrading'), { updateRevision: 'new3', upgrade: () => write('upgrade') }).writes).toEqual([]);
  });

  it('§4.1 row 9: waits for the workload to be observed', () => {
    expect(pass(inState('Upgrading'), { settled: false, upgrade: () => write('upgrade') }).writes).toEqual([]);
  });

  it('§4.1 row 10: the way back in batches prepares again, from the first batch', () => {
    const release = inState('Ready', 1);
    release.metadata.annotations = { [annotations.rollbackInBatch]: 'true' };
    release.spec.releasePlan = { ...plan, rolloutID: 'rollback-old1' };
    const back = { updateRevision: 'old1', initialize: () => write('take') };
    expect(pass(release, back)).toMatchObject({ phase: 'Preparing', batch: { currentBatch: 0 }, writes: [] });
    expect(pass(release)).toMatchObject({ phase: 'Progressing', batch: { batchState: 'Upgrading' } });
  });

  it('§4.1 counts come first, and alone', () => {
    const { batch, writes } = pass(inState('Upgrading'), { updatedReplicas: 7, upgrade: () => write('upgrade') });
    expect([batch.updatedReplicas, writes]).toEqual([7, []]);
  });
});

describe('§4.1 execute', () => {
  it('§4.1 Preparing takes the workload in hand', () => {
    const release = releaseOf({ phase: 'Preparing' });
    expect(pass(release, { initialize: () => write('take') })).toMatchObject({ phase: 'Preparing', writes: ['take'] });
    expect(pass(release).status).toMatchObject({
      phase: 'Progressing',
      stableRevision: 'v1',
      updateRevision: 'new2',
      observedWorkloadReplicas: 10,
      canaryStatus: { batchState: 'Upgrading', currentBatch: 0 },
    });
  });

  it('§4.1 Upgrading → Verifying', () => {
    expect(pass(inState('Upgrading'), { upgrade: () => write('scale') })).toMatchObject({
      batch: { batchState: 'Upgrading' },
      writes: ['scale'],
    });
    expect(pass(inState('Upgrading')).batch.batchState).toBe('Verifying');
  });

  it('§4.1 Verifying: labels, waits, → Ready', () => {
    expect(pass(inState('Verifying'), { label: () => write('label') })).toMatchObject({
      batch: { batchState: 'Verifying' },
      writes: ['label'],
    });
    expect(pass(inState('Verifying'), { lack: () => 'pods' }).batch.batchState).toBe('Verifying');
    expect(pass(inState('Verifying'), { upgrade: () => write('scale') }).batch.batchState).toBe('Upgrading');
    expect(pass(inState('Verifying')).batch).toMatchObject({
      batchState: 'Ready',
      batchReadyTime: '2026-01-05T09:00:00Z',
    });
  });

  it('§4.1 Ready: does the batch again when Pods are lost', () => {
    expect(pass(inState('Ready')).batch.batchState).toBe('Ready');
    expect(pass(inState('Ready'), { lack: () => 'pods' }).batch.batchState).toBe('Upgrading');
  });

  it('§4.1 Finalizing → Completed, then the finalizer goes', () => {
    const release = releaseOf({ phase: 'Finalizing' }, { batchPartition: null });
    expect(pass(release, { finalize: () => ({ done: false, writes: write('give back') }) })).toMatchObject({
      phase: 'Finalizing',
      writes: ['give back'],
    });
    const given = pass(release);
    expect(given.phase).toBe('Completed');
    // Before anybody takes it away: it need not be waited for.
    expect(nextRelease({ now, release, executor: executor() }).writes).toMatchObject([
      { patch: { metadata: { finalizers: [] } } },
    ]);
    // One whose controller ended before it could tell does not take it up again.
    release.metadata.finalizers = [];
    expect(pass(release).upkeep).toEqual([]);
    const over = releaseOf({ phase: 'Completed' });
    over.metadata.deletionTimestamp = '2026-01-05T09:00:00Z';
    expect(pass(over).upkeep).toMatchObject([{ patch: { metadata: { finalizers: [] } } }]);
  });
});

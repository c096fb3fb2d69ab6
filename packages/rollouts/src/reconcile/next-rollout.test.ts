import { describe, expect, it } from 'vitest';
import type { Rollout, RolloutStatus } from '../api/index.ts';
import { annotations, finalizers } from '../api/index.ts';
import { nextRollout } from './next-rollout.ts';
import { at, mark, marks, now, percentSteps, rolloutOf, seenOf, trafficOf, workloadOf } from './seen.fixture.ts';
import type { Seen } from './seen.ts';

const pass = (rollout: Rollout, change: Partial<Seen> = {}) => nextRollout(seenOf(rollout, change));
const progressing = (status: RolloutStatus) => {
  const { status: s, reason, message } = status.conditions!.find(({ type }) => type === 'Progressing')!;
  return `${s} ${reason}: ${message}`;
};
const inPhase = (status: Partial<RolloutStatus>, change: (rollout: Rollout) => void = () => {}): Rollout => {
  const rollout = rolloutOf();
  rollout.status = { currentStepIndex: 0, currentStepState: '', ...status };
  change(rollout);
  return rollout;
};
const idle = { workload: workloadOf({ inProgress: false }) };
const canary = (status: RolloutStatus) => status.canaryStatus!;

describe('§2.1 upkeep', () => {
  it('§2.1 row 2: finalizer; §2.1 row 3: workload label; §2.3 hash', () => {
    const rollout = rolloutOf();
    rollout.metadata.finalizers = ['mine'];
    rollout.metadata.annotations = {};
    const { upkeep } = pass(rollout, { workload: workloadOf({ inProgress: false, markType: [mark('type')] }) });
    expect(upkeep).toMatchObject([
      { patch: { metadata: { finalizers: ['mine', finalizers.rollout] } } },
      { name: 'type' },
      { patch: { metadata: { annotations: { [annotations.hash]: expect.stringMatching(/^[a-z0-9]{64}$/) } } } },
    ]);
  });

  it('§2.1 row 4: an inconsistent workload changes nothing', () => {
    const rollout = inPhase({ phase: 'Healthy' });
    expect(pass(rollout, { workload: workloadOf({ consistent: false }) })).toEqual({
      status: rollout.status,
      upkeep: [],
      writes: [],
      events: [],
    });
  });
});

describe('§2.8 a change that is caught at the last moment', () => {
  const caught = (heldFor: string) => ({ workload: workloadOf({ heldFor, letGo: [mark('let go')] }) });
  const gone = inPhase(
    {
      phase: 'Terminating',
      conditions: [
        { type: 'Terminating', status: 'False', reason: 'Completed', message: '', lastTransitionTime: at(0) },
      ],
    },
    (rollout) => {
      rollout.metadata.deletionTimestamp = at(0);
      rollout.metadata.finalizers = [finalizers.rollout];
    },
  );

  it('§2.8 is let go before the finalizer is', () => {
    const held = pass(gone, caught('demo'));
    expect([marks(held.writes), held.upkeep]).toEqual([['delete let go'], []]);
    expect(pass(gone, idle).upkeep).toMatchObject([{ patch: { metadata: { finalizers: [] } } }]);
  });

  it('§2.8 is let go by a disabled Rollout too, unless it is held for another', () => {
    const disabled = inPhase({ phase: 'Disabled' }, (rollout) => (rollout.spec.disabled = true));
    expect(marks(pass(disabled, caught('demo')).writes)).toEqual(['delete let go']);
    expect(pass(disabled, caught('other')).writes).toEqual([]);
  });
});

describe('§2.1 order', () => {
  it('§2.1 row 5: a phase acts from the pass after the one that entered it', () => {
    const rollout = rolloutOf({ state: { currentStepState: 'StepPaused' } });
    rollout.metadata.deletionTimestamp = at(0);
    const letGo = { workload: workloadOf({ letGo: [mark('let go')] }) };
    const entered = pass(rollout, letGo);
    expect([entered.status.phase, entered.writes]).toEqual(['Terminating', []]);
    expect(marks(pass({ ...rollout, status: entered.status }, letGo).writes)).toEqual(['delete let go']);
  });

  it('§2.1 row 6: the step of the release is the status’s too', () => {
    const { status } = pass(rolloutOf({ state: { currentStepState: 'StepReady' } }));
    expect(canary(status)).toMatchObject({ currentStepIndex: 2, currentStepState: 'BeforeStepUpgrade' });
    expect(status).toMatchObject({ currentStepIndex: 2, currentStepState: 'BeforeStepUpgrade' });
  });
});

describe('§2.4 status', () => {
  it('§2.4 row 3, §2.4 row 6: a new Rollout is Healthy at once', () => {
    expect(pass(inPhase({}), idle).status).toEqual({
      currentStepIndex: 0,
      currentStepState: '',
      observedGeneration: 2,
      phase: 'Healthy',
      message: 'rollout is healthy',
    });
  });

  it('§2.4 row 8: the next pass fills the release', () => {
    const { status } = pass(inPhase({ phase: 'Healthy' }), idle);
    expect(status.message).toBe('workload deployment is completed');
    expect(status).toMatchObject({ currentStepIndex: 3, currentStepState: 'Completed' });
    expect(canary(status)).toMatchObject({
      observedRolloutID: 'new2',
      observedWorkloadGeneration: 5,
      stableRevision: 'v1',
      canaryRevision: 'new2',
      podTemplateHash: 'v2',
      currentStepIndex: 3,
      nextStepIndex: -1,
      currentStepState: 'Completed',
    });
  });

  it('§2.4 row 4 B52: without a workload the status is lost, and what was changed is put back', () => {
    const traffic = trafficOf({ restoreStable: 'stable', restoreRoutes: 'routes', removeCanary: 'canary' });
    const { status, writes } = pass(rolloutOf(), { workload: undefined, traffic });
    expect(status).toEqual({
      observedGeneration: 2,
      phase: 'Initial',
      message: 'Workload Not Found',
      currentStepIndex: 0,
      currentStepState: '',
    });
    expect(marks(writes)).toEqual(['delete stable', 'delete routes', 'delete canary']);
  });

  it('§2.4 row 7: a caught change begins a release', () => {
    const succeeded = { type: 'Succeeded' as const, status: 'True' as const, reason: '', message: '' };
    const { status } = pass(inPhase({ phase: 'Healthy', conditions: [succeeded] }));
    expect(status).toMatchObject({ phase: 'Progressing', message: 'Rollout is in Progressing' });
    expect(status.conditions).toEqual([
      {
        type: 'Progressing',
        status: 'True',
        reason: 'Initializing',
        message: 'Rollout is in Progressing',
        lastUpdateTime: at(0),
        lastTransitionTime: at(0),
      },
    ]);
  });

  it('§2.4 row 5: scale and id are taken in while the revision is the same', () => {
    const { status } = pass(rolloutOf({ state: { currentStepState: 'StepPaused' } }), {
      workload: workloadOf({ generation: 9, rolloutId: 'seven' }),
    });
    expect(canary(status)).toMatchObject({ observedWorkloadGeneration: 9, observedRolloutID: 'seven' });
  });

  it.each([
    ['Progressing', 'Disabling', 'Disabling rollout, release resources'],
    ['Healthy', 'Disabled', 'Rollout is disabled'],
  ] as const)('§2.4 row 2: disabled while %s', (phase, to, message) => {
    const { status } = pass(inPhase({ phase }, (r) => (r.spec.disabled = true)));
    expect(status).toMatchObject({ phase: to, message });
  });

  it('§2.4 row 9: enabled again', () => {
    expect(pass(inPhase({ phase: 'Disabled' }), idle).status).toMatchObject({
      phase: 'Healthy',
      message: 'rollout is healthy',
    });
  });

  it('§2.4 row 1: deletion', () => {
    const { status } = pass(inPhase({ phase: 'Healthy' }, (r) => (r.metadata.deletionTimestamp = at(0))));
    expect(status.phase).toBe('Terminating');
    expect(status.conditions).toMatchObject([
      { type: 'Terminating', status: 'True', reason: 'InTerminating', message: 'Rollout is in terminating' },
    ]);
  });
});

describe('§2.5 Progressing', () => {
  it('§2.5 Initializing: begins at step 1', () => {
    const rollout = rolloutOf({ reason: 'Initializing', state: { currentStepIndex: 3, canaryReplicas: 4 } });
    const { status } = pass(rollout);
    expect(progressing(status)).toBe('True InRolling: Rollout is in Progressing');
    expect(canary(status)).toEqual({
      observedWorkloadGeneration: 5,
      observedRolloutID: 'new2',
      rolloutHash: rollout.metadata.annotations![annotations.hash],
      stableRevision: 'v1',
      canaryRevision: 'new2',
      podTemplateHash: '',
      canaryReplicas: 0,
      canaryReadyReplicas: 0,
      currentStepIndex: 1,
      nextStepIndex: 2,
      currentStepState: 'BeforeStepUpgrade',
      finalisingStep: '',
      lastUpdateTime: at(0),
    });
  });

  it('§2.5 Initializing: waits for what traffic needs, and says so', () => {
    const { status, requeueAfterMs } = pass(rolloutOf({ reason: 'Initializing' }), {
      traffic: trafficOf({ missing: 'Service "demo" is missing' }),
    });
    expect(progressing(status)).toBe('True Initializing: Rollout is in Progressing');
    expect([status.message, requeueAfterMs]).toEqual(['Service "demo" is missing', 10_000]);
  });

  it('§2.5 Initializing: holds the shared traffic first', () => {
    const hold = { hold: () => [mark('hold')], letGo: () => [] };
    const { status, writes } = pass(rolloutOf({ reason: 'Initializing' }), { shared: hold });
    expect([progressing(status), marks(writes)]).toEqual([
      'True Initializing: Rollout is in Progressing',
      ['delete hold'],
    ]);
  });

  it('§2.5 Paused: goes on when no longer paused, whatever else happened', () => {
    expect(progressing(pass(rolloutOf({ reason: 'Paused' })).status)).toBe('True InRolling: Rollout is in Progressing');
    const held = pass(rolloutOf({ reason: 'Paused', paused: true }), {
      workload: workloadOf({ canaryRevision: 'new3' }),
    });
    expect(progressing(held.status)).toBe('True Paused: Rollout is in Progressing');
  });

  it('§2.5 Completed: Healthy', () => {
    expect(pass(rolloutOf({ reason: 'Completed' })).status.phase).toBe('Healthy');
  });

  it.each([
    ['Finalising', 'True', 'False Completed: Rollout progressing has been completed'],
    ['Cancelling', 'False', 'False Completed: Rollout progressing has been canceled'],
  ] as const)('§2.5 Finalising, §2.5 Cancelling: %s is done', (reason, succeeded, condition) => {
    const { status } = pass(rolloutOf({ reason }));
    expect(progressing(status)).toBe(condition);
    expect(status.conditions).toContainEqual(expect.objectContaining({ type: 'Succeeded', status: succeeded }));
    expect(canary(status).finalisingStep).toBe('END');
  });
});

describe('§2.6 InRolling', () => {
  const v3 = { workload: workloadOf({ canaryRevision: 'new3' }) };

  it('§2.6 row 1: rollback cancels', () => {
    const { status, events } = pass(rolloutOf(), {
      workload: workloadOf({ canaryRevision: 'old1', inRollback: true }),
    });
    expect(progressing(status)).toBe(
      'True Cancelling: The workload has been rolled back and the rollout process will be canceled',
    );
    expect(canary(status).canaryRevision).toBe('old1');
    expect(events).toEqual(['workload has been rollback, then rollout is canceled']);
  });

  it('§2.6 row 2: paused', () => {
    expect(progressing(pass(rolloutOf({ paused: true }), v3).status)).toBe(
      'True Paused: Rollout has been paused, you can resume it by kube-cli',
    );
  });

  it('§2.6 row 3: rollback in batches starts over', () => {
    const rollout = rolloutOf({ state: { currentStepIndex: 2, nextStepIndex: 3, currentStepState: 'StepPaused' } });
    rollout.metadata.annotations![annotations.rollbackInBatch] = 'true';
    const { status } = pass(rollout, {
      workload: workloadOf({ canaryRevision: 'old1', inRollback: true, canRollBackInBatch: true }),
    });
    expect(progressing(status)).toBe('True InRolling: Rollout is in Progressing');
    expect(canary(status)).toMatchObject({
      currentStepIndex: 1,
      nextStepIndex: 2,
      canaryRevision: 'old1',
      currentStepState: 'BeforeStepUpgrade',
    });
  });

  it('§2.6 row 4 B3: continuous release starts anew', () => {
    const { status, events } = pass(rolloutOf(), v3);
    expect(progressing(status)).toBe('True Initializing: Workload is continuous release');
    expect(status.canaryStatus).toBeUndefined();
    expect(events).toEqual(['workload continuous publishing canaryRevision, then restart publishing']);
  });

  it('§2.6 row 4: with traffic the routes go back first', () => {
    const traffic = trafficOf({ restoreRoutes: 'routes', removeCanary: 'canary' });
    const { status, writes } = pass(rolloutOf(), { ...v3, traffic });
    expect([canary(status).finalisingStep, marks(writes)]).toEqual([
      'FinalisingStepRouteTrafficToStable',
      ['delete routes'],
    ]);
  });

  it('§2.6 row 4b B24: refused in blue-green', () => {
    const { status } = pass(rolloutOf({ style: 'BlueGreen' }), v3);
    expect(status.message).toBe(
      'new version releasing detected in the progress of blue-green release, please rollback first',
    );
    expect(progressing(status)).toBe('True InRolling: Rollout is in Progressing');
  });

  it('§2.6 row 6: completed', () => {
    const { status } = pass(
      rolloutOf({ state: { currentStepIndex: 3, nextStepIndex: -1, currentStepState: 'Completed' } }),
    );
    expect(progressing(status)).toBe('True Finalising: Rollout has been completed and some closing work is being done');
  });
});

describe('§2.6 InRolling, otherwise', () => {
  it.each([
    ['StepUpgrade', 'StepUpgrade', 1],
    ['StepMetricsAnalysis', 'StepPaused', 1],
    ['StepReady', 'BeforeStepUpgrade', 2],
  ] as const)('§2.6 row 7: the step machine goes on from %s', (from, to, step) => {
    const { status } = pass(rolloutOf({ state: { currentStepState: from } }));
    expect(progressing(status)).toBe('True InRolling: Rollout is in Progressing');
    expect(canary(status)).toMatchObject({ currentStepState: to, currentStepIndex: step });
  });
});

describe('§2.8 disable and delete', () => {
  it('§2.8 disabled when all is wound up', () => {
    const rollout = rolloutOf({ status: { phase: 'Disabling' } });
    rollout.spec.disabled = true;
    const waiting = pass(rollout, { workload: workloadOf({ letGo: [mark('let go')] }) });
    expect([waiting.status.phase, marks(waiting.writes)]).toEqual(['Disabling', ['delete let go']]);
    expect(pass(rollout).status).toMatchObject({ phase: 'Disabled', message: 'Rollout is disabled' });
  });

  it('§2.8 terminated, then the finalizer goes', () => {
    const rollout = rolloutOf({
      status: {
        phase: 'Terminating',
        conditions: [
          { type: 'Terminating', status: 'True', reason: 'InTerminating', message: 'Rollout is in terminating' },
        ],
      },
    });
    rollout.metadata.deletionTimestamp = at(0);
    const { status, upkeep } = pass(rollout);
    expect(status.conditions).toMatchObject([
      { type: 'Terminating', status: 'False', reason: 'Completed', message: 'Rollout is in terminating' },
    ]);
    expect(upkeep).toEqual([]);
    expect(pass({ ...rollout, status }).upkeep).toMatchObject([{ patch: { metadata: { finalizers: [] } } }]);
  });

  it('§2.8 another order starts at its first step', () => {
    const rollout = rolloutOf({ reason: 'Cancelling', state: { finalisingStep: 'ReleaseWorkloadControl' } });
    rollout.metadata.deletionTimestamp = at(0);
    expect(canary(pass(rollout).status).finalisingStep).toBe('');
  });
});

it('is pure: the same sight, the same decision', () => {
  const seen = seenOf(rolloutOf({ steps: percentSteps(1, 2) }), { now });
  const copy = structuredClone(seen.rollout);
  expect(nextRollout(seen)).toEqual(nextRollout(seen));
  expect(seen.rollout).toEqual(copy);
});

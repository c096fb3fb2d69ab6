/** One pass over a Rollout: from what is seen to a status and writes. Pure. Rules §2.1 – §2.12. */
import { findCondition } from '@binnacle/kube/api';
import type { RolloutStatus } from '../api/index.ts';
import { annotations, finalizers, isBlueGreen, planOf, rolloutKind } from '../api/index.ts';
import { finalizersPatch, patchOf } from '../cluster/write.ts';
import type { Write } from '../cluster/write.ts';
import { calculate } from './calculate.ts';
import { progressingReason, withProgress, withRolloutCondition } from './conditions.ts';
import { finalise } from './finalise.ts';
import type { FinaliseReason } from './finalise.ts';
import { inRolling } from './in-rolling.ts';
import { initializing } from './initializing.ts';
import { planHash } from './plan-hash.ts';
import { remove } from './release-plan.ts';
import type { Next, Seen } from './seen.ts';
import { stateOf, withState } from './state.ts';

export const nextRollout = (seen: Seen): Next => {
  const { rollout, workload } = seen;
  const before: RolloutStatus = rollout.status ?? { currentStepIndex: 0, currentStepState: '' };
  const upkeep = [...ownFinalizer(seen), ...(workload?.markType ?? []), ...ownHash(seen)];
  // Neither strategy: admission refuses it, and nothing can be said about one that slipped through.
  if (planOf(rollout) === undefined && rollout.metadata.deletionTimestamp === undefined)
    return { status: before, writes: [], events: [] };
  if (workload?.consistent === false && rollout.metadata.deletionTimestamp === undefined)
    return { status: before, upkeep, writes: [], events: [] };
  const status = calculate(seen);
  const next = status.phase === before.phase ? act(status, seen) : { status, writes: [], events: [] };
  return { ...next, upkeep, writes: [...(workload === undefined ? withoutWorkload(seen) : []), ...next.writes] };
};

/** With its workload gone a release has lost its state: what it changed around it is put back all the same. */
const withoutWorkload = ({ traffic, release }: Seen): readonly Write[] =>
  traffic === undefined && release === undefined
    ? []
    : [
        ...(traffic?.restoreStable() ?? []),
        ...(traffic?.restoreRoutes() ?? []),
        ...(traffic?.removeCanary() ?? []),
        ...remove(release).writes,
      ];

/** A phase acts from the pass after the one that entered it: its status is written by then. */
const act = (status: RolloutStatus, seen: Seen): Next => {
  switch (status.phase) {
    case 'Progressing':
      return progressing(status, seen);
    case 'Disabling':
      return disabling(status, seen);
    case 'Terminating':
      return terminating(status, seen);
    case 'Disabled':
      return { status, writes: letGoOf(seen), events: [] };
    default:
      return { status, writes: [], events: [] };
  }
};

const progressing = (status: RolloutStatus, seen: Seen): Next => {
  const { rollout, workload, now } = seen;
  const state = stateOf(status);
  const stay: Next = { status, writes: [], events: [] };
  if (workload === undefined) return stay;
  switch (progressingReason(status)) {
    case 'Initializing':
      return initializing(status, seen, workload);
    case 'InRolling':
      return state === undefined ? stay : inRolling({ status, state, workload, seen });
    case 'Paused':
      return rollout.spec.strategy.paused === true
        ? stay
        : { ...stay, status: withProgress(status, { reason: 'InRolling' }, now) };
    case 'Finalising':
      return closing(status, seen, { reason: 'Success', message: 'Rollout progressing has been completed' });
    case 'Cancelling':
      return closing(status, seen, { reason: 'Rollback', message: 'Rollout progressing has been canceled' });
    case 'Completed':
      return { ...stay, status: { ...status, phase: 'Healthy' } };
    default:
      return stay;
  }
};

/** A finalise of the status's release; `done` says what the status is once it is over. */
const windUp = (
  status: RolloutStatus,
  seen: Seen,
  how: { reason: FinaliseReason; done: (s: RolloutStatus) => RolloutStatus },
): Next => {
  const progress = finalise(stateOf(status), seen, how.reason);
  if (progress === undefined) return { status: how.done(status), writes: [], events: [] };
  const { state, done, writes, requeueAfterMs, problem } = progress;
  const written = withState(status, state, isBlueGreen(seen.rollout));
  return {
    status: done ? how.done(written) : { ...written, ...(problem === undefined ? {} : { message: problem }) },
    writes,
    events: [],
    ...(problem === undefined ? {} : { problem }),
    ...(requeueAfterMs === undefined ? {} : { requeueAfterMs }),
  };
};

const closing = (
  status: RolloutStatus,
  seen: Seen,
  { reason, message }: { reason: 'Success' | 'Rollback'; message: string },
): Next =>
  windUp(status, seen, {
    reason,
    done: (s) => {
      const succeeded = {
        type: 'Succeeded' as const,
        status: reason === 'Success' ? ('True' as const) : ('False' as const),
      };
      return withRolloutCondition(
        withProgress(s, { reason: 'Completed', status: 'False', message }, seen.now),
        { ...succeeded, reason: '', message: '' },
        seen.now,
      );
    },
  });

const disabling = (status: RolloutStatus, seen: Seen): Next =>
  windUp(status, seen, {
    reason: 'Disable',
    done: (s) => ({ ...s, phase: 'Disabled', message: 'Rollout is disabled' }),
  });

const terminating = (status: RolloutStatus, seen: Seen): Next => {
  const condition = findCondition(status.conditions, 'Terminating');
  if (condition?.reason === 'Completed') return { status, writes: letGoOf(seen), events: [] };
  return windUp(status, seen, {
    reason: 'Delete',
    done: (s) =>
      withRolloutCondition(
        s,
        { type: 'Terminating', status: 'False', reason: 'Completed', message: condition?.message ?? '' },
        seen.now,
      ),
  });
};

/** A change that admission has caught while the Rollout was on its way out: nobody will release it. */
const letGoOf = ({ workload, rollout }: Seen): readonly Write[] =>
  workload?.heldFor === rollout.metadata.name ? workload.letGo : [];

/** There while the Rollout has something to undo. */
const ownFinalizer = (seen: Seen): readonly Write[] => {
  const { rollout } = seen;
  const { finalizers: held = [], deletionTimestamp } = rollout.metadata;
  const has = held.includes(finalizers.rollout);
  if (deletionTimestamp === undefined)
    return has ? [] : [finalizersPatch(rolloutKind, rollout, [...held, finalizers.rollout])];
  const isPutBack = findCondition(rollout.status?.conditions, 'Terminating')?.reason === 'Completed';
  const over = isPutBack && letGoOf(seen).length === 0;
  return has && over
    ? [
        finalizersPatch(
          rolloutKind,
          rollout,
          held.filter((name) => name !== finalizers.rollout),
        ),
      ]
    : [];
};

const ownHash = ({ rollout }: Seen): readonly Write[] => {
  if (rollout.metadata.deletionTimestamp !== undefined || planOf(rollout) === undefined) return [];
  const hash = planHash(rollout);
  return rollout.metadata.annotations?.[annotations.hash] === hash
    ? []
    : [patchOf(rolloutKind, rollout, { metadata: { annotations: { [annotations.hash]: hash } } })];
};

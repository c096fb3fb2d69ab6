/** One look at a StatefulSet: what to create, delete or wait for, in upstream's order. */
import type { Pod } from '../../local/objects.ts';
import type { ControllerRevision, StatefulSet } from '../../local/workloads.ts';
import { templateOfRevision } from '../revisions.ts';
import { isTerminating, isUnavailable, ordinalOf, revisionNameOf, type StatefulPodControl } from './pods.ts';

export interface Look {
  set: StatefulSet;
  pods: readonly Pod[];
  current: ControllerRevision;
  update: ControllerRevision;
  now: number;
}

/** The revision that a missing pod is made from: below the partition that of before, else the newest. */
const revisionFor = ({ set, current, update }: Look, ordinal: number): ControllerRevision => {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
  const start = set.spec.ordinals?.start ?? 0;
  const kept =
    rollingUpdate === undefined
      ? type === 'RollingUpdate'
        ? (set.status?.currentReplicas ?? 0)
        : 0
      : (rollingUpdate.partition ?? 0);
  return ordinal < start + kept ? current : update;
};

/** The pods the set should have, by ordinal, with gaps where they are missing; and those beyond, highest first. */
const partitionPods = ({ set, pods }: Look) => {
  const start = set.spec.ordinals?.start ?? 0;
  const replicas: (Pod | undefined)[] = Array.from({ length: set.spec.replicas ?? 1 }, () => undefined);
  const condemned: Pod[] = [];
  for (const pod of pods) {
    const ordinal = ordinalOf(set, pod);
    if (ordinal >= start && ordinal < start + replicas.length) replicas[ordinal - start] = pod;
    else if (ordinal >= 0) condemned.push(pod);
  }
  condemned.sort((a, b) => ordinalOf(set, b) - ordinalOf(set, a));
  return { start, replicas, condemned };
};

/** Brings missing and finished replicas back. True when the set must wait before anything else. */
const keepReplicas = async (
  look: Look,
  { start, replicas }: { start: number; replicas: readonly (Pod | undefined)[] },
  control: StatefulPodControl,
): Promise<boolean> => {
  const { set, now } = look;
  const ordered = set.spec.podManagementPolicy !== 'Parallel';
  let waits = false;
  for (const [index, pod] of replicas.entries()) {
    const ordinal = start + index;
    const finished = pod?.status?.phase === 'Failed' || pod?.status?.phase === 'Succeeded';
    if (pod === undefined) {
      const revision = revisionFor(look, ordinal);
      const template = templateOfRevision(revision);
      await control.create(set, { template, revision: revision.metadata.name, ordinal });
      waits = true;
    } else if (finished) {
      if (!isTerminating(pod)) await control.delete(set, pod);
      waits = true;
    } else {
      await control.claims.own(set, pod, true);
      if (ordered && isUnavailable(pod, set.spec.minReadySeconds ?? 0, now)) return true;
    }
    if (waits && ordered) return true;
  }
  return waits;
};

/** Takes pods beyond the wanted number away, one at a time unless Parallel. True when the set must wait. */
const condemnPods = async (
  { set, now }: Look,
  { condemned, firstUnavailable }: { condemned: readonly Pod[]; firstUnavailable: Pod | undefined },
  control: StatefulPodControl,
): Promise<boolean> => {
  const ordered = set.spec.podManagementPolicy !== 'Parallel';
  let waits = false;
  for (const pod of condemned) {
    if (isTerminating(pod)) {
      if (ordered) return true;
      continue;
    }
    if (ordered && pod !== firstUnavailable && isUnavailable(pod, set.spec.minReadySeconds ?? 0, now)) return true;
    await control.claims.own(set, pod, false);
    await control.delete(set, pod);
    if (ordered) return true;
    waits = true;
  }
  return waits;
};

/** Replaces the highest pod of an older revision; the partition protects those below. */
const updateOne = async (look: Look, replicas: readonly (Pod | undefined)[], control: StatefulPodControl) => {
  const { set, update, now } = look;
  if (set.spec.updateStrategy?.type === 'OnDelete') return;
  const partition = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  for (let target = replicas.length - 1; target >= partition; target--) {
    const pod = replicas[target];
    if (pod === undefined) return;
    if (revisionNameOf(pod) !== update.metadata.name && !isTerminating(pod)) {
      await control.delete(set, pod);
      return;
    }
    if (isUnavailable(pod, set.spec.minReadySeconds ?? 0, now)) return;
  }
};

export const stepStatefulSet = async (look: Look, control: StatefulPodControl): Promise<void> => {
  const { set, now } = look;
  if (set.metadata.deletionTimestamp !== undefined) return;
  const parts = partitionPods(look);
  const isOut = (pod: Pod | undefined): pod is Pod =>
    pod !== undefined && isUnavailable(pod, set.spec.minReadySeconds ?? 0, now);
  const missing = parts.replicas.includes(undefined);
  const firstUnavailable =
    parts.replicas.find(isOut) ?? (missing ? undefined : [...parts.condemned].reverse().find(isOut));
  if (await keepReplicas(look, parts, control)) return;
  if (await condemnPods(look, { condemned: parts.condemned, firstUnavailable }, control)) return;
  await updateOne(look, parts.replicas, control);
};

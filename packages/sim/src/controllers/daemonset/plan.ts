/** What one look at a DaemonSet leads to: nodes that get a pod and pods that go. Upstream's rules. */
import { isPodAvailable, isPodReady, type Node, type Pod, type PodTemplate } from '../../local/objects.ts';
import type { DaemonSet } from '../../local/workloads.ts';
import { scaledValue } from '../deployment/rollout-arithmetic.ts';
import { byAge, isOfRevision, shouldRun } from './placement.ts';

export interface DaemonLook {
  set: DaemonSet;
  template: PodTemplate;
  hash: string;
  nodes: readonly Node[];
  /** By the node they are on or wait for. */
  pods: ReadonlyMap<string, readonly Pod[]>;
  now: number;
}

export interface DaemonPlan {
  create: string[];
  remove: Pod[];
  /** Failed and finished pods among those to remove. */
  ended: { pod: Pod; node: string }[];
}

/** Percents round up. */
const limitsOf = ({ set }: DaemonLook, desired: number): { surge: number; unavailable: number } => {
  const rolling = set.spec.updateStrategy?.rollingUpdate;
  const surge = scaledValue(rolling?.maxSurge, desired, true);
  const unavailable = scaledValue(rolling?.maxUnavailable, desired, true);
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
};

const allowsSurge = ({ spec }: DaemonSet): boolean => {
  const surge = spec.updateStrategy?.rollingUpdate?.maxSurge;
  return surge !== undefined && surge !== 0 && surge !== '0%';
};

const isStaying = ({ metadata }: Pod): boolean => metadata.deletionTimestamp === undefined;

/** Of pods on a node that allows two: all but one new one and one old one that is still needed. */
const excessWhileSurging = ({ set, hash, now }: DaemonLook, running: readonly Pod[]): Pod[] => {
  const [newest, ...otherNew] = running.filter((pod) => isOfRevision(pod, hash));
  const [oldest, ...otherOld] = running.filter((pod) => !isOfRevision(pod, hash));
  const isReplaced =
    newest !== undefined &&
    oldest !== undefined &&
    (!isPodReady(oldest) || isPodAvailable(newest, set.spec.minReadySeconds ?? 0, now));
  return [...otherNew, ...otherOld, ...(isReplaced ? [oldest] : [])];
};

/** One pod on each node that should have one. */
export const planNodes = (look: DaemonLook): DaemonPlan => {
  const plan: DaemonPlan = { create: [], remove: [], ended: [] };
  for (const node of look.nodes) {
    const { name } = node.metadata;
    const { start, stay } = shouldRun(look.template, node);
    const pods = look.pods.get(name);
    if (start && pods === undefined) plan.create.push(name);
    else if (!stay) plan.remove.push(...(pods ?? []).filter(isStaying));
    else {
      const staying = (pods ?? []).filter(isStaying);
      const hasEnded = ({ status }: Pod) => status?.phase === 'Failed' || status?.phase === 'Succeeded';
      plan.ended.push(...staying.filter(hasEnded).map((pod) => ({ pod, node: name })));
      const running = staying.filter((pod) => !hasEnded(pod)).sort(byAge);
      if (!allowsSurge(look.set)) plan.remove.push(...running.slice(1));
      else if (running.length > 1) plan.remove.push(...excessWhileSurging(look, running));
      else if (running.length === 0 && start) plan.create.push(name);
    }
  }
  return plan;
};

interface Pair {
  node: string;
  fresh: Pod | undefined;
  old: Pod | undefined;
}

/** The new and the old pod of each node; undefined where there are too many, which `planNodes` settles first. */
const pairsOf = ({ pods, hash }: DaemonLook): (Pair | undefined)[] =>
  [...pods].map(([node, held]) => {
    const staying = held.filter(isStaying);
    const fresh = staying.filter((pod) => isOfRevision(pod, hash));
    const old = staying.filter((pod) => !isOfRevision(pod, hash));
    return fresh.length > 1 || old.length > 1 ? undefined : { node, fresh: fresh[0], old: old[0] };
  });

const replaceWithinLimit = (look: DaemonLook, limit: number): DaemonPlan => {
  const isAvailable = (pod: Pod) => isPodAvailable(pod, look.set.spec.minReadySeconds ?? 0, look.now);
  let unavailable = 0;
  const remove: Pod[] = [];
  const candidates: Pod[] = [];
  for (const pair of pairsOf(look)) {
    if (pair?.old !== undefined && pair.fresh === undefined) {
      if (isAvailable(pair.old)) candidates.push(pair.old);
      else {
        remove.push(pair.old);
        unavailable++;
      }
    } else if (pair?.fresh === undefined || pair.old !== undefined || !isAvailable(pair.fresh)) unavailable++;
  }
  return { create: [], remove: [...remove, ...candidates.slice(0, Math.max(0, limit - unavailable))], ended: [] };
};

const surgeWithinLimit = (look: DaemonLook, limit: number): DaemonPlan => {
  const isAvailable = (pod: Pod) => isPodAvailable(pod, look.set.spec.minReadySeconds ?? 0, look.now);
  const mayStart = (name: string) => {
    const node = look.nodes.find(({ metadata }) => metadata.name === name);
    return node !== undefined && shouldRun(look.template, node).start;
  };
  let surging = 0;
  const plan: DaemonPlan = { create: [], remove: [], ended: [] };
  const candidates: string[] = [];
  for (const pair of pairsOf(look)) {
    if (pair === undefined) surging++;
    else if (pair.old === undefined) continue;
    else if (pair.fresh !== undefined) {
      if (isAvailable(pair.fresh)) plan.remove.push(pair.old);
      else surging++;
    } else if (!mayStart(pair.node)) {
      if (!isAvailable(pair.old)) plan.remove.push(pair.old);
    } else (isAvailable(pair.old) ? candidates : plan.create).push(pair.node);
  }
  plan.create.push(...candidates.slice(0, Math.max(0, limit - surging)));
  return plan;
};

/** The next part of a rolling update. */
export const planUpdate = (look: DaemonLook): DaemonPlan => {
  const desired = look.nodes.filter((node) => shouldRun(look.template, node).start).length;
  const { surge, unavailable } = limitsOf(look, desired);
  return surge === 0 ? replaceWithinLimit(look, unavailable) : surgeWithinLimit(look, surge);
};

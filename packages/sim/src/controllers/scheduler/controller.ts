import { isDeepStrictEqual } from 'node:util';
import { isConflict, isNotFound } from '@binnacle/kube/api';
import { createBackoff, createController } from '@binnacle/kube/controller';
import type { ControllerContext } from '../../types.ts';
import { createEventRecorder } from '../../local/events.ts';
import type { Informers } from '../../local/informers.ts';
import { controllerOf, findCondition, isPodActive, keyOf, refs, splitKey, toTime } from '../../local/objects.ts';
import type { Condition, Node, Pod } from '../../local/objects.ts';
import { explainMisfits, findMisfit, hostPortsOf, scoreNode, type Candidate, type Misfit } from './fit.ts';
import { podRequests } from '../../policy/pod-resources.ts';

const schedulerName = 'default-scheduler';

/** A pod that found no node is tried again after this even when nothing changed. */
const retryMs = 300_000;

/** How many fitting nodes are enough to choose from. Source: kube-scheduler `numFeasibleNodesToFind`. */
const feasibleNodes = (nodes: number): number =>
  nodes < 100 ? nodes : Math.max(100, Math.floor((nodes * Math.max(5, 50 - nodes / 125)) / 100));

interface Usage {
  requested: Record<string, number>;
  pods: number;
  /** How many of them each controller has here, by its uid. */
  byOwner: Map<string, number>;
  hostPorts: Set<string>;
}

/** Gives every pending pod the node that fits best, or says why none does. */
export const startScheduler = (given: ControllerContext, informers: Informers): (() => void) => {
  const context = { ...given, client: given.client.as('kube-scheduler') };
  const { client, clock, rng } = context;
  const nodes = informers.of<Node>(refs.nodes);
  const pods = informers.of<Pod>(refs.pods);
  const placed = createEventRecorder(context, { component: schedulerName, action: 'Binding' });
  const failed = createEventRecorder(context, { component: schedulerName, action: 'Scheduling' });
  const dice = rng.fork('scheduler');
  const usage = new Map<string, Usage>();
  const held = new Map<string, Pod>();
  const unschedulable = new Set<string>();
  const backoff = createBackoff({ baseMs: 1000, maxMs: 10_000 });
  let nextNode = 0;

  const account = (pod: Pod, sign: 1 | -1) => {
    const nodeName = pod.spec.nodeName ?? '';
    let node = usage.get(nodeName);
    if (node === undefined) {
      node = { requested: {}, pods: 0, byOwner: new Map(), hostPorts: new Set() };
      usage.set(nodeName, node);
    }
    for (const [name, amount] of Object.entries(podRequests(pod.spec))) {
      node.requested[name] = (node.requested[name] ?? 0) + sign * amount;
    }
    for (const port of hostPortsOf(pod)) {
      if (sign === 1) node.hostPorts.add(port);
      else node.hostPorts.delete(port);
    }
    node.pods += sign;
    const owner = controllerOf(pod)?.uid ?? '';
    const ofOwner = (node.byOwner.get(owner) ?? 0) + sign;
    if (ofOwner > 0) node.byOwner.set(owner, ofOwner);
    else node.byOwner.delete(owner);
  };

  /** Keeps a node's usage true to the pods that are on it and not finished. */
  const follow = (pod: Pod, isGone: boolean): boolean => {
    const uid = pod.metadata.uid ?? '';
    const before = held.get(uid);
    const finished = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
    const counts = !isGone && !finished && pod.spec.nodeName !== undefined && pod.spec.nodeName !== '';
    if (before === undefined && counts) {
      account(pod, 1);
      held.set(uid, pod);
    }
    if (before === undefined || counts) return false;
    account(before, -1);
    held.delete(uid);
    return true;
  };

  const isPending = (pod: Pod) =>
    isPodActive(pod) && !pod.spec.nodeName && (pod.spec.schedulerName ?? schedulerName) === schedulerName;

  const toCandidate = (node: Node): Candidate => {
    const used = usage.get(node.metadata.name);
    return {
      node,
      requested: used?.requested ?? {},
      pods: used?.pods ?? 0,
      hostPorts: used?.hostPorts ?? new Set(),
    };
  };

  /** Nodes are looked at in turns, from where the last look ended, until enough fit. All misfits when none does. */
  const findFitting = (pod: Pod): { fitting: Candidate[]; misfits: Misfit[] } => {
    const all = nodes.all();
    const enough = feasibleNodes(all.length);
    const fitting: Candidate[] = [];
    const misfits: Misfit[] = [];
    let looked = 0;
    for (; looked < all.length && fitting.length < enough; looked += 1) {
      const candidate = toCandidate(all[(nextNode + looked) % all.length] as Node);
      const misfit = findMisfit(pod, candidate);
      if (misfit === undefined) fitting.push(candidate);
      else misfits.push(misfit);
    }
    if (all.length > 0) nextNode = (nextNode + looked) % all.length;
    return { fitting, misfits };
  };

  /** Pods of one owner are spread first, then the emptiest node wins, then chance. */
  const choose = (pod: Pod, candidates: readonly Candidate[]): Candidate => {
    const owner = controllerOf(pod)?.uid;
    const siblings = ({ node }: Candidate) =>
      owner === undefined ? 0 : (usage.get(node.metadata.name)?.byOwner.get(owner) ?? 0);
    const ranked = candidates.map((candidate) => ({
      candidate,
      near: siblings(candidate),
      free: scoreNode(pod, candidate),
    }));
    const fewest = ranked.reduce((least, { near }) => Math.min(least, near), Infinity);
    const spread = ranked.filter(({ near }) => near === fewest);
    const most = spread.reduce((best, { free }) => Math.max(best, free), -Infinity);
    return dice.pick(spread.filter(({ free }) => free > most - 0.02)).candidate;
  };

  const reportFailure = async (pod: Pod, misfits: readonly Misfit[]) => {
    const message = explainMisfits(misfits);
    failed.record({ about: pod, type: 'Warning', reason: 'FailedScheduling', message });
    const conditions = pod.status?.conditions ?? [];
    const current = findCondition(conditions, 'PodScheduled');
    const generation = pod.metadata.generation;
    const condition: Condition = {
      type: 'PodScheduled',
      ...(generation === undefined ? {} : { observedGeneration: generation }),
      status: 'False',
      lastProbeTime: null,
      lastTransitionTime: current?.status === 'False' ? current.lastTransitionTime : toTime(clock.now()),
      reason: 'Unschedulable',
      message,
    };
    const next = [...conditions.filter(({ type }) => type !== 'PodScheduled'), condition];
    if (isDeepStrictEqual(next, conditions)) return;
    await client.updateStatus(refs.pods, { ...pod, status: { ...pod.status, conditions: next } });
  };

  const controller = createController({
    name: 'scheduler',
    clock,
    reconcile: async (key) => {
      const { namespace, name } = splitKey(key);
      const pod = client.get<Pod>(refs.pods, { namespace, name });
      if (pod === undefined || !isPending(pod)) {
        unschedulable.delete(key);
        backoff.reset(key);
        return;
      }
      const { fitting, misfits } = findFitting(pod);
      try {
        if (fitting.length === 0) {
          unschedulable.add(key);
          await reportFailure(pod, misfits);
          return { requeueAfterMs: retryMs };
        }
        const node = choose(pod, fitting).node.metadata.name;
        await client.bind({ namespace, name }, node);
        unschedulable.delete(key);
        backoff.reset(key);
        const message = `Successfully assigned ${namespace}/${name} to ${node}`;
        placed.record({ about: pod, reason: 'Scheduled', message });
      } catch (error) {
        // Deleted or changed meanwhile: its own event brings it back.
        if (!isNotFound(error) && !isConflict(error)) throw error;
      }
    },
  });

  const retryAll = () => {
    for (const key of unschedulable) controller.enqueueAfter(key, backoff.next(key));
  };

  pods.subscribe(({ type, object, previous }) => {
    const freed = follow(object, type === 'DELETED');
    if (freed) retryAll();
    if (type === 'DELETED') {
      unschedulable.delete(keyOf(object));
      return;
    }
    if (!isPending(object)) return;
    // Its own status changes are no reason to try again.
    const isSameSpec = previous !== undefined && previous.metadata.generation === object.metadata.generation;
    if (isSameSpec && unschedulable.has(keyOf(object))) return;
    controller.enqueue(keyOf(object));
  });
  nodes.subscribe(({ type, object, previous }) => {
    if (type === 'DELETED') return;
    const isSame =
      previous !== undefined &&
      isDeepStrictEqual(previous.spec, object.spec) &&
      isDeepStrictEqual(previous.metadata.labels, object.metadata.labels) &&
      isDeepStrictEqual(previous.status?.allocatable, object.status?.allocatable);
    if (!isSame) retryAll();
  });
  return controller.close;
};

import { isDeepStrictEqual } from 'node:util';
import { isConflict, isNotFound } from '@binnacle/kube/api';
import { createBackoff, createController } from '@binnacle/kube/controller';
import type { ControllerContext } from '../../types.ts';
import { createEventRecorder } from '../../local/events.ts';
import type { Informers } from '../../local/informers.ts';
import { findCondition, isPodActive, keyOf, refs, splitKey, toTime } from '../../local/objects.ts';
import type { Condition, Node, Pod } from '../../local/objects.ts';
import { claimsOf } from '../../local/volumes.ts';
import type { Budget } from '../disruption/expected.ts';
import { createEvictor, type Attempt } from './evictor.ts';
import { explainMisfits, type Candidate } from './fit.ts';
import { createPlacement, type Needs } from './placement.ts';
import { createReservations } from './reservations.ts';
import { createVolumeBinding, type ClaimNeeds } from './volume-binding.ts';

const schedulerName = 'default-scheduler';

/** A pod that found no node is tried again after this even when nothing changed. */
const retryMs = 300_000;

/** How long a pod waits on its node for volumes. Source: kube-scheduler `bindTimeoutSeconds`. */
const volumeWaitMs = 600_000;

/** How many fitting nodes are enough to choose from. Source: kube-scheduler `numFeasibleNodesToFind`. */
const feasibleNodes = (nodes: number): number =>
  nodes < 100 ? nodes : Math.max(100, Math.floor((nodes * Math.max(5, 50 - nodes / 125)) / 100));

/** Gives every pending pod the node that fits best, or says why none does. */
export const startScheduler = (given: ControllerContext, informers: Informers): (() => void) => {
  const context = { ...given, client: given.client.as('kube-scheduler') };
  const { client, clock, rng } = context;
  const nodes = informers.of<Node>(refs.nodes);
  const pods = informers.of<Pod>(refs.pods);
  const recorder = (action: string) => createEventRecorder(context, { component: schedulerName, action });
  const [placed, failed, preempted] = [recorder('Binding'), recorder('Scheduling'), recorder('Preempting')];
  const dice = rng.fork('scheduler');
  const volumes = createVolumeBinding(client, informers, failed);
  const placement = createPlacement(informers, volumes);
  const budgets = informers.of<Budget>(refs.podDisruptionBudgets);
  const preempt = createEvictor(context, { placement, budgets, events: preempted });
  const reservations = createReservations();
  /** Those for which nothing was found, and whether other Pods or volumes are what they wait for. */
  const unschedulable = new Map<string, { pods: boolean; volumes: boolean }>();
  const backoff = createBackoff({ baseMs: 1000, maxMs: 10_000 });
  let nextNode = 0;

  const isPending = (pod: Pod) =>
    isPodActive(pod) &&
    !pod.spec.nodeName &&
    (pod.spec.schedulingGates ?? []).length === 0 &&
    (pod.spec.schedulerName ?? schedulerName) === schedulerName;

  /** Nodes are looked at in turns, from where the last look ended, until enough fit. All refusals when none does. */
  const findFitting = (pod: Pod, needs: Needs): { fitting: Candidate[]; refused: Attempt['refused'] } => {
    const all = nodes.all();
    const enough = feasibleNodes(all.length);
    const fitting: Candidate[] = [];
    const refused: { candidate: Candidate; misfit: NonNullable<ReturnType<typeof placement.judge>> }[] = [];
    const key = keyOf(pod);
    let looked = 0;
    for (; looked < all.length && fitting.length < enough; looked += 1) {
      const node = all[(nextNode + looked) % all.length] as Node;
      const candidate = reservations.seenBy(pod, key, placement.usage.candidate(node));
      const misfit = placement.judge(pod, candidate, needs);
      if (misfit === undefined) fitting.push(candidate);
      else refused.push({ candidate, misfit });
    }
    if (all.length > 0) nextNode = (nextNode + looked) % all.length;
    return { fitting, refused };
  };

  /** The best score wins; among nearly equal ones, chance. A node that was cleared for the pod comes first. */
  const choose = (pod: Pod, candidates: readonly Candidate[]): Candidate => {
    const nominated = candidates.find(({ node }) => node.metadata.name === pod.status?.nominatedNodeName);
    if (nominated !== undefined) return nominated;
    if (candidates.length === 1) return candidates[0] as Candidate;
    const scores = placement.score(pod, candidates, nodes.all());
    const best = scores.reduce((a, b) => Math.max(a, b), -Infinity);
    return dice.pick(candidates.filter((_, i) => (scores[i] ?? 0) > best - 0.02));
  };

  const reportFailure = async (pod: Pod, message: string, nominated?: string) => {
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
    const next = {
      ...pod.status,
      conditions: [...conditions.filter(({ type }) => type !== 'PodScheduled'), condition],
      ...(nominated === undefined ? {} : { nominatedNodeName: nominated }),
    };
    if (!isDeepStrictEqual(next, pod.status)) await client.updateStatus(refs.pods, { ...pod, status: next });
  };

  const refuse = async (pod: Pod, attempt: Omit<Attempt, 'pod'>) => {
    const key = keyOf(pod);
    unschedulable.set(key, {
      pods: pod.spec.affinity !== undefined || pod.spec.topologySpreadConstraints !== undefined,
      volumes: claimsOf(pod).length > 0,
    });
    const outcome = await preempt({ pod, ...attempt });
    const misfits = attempt.refused.map(({ misfit }) => misfit);
    if ('node' in outcome) reservations.reserve(key, outcome.node, pod);
    const node = 'node' in outcome ? outcome.node : undefined;
    await reportFailure(pod, explainMisfits(misfits, 'why' in outcome ? outcome.why : ''), node);
    return { requeueAfterMs: retryMs };
  };

  const bind = async (pod: Pod, node: string) => {
    const { name, namespace = '' } = pod.metadata;
    await client.bind({ namespace, name }, node);
    const message = `Successfully assigned ${namespace}/${name} to ${node}`;
    placed.record({ about: pod, reason: 'Scheduled', message });
  };

  /** No node is asked when the pod's claims are not there yet: upstream's message ends in a slip of its own. */
  const refuseClaims = async (pod: Pod, why: string) => {
    unschedulable.set(keyOf(pod), { pods: false, volumes: true });
    const count = nodes.all().length;
    const start =
      count === 0 ? 'no nodes available to schedule pods' : `0/${count} nodes are available: ${why}. not found`;
    await reportFailure(pod, start);
    return { requeueAfterMs: retryMs };
  };

  const schedule = async (pod: Pod, claims: ClaimNeeds) => {
    const key = keyOf(pod);
    const needs = placement.needsOf(pod, nodes.all(), claims);
    const { fitting, refused } = findFitting(pod, needs);
    if (fitting.length === 0) return refuse(pod, { needs, refused });
    const { node } = choose(pod, fitting);
    unschedulable.delete(key);
    if (await volumes.prepare(claims, node)) return bind(pod, node.metadata.name);
    reservations.reserve(key, node.metadata.name, pod);
    waiting.add(key);
    return { requeueAfterMs: volumeWaitMs };
  };

  /** Pods that have a node, and wait there for their volumes. */
  const waiting = new Set<string>();

  const finishWaiting = async (pod: Pod, claims: ClaimNeeds) => {
    const node = reservations.nodeOf(keyOf(pod));
    if (node === undefined || claims.waiting.length > 0) return;
    await bind(pod, node);
  };

  const forget = (key: string) => {
    unschedulable.delete(key);
    reservations.release(key);
    waiting.delete(key);
    backoff.reset(key);
  };

  const controller = createController({
    name: 'scheduler',
    clock,
    reconcile: async (key) => {
      const pod = client.get<Pod>(refs.pods, splitKey(key));
      if (pod === undefined || !isPending(pod)) return forget(key);
      const claims = volumes.needsOf(pod);
      try {
        if (typeof claims === 'string') return await refuseClaims(pod, claims);
        if (waiting.has(key)) return await finishWaiting(pod, claims);
        return await schedule(pod, claims);
      } catch (error) {
        // Deleted or changed meanwhile: its own event brings it back.
        if (!isNotFound(error) && !isConflict(error)) throw error;
      }
      return undefined;
    },
  });

  const retry = (affects: (waits: { pods: boolean; volumes: boolean }) => boolean) => {
    for (const [key, waits] of unschedulable) if (affects(waits)) controller.enqueueAfter(key, backoff.next(key));
  };

  pods.subscribe(({ type, object, previous }) => {
    const { freed, placed: isPlaced } = placement.follow(object, type === 'DELETED');
    const key = keyOf(object);
    if (freed) retry(() => true);
    else if (isPlaced) retry((waits) => waits.pods);
    if (type === 'DELETED') return forget(key);
    if (!isPending(object)) return;
    // Its own status changes are no reason to try again.
    const isSameSpec = previous !== undefined && previous.metadata.generation === object.metadata.generation;
    if (isSameSpec && (unschedulable.has(key) || waiting.has(key))) return;
    controller.enqueue(key);
  });
  nodes.subscribe(({ type, object, previous }) => {
    if (type === 'DELETED') return;
    const isSame =
      previous !== undefined &&
      isDeepStrictEqual(previous.spec, object.spec) &&
      isDeepStrictEqual(previous.metadata.labels, object.metadata.labels) &&
      isDeepStrictEqual(previous.status?.allocatable, object.status?.allocatable);
    if (!isSame) retry(() => true);
  });
  const volumesChanged = () => {
    retry((waits) => waits.volumes);
    for (const key of waiting) controller.enqueue(key);
  };
  for (const ref of [refs.persistentVolumes, refs.persistentVolumeClaims, refs.storageClasses])
    informers.of(ref).subscribe(volumesChanged);
  return controller.close;
};

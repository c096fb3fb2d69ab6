import { isDeepStrictEqual } from 'node:util';
import { createController } from '@binnacle/kube/controller';
import { createEventRecorder } from '../../local/events.ts';
import type { Informers } from '../../local/informers.ts';
import { fromTime, isPodReady, keyOf, refs, selects, splitKey, toTime, type Pod } from '../../local/objects.ts';
import type { ControllerContext } from '../../types.ts';
import { expectedPods, type Budget, type BudgetCondition, type BudgetStatus } from './expected.ts';

/** An eviction that was granted and did not happen within this is forgotten. */
const deletionTimeoutMs = 120_000;

const withCondition = (
  held: readonly BudgetCondition[],
  next: Omit<BudgetCondition, 'type' | 'lastTransitionTime'>,
  now: string,
): BudgetCondition[] => {
  const before = held.find(({ type }) => type === 'DisruptionAllowed');
  const since = before?.status === next.status ? before.lastTransitionTime : now;
  const condition = { type: 'DisruptionAllowed', ...next, lastTransitionTime: since };
  return [...held.filter(({ type }) => type !== 'DisruptionAllowed'), condition];
};

/** As Go prints a selector. */
const selectorText = ({ matchLabels = {}, matchExpressions = [] }: NonNullable<Budget['spec']['selector']>): string => {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}: ${value},`);
  const expressions = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${labels.join(' ')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`;
};

/** Disruption budgets: how many Pods may go. Members are followed one by one: a change of a Pod costs its own budgets. */
export const startDisruptionController = (context: ControllerContext, informers: Informers): (() => void) => {
  const { client, clock } = context;
  const budgets = informers.of<Budget>(refs.podDisruptionBudgets);
  const pods = informers.of<Pod>(refs.pods);
  const events = createEventRecorder(context, { component: 'controllermanager' });
  /** The Pods of each budget, by uid. */
  const members = new Map<string, Map<string, Pod>>();

  const belongs = ({ spec: { selector } }: Budget, pod: Pod) =>
    selector !== undefined && selects(selector, pod.metadata.labels);

  /** Those whose eviction was granted and who are still there, and when to look again. */
  const disruptedPods = (budget: Budget, own: readonly Pod[]) => {
    const now = clock.now();
    const kept: Record<string, string> = {};
    let recheck: number | undefined;
    for (const pod of own) {
      const { name, namespace, deletionTimestamp } = pod.metadata;
      const since = budget.status?.disruptedPods?.[name];
      if (since === undefined || deletionTimestamp !== undefined) continue;
      const until = fromTime(since) + deletionTimeoutMs;
      if (until <= now) {
        const message = `Pod ${namespace}/${name} was expected by PDB ${keyOf(budget)} to be deleted but it wasn't`;
        events.record({ about: pod, type: 'Warning', reason: 'NotDeleted', message });
      } else {
        kept[name] = since;
        recheck = Math.min(recheck ?? Infinity, until - now);
      }
    }
    return { kept, recheck };
  };

  const write = async (budget: Budget, status: BudgetStatus) => {
    if (!isDeepStrictEqual(status, budget.status))
      await client.updateStatus(refs.podDisruptionBudgets, { ...budget, status });
  };

  const sync = async (budget: Budget, own: readonly Pod[]) => {
    if (own.length === 0) events.record({ about: budget, reason: 'NoPods', message: 'No matching pods found' });
    const { expected, desired, unmanaged } = expectedPods(client, budget, own);
    if (unmanaged)
      events.record({
        about: budget,
        type: 'Warning',
        reason: 'UnmanagedPods',
        message: `Pods selected by this PodDisruptionBudget (selector: ${selectorText(budget.spec.selector ?? {})}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`,
      });
    const { kept, recheck } = disruptedPods(budget, own);
    const healthy = own.filter(
      (pod) => pod.metadata.deletionTimestamp === undefined && kept[pod.metadata.name] === undefined && isPodReady(pod),
    ).length;
    const allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
    const generation = budget.metadata.generation ?? 1;
    const verdict =
      allowed > 0 ? { status: 'True', reason: 'SufficientPods' } : { status: 'False', reason: 'InsufficientPods' };
    await write(budget, {
      ...(Object.keys(kept).length === 0 ? {} : { disruptedPods: kept }),
      observedGeneration: generation,
      disruptionsAllowed: allowed,
      currentHealthy: healthy,
      desiredHealthy: desired,
      expectedPods: expected,
      conditions: withCondition(
        budget.status?.conditions ?? [],
        { ...verdict, message: '', observedGeneration: generation },
        toTime(clock.now()),
      ),
    });
    return recheck === undefined ? undefined : { requeueAfterMs: recheck };
  };

  /** Nothing may go while it is not known how many there should be. */
  const failSafe = async (budget: Budget, error: Error) => {
    const none = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
    const status = { ...none, ...budget.status, disruptionsAllowed: 0 };
    const message = `Failed to calculate the number of expected pods: ${error.message}`;
    events.record({ about: budget, type: 'Warning', reason: 'CalculateExpectedPodCountFailed', message });
    const conditions = withCondition(
      status.conditions ?? [],
      {
        status: 'False',
        reason: 'SyncFailed',
        message: error.message,
        ...(status.observedGeneration === undefined ? {} : { observedGeneration: status.observedGeneration }),
      },
      toTime(clock.now()),
    );
    await write(budget, { ...status, conditions });
  };

  const controller = createController({
    name: 'disruption',
    clock,
    reconcile: async (key) => {
      const budget = client.get<Budget>(refs.podDisruptionBudgets, splitKey(key));
      if (budget === undefined || budget.metadata.deletionTimestamp !== undefined) return;
      try {
        return await sync(budget, [...(members.get(key)?.values() ?? [])]);
      } catch (error) {
        await failSafe(budget, error instanceof Error ? error : new Error(String(error)));
        throw error;
      }
    },
  });

  budgets.subscribe(({ type, object, previous }) => {
    const key = keyOf(object);
    if (type === 'DELETED') {
      members.delete(key);
      return;
    }
    if (previous === undefined || !isDeepStrictEqual(previous.spec, object.spec)) {
      const own = pods.inNamespace(object.metadata.namespace ?? '').filter((pod) => belongs(object, pod));
      members.set(key, new Map(own.map((pod) => [pod.metadata.uid ?? '', pod])));
    }
    controller.enqueue(key);
  });
  pods.subscribe(({ type, object }) => {
    const uid = object.metadata.uid ?? '';
    for (const budget of budgets.inNamespace(object.metadata.namespace ?? '')) {
      const own = members.get(keyOf(budget));
      if (type !== 'DELETED' && belongs(budget, object)) own?.set(uid, object);
      else if (own?.delete(uid) !== true) continue;
      controller.enqueue(keyOf(budget));
    }
  });
  return controller.close;
};

/** Deleting a Pod with the leave of its budget. Source: kube-apiserver `pkg/registry/core/pod/storage/eviction.go`. */
import { ApiError, forbidden, fromLabelSelector, toTime } from '@binnacle/kube/api';
import type { LabelSelector, ObjectKey, UnstructuredObject } from '@binnacle/kube/api';
import { objectAt, objectsAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Registry } from '../registry.ts';
import type { DeleteRequest, Outcome } from '../store-requests.ts';

const PODS = { group: '', version: 'v1', plural: 'pods' };
const BUDGETS = { group: 'policy', version: 'v1', plural: 'poddisruptionbudgets' };

/** As its refusals name it. */
const BUDGET = { group: 'policy', plural: 'poddisruptionbudget' };

/** More evictions than this that nobody confirmed: the controller is not there. */
const MAX_UNCONFIRMED = 2000;

const tooMany = (why: string, retryAfterSeconds: number): ApiError =>
  new ApiError('TooManyRequests', 429, "Cannot evict pod as it would violate the pod's disruption budget.", {
    details: {
      causes: [{ reason: 'DisruptionBudget', message: why }],
      ...(retryAfterSeconds === 0 ? {} : { retryAfterSeconds }),
    },
  });

const stillProcessed = (name: string): ApiError =>
  tooMany(`The disruption budget ${name} is still being processed by the server.`, 10);

const isReady = (pod: UnstructuredObject): boolean =>
  objectsAt(pod, 'status', 'conditions').some(({ type, status }) => type === 'Ready' && status === 'True');

/** What ends anyway, or never began, breaks no budget. */
const needsNoLeave = (pod: UnstructuredObject): boolean =>
  ['Succeeded', 'Failed', 'Pending'].includes(textAt(pod, 'status', 'phase')) ||
  pod.metadata.deletionTimestamp !== undefined;

const budgetsOf = (registry: Registry, { metadata }: UnstructuredObject): UnstructuredObject[] => {
  const store = registry.find(BUDGETS);
  if (store === undefined) return [];
  return registry
    .range(store.resource, metadata.namespace ?? '')
    .map(({ object }) => object)
    .filter(({ spec }) => {
      const selector = objectAt(spec).selector as LabelSelector | undefined;
      return selector !== undefined && fromLabelSelector(selector).matches(metadata.labels ?? {});
    });
};

/** Takes one disruption from a budget. Throws when there is none left. */
const takeOne = (
  registry: Registry,
  budget: UnstructuredObject,
  { pod, dryRun }: { pod: string; dryRun: boolean },
): void => {
  const { name, namespace = '', generation = 0 } = budget.metadata;
  const status = objectAt(budget, 'status');
  const allowed = Number(status.disruptionsAllowed ?? 0);
  const unconfirmed = objectAt(status, 'disruptedPods');
  if (Number(status.observedGeneration ?? 0) < generation) throw stillProcessed(name);
  if (allowed < 0) throw forbidden(BUDGET, name, 'pdb disruptions allowed is negative');
  if (Object.keys(unconfirmed).length > MAX_UNCONFIRMED)
    throw forbidden(BUDGET, name, 'DisruptedPods map too big - too many evictions not confirmed by PDB controller');
  if (allowed === 0)
    throw tooMany(
      `The disruption budget ${name} needs ${Number(status.desiredHealthy)} healthy pods and has ${Number(status.currentHealthy)} currently`,
      0,
    );
  if (dryRun) return;
  const now = toTime(registry.clock.now());
  const conditions =
    allowed > 1
      ? objectsAt(status, 'conditions')
      : objectsAt(status, 'conditions').map((condition) =>
          condition.type === 'DisruptionAllowed' ? exhausted(condition, now) : condition,
        );
  registry.find(BUDGETS)?.update(
    { namespace, name },
    {
      ...budget,
      status: {
        ...status,
        disruptionsAllowed: allowed - 1,
        disruptedPods: { ...unconfirmed, [pod]: now },
        conditions,
      },
    },
    { subresource: 'status', fieldManager: 'kube-apiserver' },
  );
};

const exhausted = (condition: JsonObject, now: string): JsonObject => ({
  ...condition,
  status: 'False',
  reason: 'InsufficientPods',
  lastTransitionTime: now,
});

/** A Pod that is not ready may go while its budget is kept, or always when the budget says so. */
const mayGoUnready = (pod: UnstructuredObject, budget: UnstructuredObject): boolean => {
  if (isReady(pod)) return false;
  if (objectAt(budget, 'spec').unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { currentHealthy, desiredHealthy } = objectAt(budget, 'status');
  return Number(desiredHealthy) > 0 && Number(currentHealthy) >= Number(desiredHealthy);
};

/** The Pod says why it goes, while it still can. */
const removeEvicted = (registry: Registry, key: ObjectKey, request: DeleteRequest): Outcome => {
  const pods = registry.find(PODS)!;
  if (request.dryRun === true) return pods.remove(key, request);
  const current = pods.get(key).object;
  const { uid, resourceVersion } = request.preconditions ?? {};
  const isAsked =
    (uid ?? current.metadata.uid) === current.metadata.uid &&
    (resourceVersion ?? current.metadata.resourceVersion) === current.metadata.resourceVersion;
  // What the caller insisted on is refused by the deletion itself, in its own words.
  if (!isAsked) return pods.remove(key, request);
  const reason = {
    type: 'DisruptionTarget',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: toTime(registry.clock.now()),
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  };
  const conditions = objectsAt(current, 'status', 'conditions').filter(({ type }) => type !== 'DisruptionTarget');
  pods.replace(key, { ...current, status: { ...objectAt(current, 'status'), conditions: [...conditions, reason] } });
  const { resourceVersion: _old, ...preconditions } = request.preconditions ?? {};
  return pods.remove(key, { ...request, preconditions });
};

/**
 * Evicts a Pod. Throws TooManyRequests, with the budget in its causes, when a budget does not allow it, and an error
 * without a reason when two budgets claim the Pod.
 */
export const evictPod = (registry: Registry, key: Required<ObjectKey>, request: DeleteRequest): void => {
  const pod = registry.find(PODS)!.get(key).object;
  const budgets = needsNoLeave(pod) ? [] : budgetsOf(registry, pod);
  if (budgets.length > 1)
    throw new ApiError(
      '',
      500,
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  const [budget] = budgets;
  if (budget === undefined || mayGoUnready(pod, budget)) {
    removeEvicted(registry, key, request);
    return;
  }
  takeOne(registry, budget, { pod: key.name, dryRun: request.dryRun === true });
  removeEvicted(registry, key, request);
};

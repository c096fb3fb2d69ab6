import type { KubeObject } from '@binnacle/kube/api';
import { scaledValue } from '../deployment/rollout-arithmetic.ts';
import { controllerOf, type IntOrString, type LabelSelector, type Pod } from '../../local/objects.ts';
import type { LocalClient } from '../../types.ts';

/** A disruption budget as its controller reads and writes it. */
export interface Budget extends KubeObject {
  spec: { minAvailable?: IntOrString; maxUnavailable?: IntOrString; selector?: LabelSelector };
  status?: BudgetStatus;
}

export interface BudgetStatus {
  observedGeneration?: number;
  disruptionsAllowed: number;
  currentHealthy: number;
  desiredHealthy: number;
  expectedPods: number;
  /** Pods that are about to go, with the time when their eviction was granted. */
  disruptedPods?: Record<string, string>;
  conditions?: BudgetCondition[];
}

export interface BudgetCondition {
  type: string;
  status: string;
  reason: string;
  message: string;
  observedGeneration?: number;
  lastTransitionTime: string;
}

interface Scalable extends KubeObject {
  spec?: { replicas?: number };
}

/** The replicas that a Pod's controller wants; of a ReplicaSet, what its Deployment wants. */
const scaleOf = (client: LocalClient, pod: Pod): { uid: string; replicas: number } | undefined => {
  const { namespace = '' } = pod.metadata;
  let found: Scalable | undefined;
  for (let owner = controllerOf(pod); owner !== undefined; owner = found && controllerOf(found)) {
    const { kind, apiVersion, name } = owner;
    const ref = client
      .kinds()
      .find((other) => other.kind === kind && [other.group, other.version].filter(Boolean).join('/') === apiVersion);
    const next = ref === undefined ? undefined : client.get<Scalable>(ref, { namespace, name });
    if (next === undefined || next.metadata.uid !== owner.uid || next.spec?.replicas === undefined) break;
    found = next;
  }
  return found && { uid: found.metadata.uid ?? '', replicas: found.spec?.replicas ?? 0 };
};

export interface Expected {
  expected: number;
  desired: number;
  /** Pods without a controller cannot be counted against a share. */
  unmanaged: boolean;
}

/** How many Pods there should be, and how many of them healthy. Throws when a Pod's controller cannot be found. */
export const expectedPods = (client: LocalClient, { spec }: Budget, pods: readonly Pod[]): Expected => {
  const { minAvailable, maxUnavailable } = spec;
  if (maxUnavailable === undefined && typeof minAvailable === 'number')
    return { expected: pods.length, desired: minAvailable, unmanaged: false };
  if (maxUnavailable === undefined && minAvailable === undefined) return { expected: 0, desired: 0, unmanaged: false };
  const scales = new Map<string, number>();
  let unmanaged = false;
  for (const pod of pods) {
    const owner = controllerOf(pod);
    if (owner === undefined) unmanaged = true;
    if (owner === undefined || scales.has(owner.uid)) continue;
    const scale = scaleOf(client, pod);
    if (scale === undefined) throw new Error(`found no controllers for pod ${JSON.stringify(pod.metadata.name)}`);
    scales.set(scale.uid, scale.replicas);
  }
  const expected = [...scales.values()].reduce((sum, replicas) => sum + replicas, 0);
  const desired =
    maxUnavailable === undefined
      ? scaledValue(minAvailable, expected, true)
      : Math.max(0, expected - scaledValue(maxUnavailable, expected, true));
  return { expected, desired, unmanaged };
};

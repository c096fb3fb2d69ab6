/** Which Pods a quota is about. Source: kube-apiserver `pkg/quota/v1/evaluator/core/pods.go`. */
import type { KubeObject } from '@binnacle/kube/api';

interface ScopeRequirement {
  scopeName: string;
  operator: string;
  values?: readonly string[];
}

/** The part of a quota's spec that narrows it. */
export interface QuotaScopes {
  scopes?: readonly string[];
  scopeSelector?: { matchExpressions?: readonly ScopeRequirement[] };
}

interface Affinity {
  requiredDuringSchedulingIgnoredDuringExecution?: AffinityTerm[];
  preferredDuringSchedulingIgnoredDuringExecution?: { podAffinityTerm: AffinityTerm }[];
}

interface AffinityTerm {
  namespaces?: readonly string[];
  namespaceSelector?: unknown;
}

interface ScopedPod extends KubeObject {
  spec: {
    activeDeadlineSeconds?: number;
    priorityClassName?: string;
    affinity?: { podAffinity?: Affinity; podAntiAffinity?: Affinity };
  };
  status?: { qosClass?: string };
}

const crossesNamespaces = ({ spec: { affinity } }: ScopedPod): boolean =>
  [affinity?.podAffinity, affinity?.podAntiAffinity]
    .flatMap((rules) => [
      ...(rules?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
      ...(rules?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm }) => podAffinityTerm),
    ])
    .some(({ namespaces = [], namespaceSelector }) => namespaces.length > 0 || namespaceSelector !== undefined);

const matchesClass = (name: string | undefined, { operator, values = [] }: ScopeRequirement): boolean => {
  const isNamed = name !== undefined && name !== '';
  switch (operator) {
    case 'Exists':
      return isNamed;
    case 'DoesNotExist':
      return !isNamed;
    case 'In':
      return isNamed && values.includes(name);
    default:
      return !isNamed || !values.includes(name);
  }
};

const satisfies = (pod: ScopedPod, requirement: ScopeRequirement): boolean => {
  const isTerminating = (pod.spec.activeDeadlineSeconds ?? -1) >= 0;
  const isBestEffort = pod.status?.qosClass === 'BestEffort';
  switch (requirement.scopeName) {
    case 'Terminating':
      return isTerminating;
    case 'NotTerminating':
      return !isTerminating;
    case 'BestEffort':
      return isBestEffort;
    case 'NotBestEffort':
      return !isBestEffort;
    case 'PriorityClass':
      return matchesClass(pod.spec.priorityClassName, requirement);
    case 'CrossNamespacePodAffinity':
      return crossesNamespaces(pod);
    default:
      return false;
  }
};

/** All scopes must fit. */
export const podIsInScope = ({ scopes = [], scopeSelector }: QuotaScopes, pod: KubeObject): boolean =>
  [...scopes.map((scopeName) => ({ scopeName, operator: 'Exists' })), ...(scopeSelector?.matchExpressions ?? [])].every(
    (requirement) => satisfies(pod as ScopedPod, requirement),
  );

/** What quotas count, and how much of it one object is. Source: kube-apiserver `pkg/quota/v1/evaluator`. */
import { addQuantities, formatQuantity, parseQuantity } from '@binnacle/kube/api';
import type { KubeObject, Quantity } from '@binnacle/kube/api';
import { podQuantities } from './pod-resources.ts';
import type { AskingSpec } from './pod-resources.ts';
import { podIsInScope } from './quota-scopes.ts';
import type { QuotaScopes } from './quota-scopes.ts';

/** Amounts by the name that a quota has for them. */
export type Usage = Record<string, Quantity>;

/** The kinds that quotas know more about than how many there are. Paths are `group/plural`. */
interface Evaluator {
  /** Names in a quota that are about this kind, beside `count/…`. */
  covers: (name: string) => boolean;
  usage: (object: KubeObject, now: number) => Usage;
}

const one = parseQuantity('1');
const zero = parseQuantity('0');

interface CountedPod extends KubeObject {
  spec: AskingSpec;
  status?: { phase?: string };
}

/** Finished Pods take nothing any more, nor do those that should be gone long ago. */
const isLive = ({ metadata, status }: CountedPod, now: number): boolean => {
  if (status?.phase === 'Failed' || status?.phase === 'Succeeded') return false;
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = metadata;
  return deletionTimestamp === undefined || now <= Date.parse(deletionTimestamp) + deletionGracePeriodSeconds * 1000;
};

const compute = ['cpu', 'memory', 'ephemeral-storage'];
const podNames = new Set(['pods', ...compute.flatMap((name) => [name, `requests.${name}`, `limits.${name}`])]);
const isExtended = (name: string): boolean => name.includes('/') && !/(^|\.)kubernetes\.io\//.test(name);

/** Requests and limits under the names that quotas have for them. */
export const computeUsage = (requests: Usage, limits: Usage): Usage => {
  const usage: Usage = { pods: one };
  for (const [name, amount] of Object.entries(requests)) {
    if (compute.includes(name) || name.startsWith('hugepages-')) usage[name] = amount;
    if (compute.includes(name) || name.startsWith('hugepages-') || isExtended(name)) usage[`requests.${name}`] = amount;
  }
  for (const name of compute) if (limits[name] !== undefined) usage[`limits.${name}`] = limits[name];
  return usage;
};

interface CountedClaim extends KubeObject {
  spec: { storageClassName?: string; resources?: { requests?: { storage?: string } } };
}

interface CountedService extends KubeObject {
  spec?: { type?: string; ports?: { nodePort?: number }[]; allocateLoadBalancerNodePorts?: boolean };
}

const count = (amount: number): Quantity => parseQuantity(String(amount));

/** Of claims of one class: `gold.storageclass.storage.k8s.io/requests.storage`. */
const ofClass = (name: string): string => `${name}.storageclass.storage.k8s.io/`;

const counted = (name: string): Evaluator => ({ covers: (asked) => asked === name, usage: () => ({ [name]: one }) });

const evaluators: Readonly<Record<string, Evaluator>> = {
  '/pods': {
    covers: (name) => podNames.has(name) || /^(requests\.)?hugepages-/.test(name) || /^requests\..*\//.test(name),
    usage: (object, now) => {
      const pod = object as CountedPod;
      if (!isLive(pod, now)) return {};
      return computeUsage(podQuantities(pod.spec, 'requests'), podQuantities(pod.spec, 'limits'));
    },
  },
  '/services': {
    covers: (name) => ['services', 'services.nodeports', 'services.loadbalancers'].includes(name),
    usage: (object) => {
      const { type, ports = [], allocateLoadBalancerNodePorts = true } = (object as CountedService).spec ?? {};
      const balanced = type === 'LoadBalancer';
      const open = balanced && !allocateLoadBalancerNodePorts ? ports.filter(({ nodePort }) => nodePort) : ports;
      return {
        services: one,
        'services.loadbalancers': balanced ? one : zero,
        'services.nodeports': type === 'NodePort' || balanced ? count(open.length) : zero,
      };
    },
  },
  '/persistentvolumeclaims': {
    covers: (name) =>
      name === 'persistentvolumeclaims' ||
      name === 'requests.storage' ||
      name.includes('.storageclass.storage.k8s.io/'),
    usage: (object) => {
      const { storageClassName = '', resources } = (object as CountedClaim).spec;
      const size = parseQuantity(resources?.requests?.storage ?? '0');
      const usage: Usage = { persistentvolumeclaims: one, 'requests.storage': size };
      if (storageClassName !== '') {
        usage[`${ofClass(storageClassName)}persistentvolumeclaims`] = one;
        usage[`${ofClass(storageClassName)}requests.storage`] = size;
      }
      return usage;
    },
  },
  '/configmaps': counted('configmaps'),
  '/secrets': counted('secrets'),
  '/replicationcontrollers': counted('replicationcontrollers'),
  '/resourcequotas': counted('resourcequotas'),
};

/** `count/pods`, `count/deployments.apps`. */
const countName = (path: string): string => {
  const slash = path.indexOf('/');
  const [group, plural] = [path.slice(0, slash), path.slice(slash + 1)];
  return group === '' ? `count/${plural}` : `count/${plural}.${group}`;
};

/** The names in a quota that are about a kind. */
export const namesAbout = (path: string, names: readonly string[]): string[] => {
  const counter = countName(path);
  return names.filter((name) => name === counter || evaluators[path]?.covers(name) === true);
};

/** What one object takes. `now` in epoch ms. */
export const usageOf = (path: string, object: KubeObject, now: number): Usage => ({
  [countName(path)]: one,
  ...evaluators[path]?.usage(object, now),
});

/** Whether updates of a kind can take more than before. */
export const canGrow = (path: string): boolean => path === '/services' || path === '/persistentvolumeclaims';

/** Only Pods have scopes: a quota that has some counts nothing else. */
export const isInScope = (path: string, scopes: QuotaScopes, object: KubeObject): boolean =>
  path === '/pods'
    ? podIsInScope(scopes, object)
    : (scopes.scopes ?? []).length === 0 && (scopes.scopeSelector?.matchExpressions ?? []).length === 0;

export const addUsage = (a: Usage, b: Usage): Usage => {
  const sum = { ...a };
  for (const [name, amount] of Object.entries(b)) sum[name] = addQuantities(sum[name] ?? zero, amount);
  return sum;
};

export const negated = (usage: Usage): Usage =>
  Object.fromEntries(Object.entries(usage).map(([name, { nanos, format }]) => [name, { nanos: -nanos, format }]));

/** `cpu=1,pods=2`, by name. */
export const usageText = (usage: Usage): string =>
  Object.entries(usage)
    .map(([name, amount]) => `${name}=${formatQuantity(amount)}`)
    .sort()
    .join(',');

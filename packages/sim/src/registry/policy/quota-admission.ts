/** ResourceQuotas at work. Source: apiserver `pkg/admission/plugin/resourcequota`. */
import { compareQuantities, forbidden, formatQuantity, parseQuantity } from '@binnacle/kube/api';
import type { Quantity, UnstructuredObject } from '@binnacle/kube/api';
import {
  addUsage,
  computeUsage,
  isInScope,
  namesAbout,
  negated,
  usageOf,
  usageText,
} from '../../policy/quota-usage.ts';
import type { Usage } from '../../policy/quota-usage.ts';
import type { QuotaScopes } from '../../policy/quota-scopes.ts';
import type { RegistryContext } from '../context.ts';
import { objectAt, objectsAt, textAt } from '../json.ts';
import type { Resource } from '../resources.ts';

const QUOTAS = { group: '', version: 'v1', plural: 'resourcequotas' };

const quantities = (value: unknown, ...path: string[]): Usage =>
  Object.fromEntries(
    Object.entries(objectAt(value, ...path)).map(([name, text]) => [name, parseQuantity(String(text))]),
  );

const pick = (usage: Usage, names: readonly string[]): Usage =>
  Object.fromEntries(names.flatMap((name) => (usage[name] === undefined ? [] : [[name, usage[name]]])));

/** A quota of cpu or memory makes every container say how much it wants. */
const mustBeSaid = ['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];

const unsaid = (object: UnstructuredObject, names: readonly string[]): string => {
  if (Object.keys(objectAt(object, 'spec', 'resources')).length > 0) return '';
  const missing = new Map<string, string[]>();
  for (const container of [
    ...objectsAt(object, 'spec', 'containers'),
    ...objectsAt(object, 'spec', 'initContainers'),
  ]) {
    const said = computeUsage(
      quantities(container, 'resources', 'requests'),
      quantities(container, 'resources', 'limits'),
    );
    for (const name of names.filter((wanted) => mustBeSaid.includes(wanted) && said[wanted] === undefined))
      missing.set(name, [...(missing.get(name) ?? []), textAt(container, 'name')]);
  }
  return [...missing]
    .map(([name, containers]) => `${name} for: ${[...new Set(containers)].sort().join(',')}`)
    .sort()
    .join('; ');
};

/** A write that quotas may count. */
export interface Counted {
  resource: Resource;
  object: UnstructuredObject;
  /** What an update replaces. */
  before?: UnstructuredObject;
  /** Epoch ms. */
  now: number;
}

interface Charge {
  quota: UnstructuredObject;
  used: Usage;
}

/** What the object takes beyond what it took; amounts that grow only. */
const growth = ({ resource, object, before, now }: Counted, wasCounted: boolean): Usage => {
  const usage = usageOf(resource.bucket, object, now);
  const delta =
    before === undefined || !wasCounted ? usage : addUsage(usage, negated(usageOf(resource.bucket, before, now)));
  return Object.fromEntries(Object.entries(delta).filter(([, { nanos }]) => nanos > 0n));
};

const chargeFor = (quota: UnstructuredObject, counted: Counted): Charge | undefined => {
  const { resource, object, before } = counted;
  const refuse = (why: string): never => {
    throw forbidden(resource, object.metadata.name, why);
  };
  const { name } = quota.metadata;
  const hard = quantities(quota, 'status', 'hard');
  const names = namesAbout(resource.bucket, Object.keys(hard));
  const scopes = objectAt(quota, 'spec') as QuotaScopes;
  if (names.length === 0 || !isInScope(resource.bucket, scopes, object)) return undefined;
  if (resource.bucket === '/pods') {
    const missing = unsaid(object, names);
    if (missing !== '') refuse(`failed quota: ${name}: must specify ${missing}`);
  }
  const used = quantities(quota, 'status', 'used');
  if (names.some((counter) => used[counter] === undefined))
    refuse(`status unknown for quota: ${name}, resources: ${[...names].sort().join(',')}`);
  const wasCounted = before !== undefined && isInScope(resource.bucket, scopes, before);
  const wanted = pick(growth(counted, wasCounted), names);
  if (Object.keys(wanted).length === 0) return undefined;
  const next = addUsage(used, wanted);
  const exceeded = Object.keys(wanted).filter(
    (counter) => compareQuantities(next[counter] as Quantity, hard[counter] as Quantity) > 0,
  );
  if (exceeded.length > 0) {
    const text = (usage: Usage) => usageText(pick(usage, exceeded));
    refuse(`exceeded quota: ${name}, requested: ${text(wanted)}, used: ${text(used)}, limited: ${text(hard)}`);
  }
  return { quota, used: next };
};

/**
 * Throws Forbidden for a write that a quota of its namespace does not allow; answers what books it, to be called when it
 * is certain that the write happens.
 */
export const checkQuotas = (context: RegistryContext, counted: Counted): (() => void) => {
  const { store } = context;
  const { namespace } = counted.object.metadata;
  if (namespace === undefined || store.count('/resourcequotas') === 0) return () => {};
  const charges = store
    .range('/resourcequotas', `${namespace}/`)
    .map(({ object }) => chargeFor(object, counted))
    .filter((charge) => charge !== undefined);
  return () => {
    for (const { quota, used } of charges) {
      const text = Object.fromEntries(Object.entries(used).map(([name, amount]) => [name, formatQuantity(amount)]));
      context
        .find(QUOTAS)
        ?.update(
          { namespace, name: quota.metadata.name },
          { ...quota, status: { ...objectAt(quota, 'status'), used: text } },
          { subresource: 'status', fieldManager: 'kube-apiserver' },
        );
    }
  };
};

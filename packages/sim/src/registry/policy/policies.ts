/** The admission plugins that hold a namespace to its policies, in upstream's order. Quotas come last, as they count. */
import type { UnstructuredObject } from '@binnacle/kube/api';
import { canGrow } from '../../policy/quota-usage.ts';
import type { RegistryContext } from '../context.ts';
import { ensureObject } from '../json.ts';
import type { Resource } from '../resources.ts';
import { qosClassOf } from '../strategies/pod.ts';
import { applyLimitDefaults, checkLimits } from './limit-ranger.ts';
import { checkQuotas } from './quota-admission.ts';
import { admitStorage, checkResize } from './storage-admission.ts';

/** Completes a new object, before it is validated. */
export const completeByPolicy = (context: RegistryContext, resource: Resource, draft: UnstructuredObject): void => {
  if (resource.bucket === '/pods' && applyLimitDefaults(context, draft))
    ensureObject(draft, 'status').qosClass = qosClassOf(draft.spec);
  admitStorage(context, resource, draft);
};

/** Throws Forbidden for a new object that policies do not allow; the answer books it in the quotas. */
export const checkCreation = (
  context: RegistryContext,
  resource: Resource,
  object: UnstructuredObject,
): (() => void) => {
  if (resource.bucket === '/pods' || resource.bucket === '/persistentvolumeclaims')
    checkLimits(context, resource, object);
  return checkQuotas(context, { resource, object, now: context.clock.now() });
};

/** As checkCreation, for a change of an object. */
export const checkChange = (
  context: RegistryContext,
  resource: Resource,
  change: { object: UnstructuredObject; current: UnstructuredObject },
): (() => void) => {
  const { object, current } = change;
  if (!canGrow(resource.bucket) || current.metadata.deletionTimestamp !== undefined) return () => {};
  if (resource.bucket === '/persistentvolumeclaims') {
    checkLimits(context, resource, object);
    checkResize(context, resource, change);
  }
  return checkQuotas(context, { resource, object, before: current, now: context.clock.now() });
};

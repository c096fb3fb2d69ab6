/** matchConditions: the last filter before a webhook is called. Source: Kubernetes docs, "Matching requests: matchConditions". */
import { forbidden } from '@binnacle/kube/api';
import type { AdmissionRequest, Requester } from '../../registry/index.ts';
import { admissionContext } from '../admission-context.ts';
import { conditionsHold } from '../admission-expressions.ts';
import type { Authorizer } from '../authorization.ts';
import type { Invocation } from './match.ts';

/**
 * Whether a webhook's conditions let a write through to it. One that is false decides; one that fails refuses the write
 * where the webhook may not be missed. Throws Forbidden then.
 */
export const isLetThrough = (
  { hook, resource }: Invocation,
  request: AdmissionRequest,
  by: { requester: Requester; authorizer: Authorizer },
): boolean => {
  if (hook.conditions.length === 0) return true;
  const { hold, failure } = conditionsHold(hook.conditions, admissionContext(request, { ...by, resource }));
  if (failure === undefined || hook.failurePolicy === 'Ignore') return hold;
  throw forbidden(request.resource, request.key.name, failure);
};

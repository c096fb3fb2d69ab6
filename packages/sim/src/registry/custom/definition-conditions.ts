import type { CustomResourceDefinition } from '@binnacle/kube/api';
import type { Naming } from './accepted-names.ts';

type Condition = NonNullable<NonNullable<CustomResourceDefinition['status']>['conditions']>[number];

export const conditionOf = (definition: CustomResourceDefinition, type: string): Condition | undefined =>
  definition.status?.conditions?.find((condition) => condition.type === type);

export const isEstablished = (definition: CustomResourceDefinition): boolean =>
  conditionOf(definition, 'Established')?.status === 'True';

/** The definition with a condition put; its time moves only when its status does. `now` is RFC 3339. */
export const withCondition = (
  definition: CustomResourceDefinition,
  condition: Omit<Condition, 'lastTransitionTime'>,
  now: string,
): CustomResourceDefinition => {
  const before = conditionOf(definition, condition.type);
  const { type, status, reason, message } = condition;
  const time = before?.status === status ? (before.lastTransitionTime ?? now) : now;
  const next = { type, status, lastTransitionTime: time, reason: reason ?? '', message: message ?? '' };
  const conditions = definition.status?.conditions ?? [];
  return {
    ...definition,
    status: {
      ...definition.status,
      conditions: before === undefined ? [...conditions, next] : conditions.map((one) => (one === before ? next : one)),
    },
  };
};

/** Accepted names, and what follows from them for serving. */
export const withNaming = (
  definition: CustomResourceDefinition,
  { accepted, conflict }: Naming,
  now: string,
): CustomResourceDefinition => {
  const named = { ...definition, status: { ...definition.status, acceptedNames: accepted } };
  if (conflict !== undefined) {
    const refused = withCondition(named, { type: 'NamesAccepted', status: 'False', ...conflict }, now);
    if (isEstablished(definition)) return refused;
    return withCondition(
      refused,
      { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' },
      now,
    );
  }
  const ok = { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' };
  const fine = withCondition(named, ok, now);
  if (isEstablished(definition)) return fine;
  const message = 'the initial names have been accepted';
  return withCondition(fine, { type: 'Established', status: 'False', reason: 'Installing', message }, now);
};

const APPROVAL = 'api-approved.kubernetes.io';

export const isProtectedGroup = (group: string): boolean => /(^|\.)(k8s|kubernetes)\.io$/.test(group);

/** What the approval annotation says of a group that is Kubernetes' own; undefined for all other groups. */
export const approvalOf = (definition: CustomResourceDefinition): Omit<Condition, 'lastTransitionTime'> | undefined => {
  if (!isProtectedGroup(definition.spec.group)) return undefined;
  const type = 'KubernetesAPIApprovalPolicyConformant';
  const text = definition.metadata.annotations?.[APPROVAL] ?? '';
  if (text.startsWith('unapproved'))
    return { type, status: 'False', reason: 'UnapprovedAnnotation', message: `not approved: ${JSON.stringify(text)}` };
  return { type, status: 'True', reason: 'ApprovedAnnotation', message: `approved in ${text}` };
};

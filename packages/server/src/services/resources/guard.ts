import type { Kind } from '@binnacle/kube/api';
import { holdsSecrets } from './secret-values.ts';

/** Rights of others hang on these groups: who may write them may do anything. */
const rightsGroups = ['rbac.authorization.k8s.io', 'admissionregistration.k8s.io', 'certificates.k8s.io'];

/** Administrators only, and always in the audit: Secret values, and what decides who may do what. */
export const isGuarded = (kind: Kind, effect: 'read' | 'write'): boolean =>
  holdsSecrets(kind) || (effect === 'write' && rightsGroups.includes(kind.group));

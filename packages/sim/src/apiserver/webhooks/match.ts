/** Whether a webhook wants to hear of a write. */
import type { AdmissionRequest, Registry, Resource } from '../../registry/index.ts';
import { matchedResource } from '../admission-criteria.ts';
import type { Hook } from './hooks.ts';

/** A webhook is called, with the resource under which it knows the object. */
export interface Invocation {
  hook: Hook;
  resource: Resource;
}

/** Registrations themselves are nobody's to judge: a broken one could never be taken back. */
const isExempt = ({ group, plural }: Resource): boolean =>
  group === 'admissionregistration.k8s.io' &&
  (plural.endsWith('webhookconfigurations') || plural.startsWith('validatingadmissionpolic'));

/** How a webhook is called about a write; undefined when it does not want to be. */
export const invocationOf = (registry: Registry, hook: Hook, request: AdmissionRequest): Invocation | undefined => {
  if (isExempt(request.resource)) return undefined;
  const resource = matchedResource(registry, hook, request);
  return resource === undefined ? undefined : { hook, resource };
};

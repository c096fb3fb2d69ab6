import type { UnstructuredObject } from '@binnacle/kube/api';
import type { Given } from './conformance.ts';

const group = '/apis/admissionregistration.k8s.io/v1';
export const POLICIES = `${group}/validatingadmissionpolicies`;
export const BINDINGS = `${group}/validatingadmissionpolicybindings`;

type Spec = Record<string, unknown>;

/** Looks at the ConfigMaps of one namespace. */
export const matchConstraints = (ns: string, more: Spec = {}): Spec => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': ns } },
  resourceRules: [
    { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE', 'DELETE'], resources: ['configmaps'] },
  ],
  ...more,
});

export const policy = (name: string, spec: Spec): UnstructuredObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name },
  spec: { matchConstraints: matchConstraints(name), ...spec },
});

export const binding = (name: string, spec: Spec = {}): UnstructuredObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name },
  spec: { policyName: name, validationActions: ['Deny'], ...spec },
});

/** What a policy and its binding, both named as the namespace, say in a refusal. */
export const denial = (ns: string, why: string): string =>
  `ValidatingAdmissionPolicy '${ns}' with binding '${ns}' denied request: ${why}`;

/** Binds a policy for the ConfigMaps of a body's namespace. Servers take note of it in their own time. */
export const whilePoliced = async (
  { api, ns }: Pick<Given, 'api' | 'ns'>,
  { spec, bound = {} }: { spec: Spec; bound?: Spec },
  work: () => Promise<void>,
): Promise<void> => {
  await api.post(POLICIES, policy(ns, spec));
  try {
    await api.post(BINDINGS, binding(ns, bound));
    await work();
  } finally {
    await api.delete(`${BINDINGS}/${ns}`).catch(() => {});
    await api.delete(`${POLICIES}/${ns}`).catch(() => {});
  }
};

/** Admission by policies. Source: Kubernetes docs, "Validating Admission Policy"; kube-apiserver `plugin/policy/validating/dispatcher.go`. */
import { ApiError, forbidden } from '@binnacle/kube/api';
import { toCelValue } from '../../registry/index.ts';
import type { Admission, AdmissionRequest, Registry, Requester, Resource } from '../../registry/index.ts';
import { admissionContext } from '../admission-context.ts';
import { matchedResource } from '../admission-criteria.ts';
import type { Authorizer } from '../authorization.ts';
import { evaluate } from './evaluate.ts';
import type { Denial } from './evaluate.ts';
import { Misconfigured, paramResource, paramsFor } from './params.ts';
import { boundPolicies } from './policies.ts';
import type { Binding, Policy } from './policies.ts';

const codes: Readonly<Record<string, number>> = { Forbidden: 403, RequestEntityTooLarge: 413 };

const reviewGroups = new Set(['authentication.k8s.io', 'authorization.k8s.io']);

/** Policies do not judge policies: a broken one could never be taken back. */
const isExempt = ({ group, plural }: Resource): boolean =>
  reviewGroups.has(group) ||
  (group === 'admissionregistration.k8s.io' && plural.startsWith('validatingadmissionpolic'));

const refusal = ({ resource, key }: AdmissionRequest, { reason }: Denial, message: string): ApiError => {
  const plain = forbidden(resource, key.name, message);
  return new ApiError(reason, codes[reason] ?? 422, plain.message, {
    details: { ...plain.details, causes: [{ message }] },
  });
};

interface Judged {
  policy: Policy;
  binding?: Binding;
  denial: Denial;
}

const messageOf = ({ policy, binding, denial }: Judged): string =>
  `ValidatingAdmissionPolicy '${policy.name}'${binding === undefined ? '' : ` with binding '${binding.name}'`} denied request: ${denial.message}`;

/** The namespace of what is written, as expressions see it; null for what is in none. */
const namespaceOf = ({ store }: Registry, { resource, key }: AdmissionRequest): unknown => {
  const namespace = resource.namespaced ? store.get('/namespaces', key.namespace ?? '')?.object : undefined;
  if (namespace === undefined) return null;
  const { managedFields: _managed, ...metadata } = namespace.metadata;
  return toCelValue({ metadata, spec: namespace.spec, status: namespace.status });
};

/** The policies of one cluster. */
export const createPolicyAdmission = (registry: Registry, authorizer: Authorizer): Admission => {
  const matching = (request: AdmissionRequest) =>
    request.phase === 'mutate' || isExempt(request.resource)
      ? []
      : boundPolicies(registry).flatMap(({ policy, bindings }) => {
          const resource = matchedResource(registry, policy.criteria, request);
          return resource === undefined ? [] : [{ policy, bindings, resource }];
        });

  const judgeBinding = (
    {
      policy,
      binding,
      params,
      resource,
    }: { policy: Policy; binding: Binding; params: Resource | undefined; resource: Resource },
    request: AdmissionRequest,
    requester: Requester,
  ): Judged[] => {
    if (matchedResource(registry, binding.criteria, request) === undefined) return [];
    const inNamespace = request.resource.namespaced ? (request.key.namespace ?? '') : '';
    const judged: Judged[] = [];
    const context = {
      ...admissionContext(request, { requester, authorizer, resource }),
      namespaceObject: namespaceOf(registry, request),
    };
    for (const param of paramsFor(registry, params, { ...binding, inNamespace })) {
      const { denials, annotationErrors } = evaluate(policy, { ...context, params: toCelValue(param) });
      for (const denial of denials) {
        if (binding.actions.includes('Deny')) judged.push({ policy, binding, denial });
        if (binding.actions.includes('Warn'))
          requester.warn(
            `Validation failed for ValidatingAdmissionPolicy '${policy.name}' with binding '${binding.name}': ${denial.message}`,
          );
      }
      judged.push(...annotationErrors.map((denial) => ({ policy, binding, denial })));
    }
    return judged;
  };

  /** What is wrong with a policy or binding itself refuses where the policy may not be missed. */
  const configured = (about: Pick<Judged, 'policy' | 'binding'>, work: () => Judged[]): Judged[] => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Misconfigured)) throw error;
      if (about.policy.failurePolicy === 'Ignore') return [];
      const what = about.binding === undefined ? 'policy' : 'binding';
      return [{ ...about, denial: { message: `failed to configure ${what}: ${error.message}`, reason: 'Invalid' } }];
    }
  };

  const judge = (request: AdmissionRequest, requester: Requester): Judged[] =>
    matching(request).flatMap(({ policy, bindings, resource }) =>
      configured({ policy }, () => {
        const params = paramResource(registry, policy);
        return bindings.flatMap((binding) =>
          configured({ policy, binding }, () =>
            judgeBinding({ policy, binding, params, resource }, request, requester),
          ),
        );
      }),
    );

  return {
    concerns: (request) => matching(request).length > 0,
    ask: async (request, requester) => {
      const [first] = judge(request, requester);
      if (first !== undefined) throw refusal(request, first.denial, messageOf(first));
      return request.object;
    },
  };
};

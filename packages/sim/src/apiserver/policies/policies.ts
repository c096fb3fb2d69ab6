/** The policies that are bound, in the order of their names, read once. */
import { fromLabelSelector } from '@binnacle/kube/api';
import type { LabelSelector, UnstructuredObject } from '@binnacle/kube/api';
import type { Registry } from '../../registry/index.ts';
import type { Criteria, Rule } from '../admission-criteria.ts';
import { compileExpression } from '../admission-expressions.ts';
import type { Expression } from '../admission-expressions.ts';
import { readOnce } from '../read-once.ts';

const group = 'admissionregistration.k8s.io';
const POLICIES = `${group}/validatingadmissionpolicies`;
const BINDINGS = `${group}/validatingadmissionpolicybindings`;

interface MatchResources {
  resourceRules?: Rule[];
  excludeResourceRules?: Rule[];
  namespaceSelector?: LabelSelector;
  objectSelector?: LabelSelector;
  matchPolicy?: string;
}

interface PolicySpec {
  failurePolicy: string;
  paramKind?: { apiVersion: string; kind: string };
  matchConstraints?: MatchResources;
  matchConditions?: { expression: string }[];
  variables?: { name: string; expression: string }[];
  validations?: { expression: string; message?: string; messageExpression?: string; reason?: string }[];
  auditAnnotations?: { key: string; valueExpression: string }[];
}

interface BindingSpec {
  policyName: string;
  paramRef?: { name?: string; namespace?: string; selector?: LabelSelector; parameterNotFoundAction: string };
  matchResources?: MatchResources;
  validationActions: string[];
}

/** What a policy demands once. */
export interface Validation {
  text: string;
  holds: Expression;
  message: string;
  tell?: Expression;
  reason: string;
}

export interface Policy extends Pick<PolicySpec, 'failurePolicy' | 'paramKind'> {
  name: string;
  criteria: Criteria;
  conditions: readonly Expression[];
  variables: readonly { name: string; value: Expression }[];
  validations: readonly Validation[];
  annotations: readonly { text: string; value: Expression }[];
}

export interface Binding extends Pick<BindingSpec, 'paramRef'> {
  name: string;
  policyName: string;
  criteria: Criteria;
  actions: readonly string[];
}

const criteriaOf = (match: MatchResources = {}): Criteria => {
  const { resourceRules = [], excludeResourceRules = [], matchPolicy = 'Equivalent' } = match;
  return {
    ...(resourceRules.length === 0 ? {} : { rules: resourceRules }),
    excluded: excludeResourceRules,
    matchPolicy,
    matchesNamespace: fromLabelSelector(match.namespaceSelector ?? {}),
    matchesObject: fromLabelSelector(match.objectSelector ?? {}),
  };
};

const toPolicy = ({ metadata, spec }: UnstructuredObject & { spec: PolicySpec }): Policy => ({
  name: metadata.name,
  failurePolicy: spec.failurePolicy,
  ...(spec.paramKind === undefined ? {} : { paramKind: spec.paramKind }),
  criteria: criteriaOf(spec.matchConstraints),
  conditions: (spec.matchConditions ?? []).map(({ expression }) => compileExpression(expression)),
  variables: (spec.variables ?? []).map(({ name, expression }) => ({ name, value: compileExpression(expression) })),
  validations: (spec.validations ?? []).map(({ expression, message = '', messageExpression = '', reason }) => ({
    text: expression,
    holds: compileExpression(expression),
    message: message.trim(),
    ...(messageExpression === '' ? {} : { tell: compileExpression(messageExpression) }),
    reason: reason ?? 'Invalid',
  })),
  annotations: (spec.auditAnnotations ?? []).map(({ valueExpression }) => ({
    text: valueExpression,
    value: compileExpression(valueExpression),
  })),
});

const toBinding = ({ metadata, spec }: UnstructuredObject & { spec: BindingSpec }): Binding => ({
  name: metadata.name,
  policyName: spec.policyName,
  ...(spec.paramRef === undefined ? {} : { paramRef: spec.paramRef }),
  criteria: criteriaOf(spec.matchResources),
  actions: spec.validationActions,
});

const policyOf = readOnce(toPolicy);
const bindingOf = readOnce(toBinding);

/** Every policy that is there, with what binds it. Costs nothing where nothing is bound. */
export const boundPolicies = ({ store }: Registry): readonly { policy: Policy; bindings: readonly Binding[] }[] => {
  if (store.count(BINDINGS) === 0) return [];
  const bindings = store.range(BINDINGS, '').map(bindingOf);
  return store.range(POLICIES, '').flatMap((entry) => {
    const policy = policyOf(entry);
    const own = bindings.filter(({ policyName }) => policyName === policy.name);
    return own.length === 0 ? [] : [{ policy, bindings: own }];
  });
};

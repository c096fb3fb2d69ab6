/** Registrations of webhooks and policies. Source of columns: kube-apiserver `pkg/printers/internalversion`. */
import type { Column, Kind } from '../kind.ts';
import type { LabelSelector } from '../label-selector.ts';
import type { KubeObject } from '../object.ts';
import { age, columnsOf } from './columns.ts';

interface Registration extends KubeObject {
  webhooks: unknown[];
  spec: {
    validations: unknown[];
    paramKind: { apiVersion: string; kind: string };
    policyName: string;
    paramRef: { name: string; namespace: string; selector: LabelSelector };
  };
}

const column = columnsOf<Registration>();

/** A selector as Go prints it. */
const selectorText = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string => {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}: ${value},`);
  const expressions = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`;
};

const registration = (kind: string, plural: string, columns: Column[]): Kind => ({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  plural,
  kind,
  singular: kind.toLowerCase(),
  shortNames: [],
  categories: ['api-extensions'],
  namespaced: false,
  capabilities: [],
  columns: [...columns, age],
});

const webhooks = column.count('Webhooks', (o) => o.webhooks?.length ?? 0);

export const admissionKinds: readonly Kind[] = [
  registration('MutatingWebhookConfiguration', 'mutatingwebhookconfigurations', [webhooks]),
  registration('ValidatingWebhookConfiguration', 'validatingwebhookconfigurations', [webhooks]),
  registration('ValidatingAdmissionPolicy', 'validatingadmissionpolicies', [
    column.count('Validations', ({ spec }) => spec?.validations?.length ?? 0),
    column.text('ParamKind', ({ spec }) =>
      spec?.paramKind === undefined ? '<unset>' : `${spec.paramKind.apiVersion ?? ''}/${spec.paramKind.kind ?? ''}`,
    ),
  ]),
  registration('ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings', [
    column.text('PolicyName', ({ spec }) => spec?.policyName ?? ''),
    column.text('ParamRef', ({ spec }) => {
      const { name = '', namespace = '', selector } = spec?.paramRef ?? {};
      if (name !== '') return `${namespace === '' ? '*' : namespace}/${name}`;
      return selector === undefined ? '<unset>' : selectorText(selector as LabelSelector);
    }),
  ]),
];

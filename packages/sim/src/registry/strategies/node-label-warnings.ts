/** Labels of nodes that were called otherwise once. Source: kube-apiserver `pkg/api/node/util.go`. */
import { labelValueProblems } from '@binnacle/kube/api';
import { objectAt, objectsAt, textAt, textsAt } from '../json.ts';
import type { JsonObject } from '../json.ts';

const instead = (since: string, label: string): string => `deprecated since ${since}; use "${label}" instead`;

const outdated: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': instead('v1.14', 'kubernetes.io/arch'),
  'beta.kubernetes.io/os': instead('v1.14', 'kubernetes.io/os'),
  'failure-domain.beta.kubernetes.io/region': instead('v1.17', 'topology.kubernetes.io/region'),
  'failure-domain.beta.kubernetes.io/zone': instead('v1.17', 'topology.kubernetes.io/zone'),
  'beta.kubernetes.io/instance-type': instead('v1.17', 'node.kubernetes.io/instance-type'),
  'app.kubernetes.io/created-by': 'deprecated since v1.9',
  'scheduler.alpha.kubernetes.io/preferAvoidPods': 'deprecated since v1.22; use Taints and Tolerations instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
};

/** One label: `path: what to use`, or with the label named where the path does not. */
export const labelWarnings = (label: string, at: string, named: 'in the path' | 'by itself'): string[] => {
  const why = outdated[label];
  if (why === undefined) return [];
  return [named === 'in the path' ? `${at}: ${why}` : `${at}: ${label} is ${why}`];
};

export const labelsWarnings = (labels: JsonObject, pathOf: (label: string) => string): string[] =>
  Object.keys(labels).flatMap((label) => labelWarnings(label, pathOf(label), 'in the path'));

const expressionWarnings = (holder: JsonObject, at: string): string[] =>
  objectsAt(holder, 'matchExpressions').flatMap((expression, i) =>
    labelWarnings(textAt(expression, 'key'), `${at}.matchExpressions[${i}].key`, 'by itself'),
  );

const valueWarnings = (term: JsonObject, at: string): string[] =>
  objectsAt(term, 'matchExpressions').flatMap((expression, i) =>
    textsAt(expression, 'values').flatMap((value, j) =>
      labelValueProblems(value).map(
        (problem) => `${at}.matchExpressions[${i}].values[${j}]: ${value} is invalid, ${problem}`,
      ),
    ),
  );

/** The terms of a required node affinity. */
export const nodeTermsWarnings = (selector: unknown, at: string): string[] =>
  objectsAt(selector, 'nodeSelectorTerms').flatMap((term, i) =>
    expressionWarnings(term, `${at}.nodeSelectorTerms[${i}]`),
  );

export const nodeAffinityWarnings = (affinity: JsonObject, at: string): string[] => {
  const [required, preferred] = [
    'requiredDuringSchedulingIgnoredDuringExecution',
    'preferredDuringSchedulingIgnoredDuringExecution',
  ] as const;
  return [
    ...nodeTermsWarnings(affinity[required], `${at}.${required}`),
    ...objectsAt(affinity, preferred).flatMap((weighted, i) => {
      const [term, place] = [objectAt(weighted, 'preference'), `${at}.${preferred}[${i}].preference`];
      return [...expressionWarnings(term, place), ...valueWarnings(term, place)];
    }),
  ];
};

/** A label selector over nodes. */
export const nodeSelectorWarnings = (selector: JsonObject, at: string): string[] => [
  ...expressionWarnings(selector, at),
  ...labelsWarnings(objectAt(selector, 'matchLabels'), (label) => `${at}.matchLabels.${label}`),
];

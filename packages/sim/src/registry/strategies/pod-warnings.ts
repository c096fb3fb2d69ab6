/** What whoever writes a Pod or a template of one should know. Source: kube-apiserver `pkg/api/pod/warnings.go`. */
import { dnsLabelProblems } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { isJsonObject, objectAt, objectsAt, textAt, textsAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { addressWarnings } from './address-warnings.ts';
import { byteWarnings } from './claim-warnings.ts';
import { containerWarnings } from './container-warnings.ts';
import { labelsWarnings, labelWarnings, nodeAffinityWarnings } from './node-label-warnings.ts';
import { volumeWarnings } from './volume-warnings.ts';

const NO_SELECTOR = 'a null labelSelector results in matching no pod';

const oldAnnotations: Readonly<Record<string, string>> = {
  'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
};

const annotationWarnings = (annotations: JsonObject, at: string): string[] =>
  Object.entries(oldAnnotations).flatMap(([name, why]) =>
    annotations[name] === undefined ? [] : [`${at}[${name}]: ${why}`],
  );

const spreadWarnings = (spec: JsonObject, at: string): string[] =>
  objectsAt(spec, 'topologySpreadConstraints').flatMap((constraint, i) => {
    const place = `${at}.topologySpreadConstraints[${i}]`;
    return [
      ...labelWarnings(textAt(constraint, 'topologyKey'), `${place}.topologyKey`, 'by itself'),
      ...(isJsonObject(constraint.labelSelector) ? [] : [`${place}.labelSelector: ${NO_SELECTOR}`]),
    ];
  });

const podAffinityWarnings = (affinity: JsonObject, at: string): string[] => {
  const missing = (term: JsonObject, place: string) =>
    isJsonObject(term.labelSelector) ? [] : [`${place}.labelSelector: ${NO_SELECTOR}`];
  const [required, preferred] = [
    'requiredDuringSchedulingIgnoredDuringExecution',
    'preferredDuringSchedulingIgnoredDuringExecution',
  ] as const;
  return [
    ...objectsAt(affinity, required).flatMap((term, i) => missing(term, `${at}.${required}[${i}]`)),
    ...objectsAt(affinity, preferred).flatMap((weighted, i) =>
      missing(objectAt(weighted, 'podAffinityTerm'), `${at}.${preferred}[${i}].podAffinityTerm`),
    ),
  ];
};

/** Entries that say again what one before them said. */
const repeated = (entries: readonly JsonObject[], field: string, at: string): string[] => {
  const seen = new Set<string>();
  return entries.flatMap((entry, i) => {
    const value = textAt(entry, field);
    if (seen.has(value)) return [`${at}[${i}].${field}: duplicate ${field} ${JSON.stringify(value)}`];
    seen.add(value);
    return [];
  });
};

const secretWarnings = (spec: JsonObject, at: string): string[] => {
  const secrets = objectsAt(spec, 'imagePullSecrets');
  return [
    ...repeated(secrets, 'name', at),
    ...secrets.flatMap((secret, i) =>
      textAt(secret, 'name') === '' ? [`${at}[${i}].name: invalid empty name ""`] : [],
    ),
  ];
};

const graceWarnings = ({ terminationGracePeriodSeconds: seconds }: JsonObject, at: string): string[] =>
  typeof seconds === 'number' && seconds < 0
    ? [`${at}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`]
    : [];

/** `at` leads to the template; empty for a Pod. */
const templateWarnings = (template: JsonObject, at: string): string[] => {
  const [meta, spec] = [objectAt(template, 'metadata'), objectAt(template, 'spec')];
  const prefix = at === '' ? '' : `${at}.`;
  const [place, annotations] = [`${prefix}spec`, objectAt(meta, 'annotations')];
  const affinity = objectAt(spec, 'affinity');
  const notes = `${prefix}metadata.annotations`;
  return [
    ...labelsWarnings(objectAt(spec, 'nodeSelector'), (label) => `${place}.nodeSelector[${label}]`),
    ...nodeAffinityWarnings(objectAt(affinity, 'nodeAffinity'), `${place}.affinity.nodeAffinity`),
    ...spreadWarnings(spec, place),
    ...annotationWarnings(annotations, notes),
    ...volumeWarnings(objectsAt(spec, 'volumes'), `${place}.volumes`),
    ...repeated(objectsAt(spec, 'hostAliases'), 'ip', `${place}.hostAliases`),
    ...secretWarnings(spec, `${place}.imagePullSecrets`),
    ...['memory', 'ephemeral-storage'].flatMap((name) =>
      byteWarnings(objectAt(spec, 'overhead')[name], `${place}.overhead[${name}]`),
    ),
    ...containerWarnings(spec, annotations, { at: place, notes }),
    ...graceWarnings(spec, place),
    ...['podAffinity', 'podAntiAffinity'].flatMap((kind) =>
      podAffinityWarnings(objectAt(affinity, kind), `${place}.affinity.${kind}`),
    ),
    ...textsAt(spec, 'dnsConfig', 'nameservers').flatMap((ip, i) =>
      addressWarnings(ip, `${place}.dnsConfig.nameservers[${i}]`),
    ),
    ...objectsAt(spec, 'hostAliases').flatMap((alias, i) =>
      addressWarnings(textAt(alias, 'ip'), `${place}.hostAliases[${i}].ip`),
    ),
  ];
};

/** Names that cannot be the names of hosts. */
export const nameWarnings = ({ metadata: { name } }: UnstructuredObject, uses: string): string[] => {
  const problems = dnsLabelProblems(name);
  return problems.length === 0
    ? []
    : [
        `metadata.name: this is used in ${uses}, which can result in surprising behavior; a DNS label is recommended: [${problems.join(' ')}]`,
      ];
};

/** On creation alone: people seldom change Pods, and what changes them, changes them often. */
export const podWarnings = (object: UnstructuredObject, current?: UnstructuredObject): string[] =>
  current === undefined ? [...nameWarnings(object, "the Pod's hostname"), ...templateWarnings(object, '')] : [];

/** Whether this write made another one of it. */
export const isChanged = (object: UnstructuredObject, current: UnstructuredObject | undefined): boolean =>
  object.metadata.generation !== current?.metadata.generation;

/** Of what makes Pods from the template at the path: `spec.template`. */
export const warningsOfTemplate =
  (...path: string[]) =>
  (object: UnstructuredObject, current?: UnstructuredObject): string[] =>
    current === undefined || isChanged(object, current)
      ? templateWarnings(objectAt(object, ...path), path.join('.'))
      : [];

/** The same, and of a name that Pods are called after. */
export const warningsOfNamedTemplate = (...path: string[]) => {
  const ofTemplate = warningsOfTemplate(...path);
  return (object: UnstructuredObject, current?: UnstructuredObject): string[] => [
    ...(current === undefined ? nameWarnings(object, 'Pod names and hostnames') : []),
    ...ofTemplate(object, current),
  ];
};

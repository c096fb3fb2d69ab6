/** LimitRanges at work. Source: kube-apiserver `plugin/pkg/admission/limitranger`. */
import { compareQuantities, forbidden, formatQuantity, joinedErrorText, quantityToNumber } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { podQuantities } from '../../policy/pod-resources.ts';
import type { AskingSpec } from '../../policy/pod-resources.ts';
import type { RegistryContext } from '../context.ts';
import { copyJson, ensureObject, isJsonObject, objectAt, objectsAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Resource } from '../resources.ts';

type Listed = Readonly<Record<string, string>>;

const listed = (value: unknown, ...path: string[]): Listed => objectAt(value, ...path) as Listed;

const rangesIn = ({ store }: RegistryContext, namespace: string): UnstructuredObject[] =>
  store.count('/limitranges') === 0 ? [] : store.range('/limitranges', `${namespace}/`).map(({ object }) => object);

/** Gives a container what the range says it gets, and answers what it was given. */
const fill = (container: JsonObject, item: JsonObject): { field: string; names: string[] }[] => {
  const given: { field: string; names: string[] }[] = [];
  for (const [field, from] of [
    ['requests', 'defaultRequest'],
    ['limits', 'default'],
  ] as const) {
    const missing = Object.entries(listed(item, from)).filter(
      ([name]) => listed(container, 'resources', field)[name] === undefined,
    );
    if (missing.length === 0) continue;
    Object.assign(ensureObject(container, 'resources', field), Object.fromEntries(missing));
    given.push({ field: field.slice(0, -1), names: missing.map(([name]) => name).sort() });
  }
  return given;
};

/** Adds the default requests and limits of a namespace to a new Pod; says so in an annotation. True when it did. */
export const applyLimitDefaults = (context: RegistryContext, draft: UnstructuredObject): boolean => {
  const notes: string[] = [];
  for (const range of rangesIn(context, draft.metadata.namespace ?? ''))
    for (const item of objectsAt(range, 'spec', 'limits').filter(({ type }) => type === 'Container'))
      for (const [field, title] of [
        ['containers', 'container'],
        ['initContainers', 'init container'],
      ] as const)
        for (const container of objectsAt(draft, 'spec', field))
          for (const { field: given, names } of fill(container, copyJson(item)))
            notes.push(`${names.join(', ')} ${given} for ${title} ${textAt(container, 'name')}`);
  if (notes.length === 0) return false;
  draft.metadata.annotations = {
    ...draft.metadata.annotations,
    'kubernetes.io/limit-ranger': `LimitRanger plugin set: ${notes.join('; ')}`,
  };
  return true;
};

interface Asked {
  requests: Listed;
  limits: Listed;
}

const below = (a: string, b: string): boolean => compareQuantities(a, b) < 0;

const minProblem = (per: string, name: string, { min, requests, limits }: Asked & { min: string }) => {
  const start = `minimum ${name} usage per ${per} is ${min}`;
  const [request, limit] = [requests[name], limits[name]];
  if (request === undefined) return `${start}.  No request is specified`;
  if (below(request, min)) return `${start}, but request is ${request}`;
  return limit !== undefined && below(limit, min) ? `${start}, but limit is ${limit}` : undefined;
};

const maxProblem = (per: string, name: string, { max, requests, limits }: Asked & { max: string }) => {
  const start = `maximum ${name} usage per ${per} is ${max}`;
  const [request, limit] = [requests[name], limits[name]];
  if (limit === undefined) return `${start}.  No limit is specified`;
  if (below(max, limit)) return `${start}, but limit is ${limit}`;
  return request !== undefined && below(max, request) ? `${start}, but request is ${request}` : undefined;
};

const ratioProblem = (per: string, name: string, { ratio, requests, limits }: Asked & { ratio: string }) => {
  const start = `${name} max limit to request ratio per ${per} is ${ratio}`;
  const request = quantityToNumber(requests[name] ?? '0');
  const limit = quantityToNumber(limits[name] ?? '0');
  if (request === 0) return `${start}, but no request is specified or request is 0`;
  if (limit === 0) return `${start}, but no limit is specified or limit is 0`;
  const actual = limit / request;
  return actual > quantityToNumber(ratio) ? `${start}, but provided ratio is ${actual.toFixed(6)}` : undefined;
};

const problemsOf = (item: JsonObject, asked: Asked): string[] => {
  const per = textAt(item, 'type');
  return [
    ...Object.entries(listed(item, 'min')).map(([name, min]) => minProblem(per, name, { ...asked, min })),
    ...Object.entries(listed(item, 'max')).map(([name, max]) => maxProblem(per, name, { ...asked, max })),
    ...Object.entries(listed(item, 'maxLimitRequestRatio')).map(([name, ratio]) =>
      ratioProblem(per, name, { ...asked, ratio }),
    ),
  ].filter((problem) => problem !== undefined);
};

const sums = (spec: JsonObject, field: 'requests' | 'limits'): Listed =>
  Object.fromEntries(
    Object.entries(podQuantities(spec as unknown as AskingSpec, field)).map(([name, amount]) => [
      name,
      formatQuantity(amount),
    ]),
  );

const podProblems = (item: JsonObject, spec: JsonObject): string[] => {
  if (item.type === 'Pod') return problemsOf(item, { requests: sums(spec, 'requests'), limits: sums(spec, 'limits') });
  if (item.type !== 'Container') return [];
  return [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')].flatMap((container) =>
    problemsOf(item, {
      requests: listed(container, 'resources', 'requests'),
      limits: listed(container, 'resources', 'limits'),
    }),
  );
};

/** The most a claim may ask for counts against its request: it has no limit. */
const claimProblems = (item: JsonObject, spec: JsonObject): string[] => {
  if (item.type !== 'PersistentVolumeClaim') return [];
  const requests = listed(spec, 'resources', 'requests');
  const max = Object.entries(listed(item, 'max')).flatMap(([name, most]) => {
    const start = `maximum ${name} usage per PersistentVolumeClaim is ${most}`;
    const request = requests[name];
    if (request === undefined) return [`${start}.  No request is specified`];
    return below(most, request) ? [`${start}, but request is ${request}`] : [];
  });
  return [...problemsOf({ type: item.type, min: item.min }, { requests, limits: {} }), ...max];
};

/** Throws Forbidden for a new Pod, or a claim, that a range of its namespace does not allow. */
export const checkLimits = (context: RegistryContext, resource: Resource, object: UnstructuredObject): void => {
  if (!isJsonObject(object.spec)) return;
  const { spec } = object;
  const check = resource.bucket === '/pods' ? podProblems : claimProblems;
  for (const range of rangesIn(context, object.metadata.namespace ?? '')) {
    const problems = objectsAt(range, 'spec', 'limits').flatMap((item) => check(item, spec));
    if (problems.length > 0) throw forbidden(resource, object.metadata.name, joinedErrorText(problems));
  }
};

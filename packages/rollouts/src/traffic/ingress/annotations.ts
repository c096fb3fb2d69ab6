/** What each class of Ingress controller is told by annotations (rules §5.3). */
import type { HttpMatch, TrafficStrategy, ValueMatch } from '../../api/index.ts';
import { weightOf } from '../../api/index.ts';

export type Annotations = Readonly<Record<string, string>>;
export type AnnotationsFor = (existing: Annotations, strategy: TrafficStrategy) => Annotations;

const nginx = 'nginx.ingress.kubernetes.io/';
const alb = 'alb.ingress.kubernetes.io/';
const mse = 'mse.ingress.kubernetes.io/';

const own = [
  'canary',
  'canary-by-cookie',
  'canary-by-header',
  'canary-by-header-pattern',
  'canary-by-header-value',
  'canary-weight',
];

const without = (existing: Annotations, keys: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(existing).filter(([key]) => !keys.includes(key)));

const isPattern = ({ type }: ValueMatch): boolean => type === 'RegularExpression';

/** The first header of each match; a later match's header takes the place of an earlier one's. */
const headerAnnotations = (prefix: string, matches: readonly HttpMatch[]): Record<string, string> => {
  const result: Record<string, string> = {};
  for (const { headers } of matches) {
    const header = headers?.[0];
    if (header === undefined) continue;
    if (header.name === 'canary-by-cookie') result[`${prefix}canary-by-cookie`] = header.value;
    else {
      delete result[`${prefix}canary-by-header-pattern`];
      delete result[`${prefix}canary-by-header-value`];
      result[`${prefix}canary-by-header`] = header.name;
      result[`${prefix}canary-by-header-${isPattern(header) ? 'pattern' : 'value'}`] = header.value;
    }
  }
  return result;
};

const canaryAnnotations =
  (prefix: string, always: Annotations = {}): AnnotationsFor =>
  (existing, strategy) => {
    const weight = weightOf(strategy);
    return {
      ...without(
        existing,
        own.map((key) => `${prefix}${key}`),
      ),
      ...always,
      [`${prefix}canary`]: 'true',
      ...(weight === undefined ? {} : { [`${prefix}canary-weight`]: String(weight) }),
      ...headerAnnotations(prefix, strategy.matches ?? []),
    };
  };

const mseQueryKeys = ['canary-by-query', 'canary-by-query-value', 'canary-by-query-pattern'].map(
  (key) => `${nginx}${key}`,
);
const headerControl = `${mse}request-header-control-update`;

const mseAnnotations: AnnotationsFor = (existing, strategy) => {
  const base = canaryAnnotations(nginx)(without(existing, [...mseQueryKeys, headerControl]), strategy);
  const set = strategy.requestHeaderModifier?.set ?? [];
  const query = strategy.matches?.flatMap(({ queryParams }) => queryParams ?? [])[0];
  return {
    ...base,
    ...(existing[`${mse}service-subset`] === undefined ? {} : { [`${mse}service-subset`]: 'gray' }),
    ...(set.length === 0 ? {} : { [headerControl]: set.map(({ name, value }) => `${name} ${value}`).join('') }),
    ...(query === undefined
      ? {}
      : {
          [`${nginx}canary-by-query`]: query.name,
          [`${nginx}canary-by-query-${isPattern(query) ? 'pattern' : 'value'}`]: query.value,
        }),
  };
};

const classes: Readonly<Record<string, AnnotationsFor>> = {
  nginx: canaryAnnotations(nginx),
  higress: canaryAnnotations(nginx),
  'aliyun-alb': canaryAnnotations(alb, { [`${alb}order`]: '1' }),
  mse: mseAnnotations,
};

/** Undefined for a class that nobody here knows. */
export const annotationsFor = (classType = 'nginx'): AnnotationsFor | undefined => classes[classType];

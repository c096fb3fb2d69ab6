/** What an autoscaler may follow. Source: kube-apiserver `pkg/apis/autoscaling/validation`. */
import {
  dnsLabelProblems,
  forbiddenField,
  invalidField,
  quantityToNumber,
  requiredField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { isJsonObject, objectAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { validateContainerResourceName } from './resource-names.ts';

/** Problems of a name that stands alone in a path. */
const segmentProblems = (name: string): string[] => {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%']
    .filter((character) => name.includes(character))
    .map((character) => `may not contain '${character}'`);
};

/** What is wrong with an apiVersion, if anything. Only the core group has none. */
const versionProblem = (version: string, allowsCore: boolean): string | undefined => {
  if (version.split('/').length > 2) return `unexpected GroupVersion string: ${version}`;
  return allowsCore || version.includes('/') ? undefined : 'apiVersion must specify API group';
};

/** `{apiVersion, kind, name}` of something that can be scaled or measured. */
export const validateReference = (ref: JsonObject, at: string, allowsCore: boolean): FieldError[] => {
  const part = (field: string): FieldError[] => {
    const value = textAt(ref, field);
    if (value === '') return [requiredField(`${at}.${field}`)];
    return segmentProblems(value).map((problem) => invalidField(`${at}.${field}`, value, problem));
  };
  const version = textAt(ref, 'apiVersion');
  const problem = versionProblem(version, allowsCore);
  return [
    ...part('kind'),
    ...part('name'),
    ...(problem === undefined ? [] : [invalidField(`${at}.apiVersion`, version, problem)]),
  ];
};

const validateTarget = (target: JsonObject, at: string): FieldError[] => {
  const type = textAt(target, 'type');
  const utilization = target.averageUtilization;
  return [
    ...(type === '' ? [requiredField(`${at}.type`, 'must specify a metric target type')] : []),
    ...(['Utilization', 'Value', 'AverageValue'].includes(type)
      ? []
      : [invalidField(`${at}.type`, type, 'must be either Utilization, Value, or AverageValue')]),
    ...['value', 'averageValue'].flatMap((field) =>
      typeof target[field] === 'string' && quantityToNumber(target[field]) <= 0
        ? [invalidField(`${at}.${field}`, target[field], 'must be positive')]
        : [],
    ),
    ...(typeof utilization === 'number' && utilization < 1
      ? [invalidField(`${at}.averageUtilization`, utilization, 'must be greater than 0')]
      : []),
  ];
};

const validateIdentifier = (source: JsonObject, at: string): FieldError[] => {
  const name = textAt(source, 'metric', 'name');
  if (name === '') return [requiredField(`${at}.metric.name`, 'must specify a metric name')];
  return segmentProblems(name).map((problem) => invalidField(`${at}.metric.name`, name, problem));
};

const has = (target: JsonObject, ...fields: string[]): boolean => fields.every((field) => target[field] !== undefined);

/** Raw amounts or shares of the request: one of the two. */
const validateUsageTarget = (target: JsonObject, at: string): FieldError[] => [
  ...validateTarget(target, at),
  ...(has(target, 'averageUtilization') || has(target, 'averageValue')
    ? []
    : [requiredField(`${at}.averageUtilization`, 'must set either a target raw value or a target utilization')]),
  ...(has(target, 'averageUtilization', 'averageValue')
    ? [forbiddenField(`${at}.averageValue`, 'may not set both a target raw value and a target utilization')]
    : []),
];

const validateContainer = (source: JsonObject, at: string): FieldError[] => {
  const name = textAt(source, 'name');
  const container = textAt(source, 'container');
  return [
    ...(name === ''
      ? [requiredField(`${at}.name`, 'must specify a resource name')]
      : validateContainerResourceName(name, `${at}.name`)),
    ...(container === ''
      ? [requiredField(`${at}.container`, 'must specify a container')]
      : dnsLabelProblems(container).map((problem) => invalidField(`${at}.container`, container, problem))),
  ];
};

/** In the order in which upstream looks for them. */
const sources: Readonly<Record<string, (source: JsonObject, at: string) => FieldError[]>> = {
  object: (source, at) => {
    const target = objectAt(source, 'target');
    return [
      ...validateReference(objectAt(source, 'describedObject'), `${at}.describedObject`, true),
      ...validateIdentifier(source, at),
      ...validateTarget(target, `${at}.target`),
      ...(has(target, 'value') || has(target, 'averageValue')
        ? []
        : [requiredField(`${at}.target.averageValue`, 'must set either a target value or averageValue')]),
    ];
  },
  external: (source, at) => {
    const target = objectAt(source, 'target');
    return [
      ...validateIdentifier(source, at),
      ...validateTarget(target, `${at}.target`),
      ...(has(target, 'value') || has(target, 'averageValue')
        ? []
        : [
            requiredField(`${at}.target.averageValue`, 'must set either a target value for metric or a per-pod target'),
          ]),
      ...(has(target, 'value', 'averageValue')
        ? [forbiddenField(`${at}.target.value`, 'may not set both a target value for metric and a per-pod target')]
        : []),
    ];
  },
  pods: (source, at) => {
    const target = objectAt(source, 'target');
    return [
      ...validateIdentifier(source, at),
      ...validateTarget(target, `${at}.target`),
      ...(has(target, 'averageValue')
        ? []
        : [requiredField(`${at}.target.averageValue`, 'must specify a positive target averageValue')]),
    ];
  },
  resource: (source, at) => [
    ...(textAt(source, 'name') === '' ? [requiredField(`${at}.name`, 'must specify a resource name')] : []),
    ...validateUsageTarget(objectAt(source, 'target'), `${at}.target`),
  ],
  containerResource: (source, at) => [
    ...validateContainer(source, at),
    ...validateUsageTarget(objectAt(source, 'target'), `${at}.target`),
  ],
};

const types = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];

export const validateMetric = (metric: JsonObject, at: string): FieldError[] => {
  const type = textAt(metric, 'type');
  const wrongType = types.includes(type) ? [] : [unsupportedField(`${at}.type`, type, types)];
  const present = Object.keys(sources).filter((field) => isJsonObject(metric[field]));
  const [first] = present;
  const expected = wrongType.length > 0 ? '' : `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
  return [
    ...(type === '' ? [requiredField(`${at}.type`, 'must specify a metric source type')] : []),
    ...wrongType,
    ...(first === undefined ? [] : (sources[first]?.(objectAt(metric, first), `${at}.${first}`) ?? [])),
    ...(expected !== '' && !present.includes(expected)
      ? [requiredField(`${at}.${expected}`, 'must populate information for the given metric source')]
      : []),
    ...wrongType,
    ...(present.length === 1
      ? []
      : present
          .filter((field) => field !== expected)
          .map((field) => forbiddenField(`${at}.${field}`, 'must populate the given metric source only'))),
  ];
};

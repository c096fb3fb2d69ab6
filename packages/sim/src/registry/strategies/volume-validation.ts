/** What a Pod's volumes must be. Source: kube-apiserver `pkg/apis/core/validation/validation.go`, validateVolumeSource. */
import {
  dnsLabelProblems,
  duplicateField,
  forbiddenField,
  invalidField,
  isQuantity,
  quantityToNumber,
  requiredField,
} from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { isJsonObject, objectAt, objectsAt, textAt, textsAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { validateFieldRef, validateResourceFieldRef } from './downward-validation.ts';
import { validateDriverName } from './driver-name.ts';
import { validateHostPathType } from './host-path.ts';
import { validateClaimSpec } from './persistent-volume-claim.ts';
import { onlyOne, validateNoBacksteps, validateRelativePath } from './field-rules.ts';

const FILE_MODE = 'must be a number between 0 and 0777 (octal), both inclusive';
const MOST_MODE = 0o777;

const validateMode = (mode: unknown, at: string): FieldError[] =>
  typeof mode === 'number' && (mode < 0 || mode > MOST_MODE) ? [invalidField(at, mode, FILE_MODE)] : [];

const required = (source: JsonObject, field: string, at: string): FieldError[] =>
  textAt(source, field) === '' ? [requiredField(`${at}.${field}`)] : [];

/** Below the volume, and nobody else's. */
const validateLocalPath = (path: string, at: string): FieldError[] => [
  ...validateRelativePath(path, at),
  ...(path.startsWith('..') && !path.startsWith('../') ? [invalidField(at, path, "must not start with '..'")] : []),
];

const validateItems = (source: JsonObject, at: string): FieldError[] =>
  objectsAt(source, 'items').flatMap((item, i) => [
    ...required(item, 'key', `${at}.items[${i}]`),
    ...required(item, 'path', `${at}.items[${i}]`),
    ...validateLocalPath(textAt(item, 'path'), `${at}.items[${i}].path`),
    ...validateMode(item.mode, `${at}.items[${i}].mode`),
  ]);

const validateFiles = (source: JsonObject, name: string, at: string): FieldError[] => [
  ...required(source, name, at),
  ...validateMode(source.defaultMode, `${at}.defaultMode`),
  ...validateItems(source, at),
];

const volumeFields = new Set([
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
]);

/** Upstream does not say which item it means. */
const validateDownward = (source: JsonObject, at: string): FieldError[] => [
  ...validateMode(source.defaultMode, `${at}.defaultMode`),
  ...objectsAt(source, 'items').flatMap((item) => {
    const { fieldRef, resourceFieldRef } = item;
    const errors = [...required(item, 'path', at), ...validateLocalPath(textAt(item, 'path'), `${at}.path`)];
    if (isJsonObject(fieldRef)) {
      errors.push(...validateFieldRef(fieldRef, volumeFields, `${at}.fieldRef`));
      if (isJsonObject(resourceFieldRef))
        errors.push(invalidField(at, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
    } else if (isJsonObject(resourceFieldRef))
      errors.push(...validateResourceFieldRef(resourceFieldRef, { at: `${at}.resourceFieldRef`, ofVolume: true }));
    else errors.push(requiredField(at, 'one of fieldRef and resourceFieldRef is required'));
    return [...errors, ...validateMode(item.mode, `${at}.mode`)];
  }),
];

const validateHostPath = (source: JsonObject, at: string): FieldError[] => {
  const path = textAt(source, 'path');
  if (path === '') return [requiredField(`${at}.path`)];
  return [...validateNoBacksteps(path, `${at}.path`), ...validateHostPathType(source.type, `${at}.type`)];
};

const CONFLICT = 'conflicting duplicate paths';
const [LEAST_SECONDS, MOST_SECONDS] = [600, 2 ** 32];

const validateToken = (token: JsonObject, at: string, volumeAt: string): FieldError[] => {
  const [seconds, path] = [token.expirationSeconds, textAt(token, 'path')];
  const errors: FieldError[] = [];
  if (typeof seconds === 'number' && seconds < LEAST_SECONDS)
    errors.push(invalidField(`${at}.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes'));
  if (typeof seconds === 'number' && seconds > MOST_SECONDS)
    errors.push(
      invalidField(`${at}.expirationSeconds`, seconds, 'may not specify a duration larger than 2^32 seconds'),
    );
  // Here upstream names the volume, not the source.
  const place = `${volumeAt}.path`;
  return [...errors, ...(path === '' ? [requiredField(place)] : validateLocalPath(path, place))];
};

const projections = ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken', 'clusterTrustBundle'] as const;

/** Several sources in one folder: no two files of one name. */
const validateProjected = (volume: JsonObject, at: string): FieldError[] => {
  const paths = new Set<string>();
  const place = (path: string, told: string): FieldError[] => {
    const isTaken = path !== '' && paths.has(path);
    paths.add(path);
    return isTaken ? [invalidField(at, told, CONFLICT)] : [];
  };
  const errors = objectsAt(volume, 'sources').flatMap((projection, i) => {
    const given = projections.filter((kind) => isJsonObject(projection[kind]));
    const found = given.flatMap((kind) => {
      const [source, sourceAt] = [objectAt(projection, kind), `${at}.sources[${i}].${kind}`];
      const files = objectsAt(source, 'items').map((item) => textAt(item, 'path'));
      if (kind === 'serviceAccountToken') return validateToken(source, sourceAt, at);
      if (kind === 'downwardAPI')
        return [...validateDownward(source, sourceAt), ...files.flatMap((path) => place(path, path))];
      if (kind === 'clusterTrustBundle') return place(textAt(source, 'path'), textAt(source, 'path'));
      return [
        ...required(source, 'name', sourceAt),
        ...validateItems(source, sourceAt),
        ...files.flatMap((path) => place(path, textAt(source, 'name'))),
      ];
    });
    if (given.length > 1)
      found.push(forbiddenField(`${at}.sources[${i}]`, 'may not specify more than 1 volume type per source'));
    return found;
  });
  return [...errors, ...validateMode(volume.defaultMode, `${at}.defaultMode`)];
};

/** In the order in which they are looked at; the sources of clouds that are gone are taken as they are. */
const sources: ReadonlyMap<string, (source: JsonObject, at: string) => FieldError[]> = new Map([
  [
    'emptyDir',
    ({ sizeLimit }, at) =>
      typeof sizeLimit === 'string' && isQuantity(sizeLimit) && quantityToNumber(sizeLimit) < 0
        ? [forbiddenField(`${at}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')]
        : [],
  ],
  ['hostPath', validateHostPath],
  ['secret', (source, at) => validateFiles(source, 'secretName', at)],
  [
    'nfs',
    (source, at) => [
      ...required(source, 'server', at),
      ...required(source, 'path', at),
      ...(textAt(source, 'path').startsWith('/')
        ? []
        : [invalidField(`${at}.path`, textAt(source, 'path'), 'must be an absolute path')]),
    ],
  ],
  ['persistentVolumeClaim', (source, at) => required(source, 'claimName', at)],
  ['downwardAPI', validateDownward],
  ['configMap', (source, at) => validateFiles(source, 'name', at)],
  ['projected', validateProjected],
  ['csi', (source, at) => validateDriverName(textAt(source, 'driver'), `${at}.driver`)],
  [
    'ephemeral',
    ({ volumeClaimTemplate: claim }, at) =>
      isJsonObject(claim)
        ? validateClaimSpec(objectAt(claim, 'spec'), `${at}.volumeClaimTemplate.spec`)
        : [requiredField(`${at}.volumeClaimTemplate`)],
  ],
  ['gitRepo', (source, at) => required(source, 'repository', at)],
  ['flexVolume', (source, at) => required(source, 'driver', at)],
  ['azureFile', (source, at) => [...required(source, 'secretName', at), ...required(source, 'shareName', at)]],
  ['awsElasticBlockStore', (source, at) => required(source, 'volumeID', at)],
  [
    'rbd',
    (source, at) => [
      ...(textsAt(source, 'monitors').length === 0 ? [requiredField(`${at}.monitors`)] : []),
      ...required(source, 'image', at),
    ],
  ],
]);

const validateSource = (volume: JsonObject, at: string): FieldError[] => {
  const given = Object.keys(volume).filter((field) => isJsonObject(volume[field]));
  if (given.length === 0) return [requiredField(at, 'must specify a volume type')];
  const { first, errors } = onlyOne(volume, [...sources.keys()], { at, what: 'volume type' });
  return first === undefined ? [] : [...sources.get(first)!(objectAt(volume, first), `${at}.${first}`), ...errors];
};

interface Volumes {
  errors: FieldError[];
  names: Set<string>;
  /** Those that can be raw devices. */
  claims: Set<string>;
}

/** What is wrong, and the names of the volumes that are well: only they can be mounted. */
export const validateVolumes = (volumes: JsonObject[], at: string): Volumes => {
  const [names, claims] = [new Set<string>(), new Set<string>()];
  const errors = volumes.flatMap((volume, i) => {
    const name = textAt(volume, 'name');
    const field = `${at}[${i}].name`;
    const own = validateSource(volume, `${at}[${i}]`);
    if (name === '') own.push(requiredField(field));
    else own.push(...dnsLabelProblems(name).map((problem) => invalidField(field, name, problem)));
    if (names.has(name)) own.push(duplicateField(field, name));
    if (own.length > 0) return own;
    names.add(name);
    if (isJsonObject(volume.persistentVolumeClaim) || isJsonObject(volume.ephemeral)) claims.add(name);
    return own;
  });
  return { errors, names, claims };
};

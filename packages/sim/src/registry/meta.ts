import {
  forbiddenField,
  invalidField,
  requiredField,
  dnsSubdomainProblems,
  labelValueProblems,
  qualifiedNameProblems,
} from '@binnacle/kube/api';
import type { FieldError, ObjectMeta } from '@binnacle/kube/api';
import type { Rng } from '@binnacle/kube/clock';
import type { Strategy } from './strategy.ts';
import { isJsonObject, textAt } from './json.ts';
import type { JsonObject } from './json.ts';

const HEX = '0123456789abcdef';

/** A version 4 UUID from the simulator's chance. */
export const createUid = (rng: Rng): string => {
  const digits = Array.from({ length: 32 }, () => HEX[rng.int(16)]!);
  digits[12] = '4';
  digits[16] = HEX[8 + rng.int(4)]!;
  const text = digits.join('');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
};

/** As upstream: no vowels and nothing that looks like another character. */
const SUFFIX = 'bcdfghjklmnpqrstvwxz2456789';

/** Five characters for a generated name. */
export const randomSuffix = (rng: Rng): string =>
  Array.from({ length: 5 }, () => SUFFIX[rng.int(SUFFIX.length)]!).join('');

export const generateName = (base: string, rng: Rng): string => base.slice(0, 58) + randomSuffix(rng);

const ANNOTATIONS_LIMIT = 256 * 1024;

const validateOwner = (owner: JsonObject): FieldError[] => {
  const at = 'metadata.ownerReferences';
  const missing = (['kind', 'name', 'uid'] as const).filter((field) => (owner[field] ?? '') === '');
  const [version, isVersion] = [owner.apiVersion ?? '', /^([^/]+\/)?[^/]+$/.test(textAt(owner, 'apiVersion'))];
  const errors = isVersion ? [] : [invalidField(`${at}.apiVersion`, version, 'version must not be empty')];
  errors.push(...missing.map((field) => invalidField(`${at}.${field}`, '', 'must not be empty')));
  if (version === 'v1' && owner.kind === 'Event')
    errors.push(invalidField(at, owner, '/v1, Kind=Event is disallowed from being an owner'));
  return errors;
};

const validateOwners = (owners: unknown): FieldError[] => {
  const all = Array.isArray(owners) ? owners.filter(isJsonObject) : [];
  const [first, second] = all
    .filter(({ controller }) => controller === true)
    .map(({ kind, name }) => `${String(kind)}/${String(name)}`);
  const errors = all.flatMap(validateOwner);
  if (first !== undefined && second !== undefined)
    errors.push(
      invalidField(
        'metadata.ownerReferences',
        owners,
        `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${second}`,
      ),
    );
  return errors;
};

/** Labels, as metadata and templates have them. */
export const validateLabels = (labels: unknown, at: string): FieldError[] =>
  Object.entries(isJsonObject(labels) ? labels : {}).flatMap(([key, value]) => [
    ...qualifiedNameProblems(key).map((problem) => invalidField(at, key, problem)),
    ...labelValueProblems(String(value)).map((problem) => invalidField(at, value, problem)),
  ]);

export const validateAnnotations = (annotations: unknown, at: string): FieldError[] => {
  if (!isJsonObject(annotations)) return [];
  const errors = Object.keys(annotations).flatMap((key) =>
    qualifiedNameProblems(key.toLowerCase()).map((problem) => invalidField(at, key, problem)),
  );
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) size += key.length + String(value).length;
  if (size > ANNOTATIONS_LIMIT)
    errors.push({
      reason: 'FieldValueTooLong',
      message: `Too long: may not be more than ${ANNOTATIONS_LIMIT} bytes`,
      field: at,
    });
  return errors;
};

/** What becomes of dependents; only one can be meant. */
const PROPAGATION = ['orphan', 'foregroundDeletion'];

const STANDARD_FINALIZERS = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** One without a domain is Kubernetes' own. */
export const validateKnownFinalizer = (finalizer: string, at: string): FieldError[] =>
  finalizer.includes('/') || STANDARD_FINALIZERS.has(finalizer)
    ? []
    : [invalidField(at, finalizer, 'name is neither a standard finalizer name nor is it fully qualified')];

/** What is being deleted takes no new finalizers. kube-apiserver checks twice and says so twice. */
export const validateFinalizers = (meta: ObjectMeta, before: ObjectMeta): FieldError[] => {
  if (before.deletionTimestamp === undefined) return [];
  const added = (meta.finalizers ?? []).filter((finalizer) => before.finalizers?.includes(finalizer) !== true);
  if (added.length === 0) return [];
  const list = `[]string{${added.map((finalizer) => JSON.stringify(finalizer)).join(', ')}}`;
  const error = forbiddenField(
    'metadata.finalizers',
    `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`,
  );
  return [error, error];
};

/** What an update must leave as it was; only a DELETE says that something is to go. Told twice, as finalizers are. */
export const validateKept = (meta: ObjectMeta, before: ObjectMeta): FieldError[] => {
  const kept = ['uid', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const;
  const errors = kept
    .filter((field) => (meta[field] ?? '') !== '' && meta[field] !== before[field])
    .filter((field) => field !== 'deletionTimestamp' || before.deletionTimestamp === undefined)
    .map((field) => invalidField(`metadata.${field}`, meta[field], 'field is immutable'));
  return [...errors, ...errors];
};

/** What every object's metadata must be. Source: apimachinery `api/validation/objectmeta.go`. */
export const validateMeta = (
  meta: ObjectMeta,
  { nameProblems = dnsSubdomainProblems, anyFinalizers = false }: Pick<Strategy, 'nameProblems' | 'anyFinalizers'> = {},
): FieldError[] => {
  const errors: FieldError[] = [];
  if (meta.generateName !== undefined && meta.generateName !== '')
    for (const problem of nameProblems(meta.generateName.replace(/-+$/, '')))
      errors.push(invalidField('metadata.generateName', meta.generateName, problem));
  if (meta.name === undefined || meta.name === '')
    errors.push(requiredField('metadata.name', 'name or generateName is required'));
  else for (const problem of nameProblems(meta.name)) errors.push(invalidField('metadata.name', meta.name, problem));
  if (typeof meta.generation === 'number' && meta.generation < 0)
    errors.push(invalidField('metadata.generation', meta.generation, 'must be greater than or equal to 0'));
  errors.push(
    ...validateLabels(meta.labels, 'metadata.labels'),
    ...validateAnnotations(meta.annotations, 'metadata.annotations'),
    ...validateOwners(meta.ownerReferences),
  );
  const known: FieldError[] = [];
  (meta.finalizers ?? []).forEach((finalizer, i) => {
    const at = `metadata.finalizers[${i}]`;
    known.push(...validateKnownFinalizer(finalizer, at));
    errors.push(
      ...qualifiedNameProblems(finalizer).map((problem) => invalidField('metadata.finalizers', finalizer, problem)),
    );
  });
  if (PROPAGATION.every((finalizer) => meta.finalizers?.includes(finalizer) === true))
    errors.push(
      invalidField(
        'metadata.finalizers',
        meta.finalizers,
        'finalizer orphan and foregroundDeletion cannot be both set',
      ),
    );
  if (!anyFinalizers) errors.push(...known);
  return errors;
};

/** Metadata in the order in which Kubernetes writes it. */
export const orderMeta = (meta: ObjectMeta): ObjectMeta => {
  const { name, generateName: prefix, namespace, uid, resourceVersion, generation, creationTimestamp, ...rest } = meta;
  return {
    name,
    ...(prefix === undefined || prefix === '' ? {} : { generateName: prefix }),
    ...(namespace === undefined || namespace === '' ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(generation === undefined || generation === 0 ? {} : { generation }),
    ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    ...rest,
  };
};

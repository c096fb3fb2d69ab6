/** ConfigMaps and Secrets. */
import { configKeyProblems, forbiddenField, invalidField, requiredField } from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { ensureObject, equalJson, isJsonObject, objectAt, setDefault } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { secretWarnings } from './secret-warnings.ts';

const SIZE_LIMIT = 1024 * 1024;

const validateKeys = (object: UnstructuredObject, field: string): FieldError[] =>
  Object.keys(objectAt(object, field)).flatMap((key) =>
    configKeyProblems(key).map((problem) => invalidField(`${field}[${key}]`, key, problem)),
  );

const sizeOf = (object: UnstructuredObject, field: string): number =>
  Object.values(objectAt(object, field)).reduce<number>((sum, value) => sum + String(value).length, 0);

const tooLong = (field: string): FieldError => ({
  reason: 'FieldValueTooLong',
  message: `Too long: may not be more than ${SIZE_LIMIT} bytes`,
  field,
});

const immutableFields = (
  object: UnstructuredObject,
  current: UnstructuredObject,
  fields: readonly string[],
): FieldError[] => {
  if (current.immutable !== true) return [];
  const errors: FieldError[] = [];
  if (object.immutable !== true) errors.push(forbiddenField('immutable', 'field is immutable when `immutable` is set'));
  for (const field of fields)
    if (!equalJson(object[field], current[field]))
      errors.push(forbiddenField(field, 'field is immutable when `immutable` is set'));
  return errors;
};

export const configmap: Strategy = {
  validate: (object) => {
    const errors = [...validateKeys(object, 'data'), ...validateKeys(object, 'binaryData')];
    for (const key of Object.keys(objectAt(object, 'data')))
      if (objectAt(object, 'binaryData')[key] !== undefined)
        errors.push(invalidField(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    if (sizeOf(object, 'data') + sizeOf(object, 'binaryData') > SIZE_LIMIT) errors.push(tooLong('[]'));
    return errors;
  },
  validateUpdate: (object, current) => immutableFields(object, current, ['data', 'binaryData']),
};

const dataError = (key: string): FieldError => requiredField(`data[${key}]`);

const validateJsonData = (object: UnstructuredObject, key: string): FieldError[] => {
  const value = objectAt(object, 'data')[key];
  if (value === undefined) return [dataError(key)];
  try {
    if (isJsonObject(JSON.parse(Buffer.from(String(value), 'base64').toString('utf8')))) return [];
  } catch {
    // Told below.
  }
  const text = Buffer.from(String(value), 'base64').toString('utf8').trimStart();
  const why =
    text === ''
      ? 'unexpected end of JSON input'
      : `invalid character ${text[0] === "'" ? "'\\''" : `'${text[0]}'`} looking for beginning of value`;
  return [invalidField(`data[${key}]`, '<secret contents redacted>', why)];
};

/** What a Secret of a type must hold. Source: Kubernetes docs, "Types of Secret". */
const validateType = (object: UnstructuredObject): FieldError[] => {
  const data = objectAt(object, 'data');
  const missing = (keys: readonly string[]) => keys.filter((key) => data[key] === undefined).map(dataError);
  switch (object.type) {
    case 'kubernetes.io/service-account-token': {
      const name = 'kubernetes.io/service-account.name';
      return (object.metadata.annotations?.[name] ?? '') === '' ? [requiredField(`metadata.annotations[${name}]`)] : [];
    }
    case 'kubernetes.io/dockercfg':
      return validateJsonData(object, '.dockercfg');
    case 'kubernetes.io/dockerconfigjson':
      return validateJsonData(object, '.dockerconfigjson');
    case 'kubernetes.io/basic-auth': {
      const absent = missing(['username', 'password']);
      return absent.length === 2 ? absent : [];
    }
    case 'kubernetes.io/ssh-auth':
      return missing(['ssh-privatekey']);
    case 'kubernetes.io/tls':
      return missing(['tls.crt', 'tls.key']);
    default:
      return [];
  }
};

export const secret: Strategy = {
  warnings: secretWarnings,
  defaults: (draft) => {
    setDefault(draft, 'type', 'Opaque');
    if (!isJsonObject(draft.stringData)) return;
    const data = ensureObject(draft, 'data');
    for (const [key, value] of Object.entries(draft.stringData))
      data[key] = Buffer.from(String(value)).toString('base64');
    delete draft.stringData;
  },
  validate: (object) => {
    const errors = validateKeys(object, 'data');
    if (sizeOf(object, 'data') * 0.75 > SIZE_LIMIT) errors.push(tooLong('data'));
    return [...errors, ...validateType(object)];
  },
  validateUpdate: (object, current) => [
    ...(object.type === current.type ? [] : [invalidField('type', object.type, 'field is immutable')]),
    ...immutableFields(object, current, ['data']),
  ],
};

/** ConfigMaps and Secrets. */
import { configKeyProblems, forbiddenField, invalidField, requiredField } from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { ensureObject, equalJson, isJsonObject, objectAt, setDefault } from '../json.ts';
import type { Strategy } from '../strategy.ts';

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
    if (sizeOf(object, 'data') + sizeOf(object, 'binaryData') > SIZE_LIMIT) errors.push(tooLong(''));
    return errors;
  },
  validateUpdate: (object, current) => immutableFields(object, current, ['data', 'binaryData']),
};

/** Source: Kubernetes docs, "Types of Secret". */
const requiredKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
};

export const secret: Strategy = {
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
    for (const key of requiredKeys[String(object.type)] ?? [])
      if (objectAt(object, 'data')[key] === undefined) errors.push(requiredField(`data[${key}]`));
    if (sizeOf(object, 'data') * 0.75 > SIZE_LIMIT) errors.push(tooLong('data'));
    return errors;
  },
  validateUpdate: (object, current) => [
    ...(object.type === current.type ? [] : [invalidField('type', object.type, 'field is immutable')]),
    ...immutableFields(object, current, ['data']),
  ],
};

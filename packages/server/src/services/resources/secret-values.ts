import { secretKind } from '@binnacle/kube/api';
import type { Kind, UnstructuredObject } from '@binnacle/kube/api';
import { invalidField } from '../errors.ts';

/** What stands in place of a value that is not shown. */
export const redacted = '<redacted>';

/** Where values lie; kubectl repeats them in an annotation. */
const valueFields = ['data', 'stringData'] as const;
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Whether objects of a kind hold values that only those who ask for one object by name may see. */
export const holdsSecrets = ({ group, plural }: Pick<Kind, 'group' | 'plural'>): boolean =>
  group === secretKind.group && plural === secretKind.plural;

/** The same object with its values redacted; keys stay, since they say what it is for. */
export const withoutSecretValues = (object: UnstructuredObject): UnstructuredObject => {
  const masked: UnstructuredObject = { ...object };
  for (const field of valueFields) {
    const values = object[field];
    if (typeof values === 'object' && values !== null)
      masked[field] = Object.fromEntries(Object.keys(values).map((key) => [key, redacted]));
  }
  const { annotations } = object.metadata;
  if (annotations?.[lastApplied] !== undefined)
    masked.metadata = { ...object.metadata, annotations: { ...annotations, [lastApplied]: redacted } };
  return masked;
};

/** Encoded once per version of an object: rows are replaced, never changed. */
const maskedBytes = new WeakMap<object, Buffer>();

/** A row's object without its values, as JSON. */
export const maskedRow = (row: { readonly bytes: Buffer }): Buffer => {
  const known = maskedBytes.get(row);
  if (known !== undefined) return known;
  const object = JSON.parse(row.bytes.toString('utf8')) as UnstructuredObject;
  const bytes = Buffer.from(JSON.stringify(withoutSecretValues(object)));
  maskedBytes.set(row, bytes);
  return bytes;
};

/** Field paths that say nothing of a Secret's values; any other could be used to guess them. */
const openFields = ['metadata.name', 'metadata.namespace', 'type'];

/** Throws BadRequest for a field selector that could be used to guess values. */
export const refuseGuesses = (kind: Kind, fields: readonly string[]): void => {
  if (!holdsSecrets(kind)) return;
  const guessed = fields.find((field) => !openFields.includes(field));
  if (guessed !== undefined) throw invalidField('fieldSelector', `cannot ask for ${guessed} of Secrets`);
};

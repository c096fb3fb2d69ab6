import { apiVersionOf } from '@binnacle/kube/api';
import type { Kind, UnstructuredObject } from '@binnacle/kube/api';
import { Type } from 'typebox';
import { invalidField } from '../errors.ts';
import { placeText } from './text-place.ts';

/** An object as a caller sends it: the API server judges its fields; here it must only be addressable. */
export const ObjectField = Type.Unsafe<Record<string, unknown>>({ type: 'object' });

export interface SentObject {
  kind: Kind;
  namespace?: string;
  /** The name of the address; the object's own when absent. */
  name?: string;
  object: Record<string, unknown>;
}

/**
 * The object to write: type, name and namespace are filled in from the address where the object leaves them out. Throws
 * BadRequest naming the field where the two disagree.
 */
export const toObject = ({ kind, namespace, name, object }: SentObject): UnstructuredObject => {
  const metadata = object['metadata'] ?? {};
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata))
    throw invalidField('metadata', `must be an object${placeText(object, 'metadata')}`);
  const sent = metadata as Record<string, unknown>;
  const agree = (field: string, said: unknown, expected: string | undefined) =>
    agreed({ field, place: placeText(object, field) }, said, expected);
  const addressed = kind.namespaced ? agree('metadata.namespace', sent['namespace'], namespace) : undefined;
  if (kind.namespaced && addressed === undefined) throw invalidField('namespace', 'is required');
  const named = agree('metadata.name', sent['name'], name);
  if (named === undefined && typeof sent['generateName'] !== 'string')
    throw invalidField('metadata.name', 'is required');
  return {
    ...object,
    apiVersion: agree('apiVersion', object['apiVersion'], apiVersionOf(kind))!,
    kind: agree('kind', object['kind'], kind.kind)!,
    metadata: {
      ...sent,
      ...(named === undefined ? {} : { name: named }),
      ...(addressed === undefined ? {} : { namespace: addressed }),
    },
  } as UnstructuredObject;
};

/** What the object says of itself, else what its address says. */
const agreed = (
  { field, place }: { field: string; place: string },
  said: unknown,
  expected: string | undefined,
): string | undefined => {
  if (said === undefined || said === null || said === '') return expected;
  if (typeof said !== 'string') throw invalidField(field, `must be a text${place}`);
  if (expected !== undefined && said !== expected)
    throw invalidField(field, `is ${JSON.stringify(said)}, expected ${JSON.stringify(expected)}${place}`);
  return said;
};

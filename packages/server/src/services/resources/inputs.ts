/** Input schemas shared by the operations that work on objects of a kind. */
import type { Kind, ObjectKey } from '@binnacle/kube/api';
import { Type } from 'typebox';
import { invalidField } from '../errors.ts';
import type { ObjectInput } from './types.ts';

/** The most rows one page may have. Source: contract 001, "pageSize … at most 20,000". */
export const largestPage = 20_000;

/** A kind comes from the table in kube/api, never from a caller, so only its presence is checked. */
export const KindField = Type.Unsafe<Kind>({ type: 'object' });

/** An object's name. The API server judges its form; here it must only be something that can be addressed. */
export const NameField = Type.String({ minLength: 1, maxLength: 253 });

export const NamespaceField = Type.String({ minLength: 1, maxLength: 253 });

export const ObjectFields = {
  kind: KindField,
  namespace: Type.Optional(Type.String({ minLength: 1, maxLength: 253 })),
  name: NameField,
};

/** Where the object is. Throws BadRequest when its kind lives in namespaces and none is given. */
export const toKey = ({ kind, namespace, name }: ObjectInput): ObjectKey => {
  if (!kind.namespaced) return { name };
  if (namespace === undefined) throw invalidField('namespace', 'is required');
  return { namespace, name };
};

export const ListFields = {
  kind: KindField,
  namespaces: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 253 }), { maxItems: 1000 })),
  labelSelector: Type.Optional(Type.String({ maxLength: 4096 })),
  fieldSelector: Type.Optional(Type.String({ maxLength: 4096 })),
  keyword: Type.Optional(Type.String({ maxLength: 253 })),
  sortBy: Type.Optional(Type.String({ minLength: 1, maxLength: 253 })),
  order: Type.Optional(Type.Union([Type.Literal('asc'), Type.Literal('desc')])),
  offset: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  limit: Type.Integer({ minimum: 1, maximum: largestPage }),
  requireNamespace: Type.Optional(Type.Boolean()),
};

import { apiVersionOf } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { decodeCustom } from './custom/decode-custom.ts';
import { cannotBeHandled, decodeAs, DecodeError } from './decode.ts';
import type { Strictness } from './decode.ts';
import type { Resource } from './resources.ts';

/** The parts of a resource that decoding needs. */
type TypedAs = Pick<Resource, 'group' | 'version' | 'kind' | 'definition' | 'custom'>;

/**
 * A private, mutable copy of what was sent, as the resource's kind has it. Throws BadRequest in the words of
 * kube-apiserver for values of the wrong type.
 */
export const typed = (
  resource: TypedAs,
  sent: unknown,
  strictness: Strictness = { problems: [], duplicates: new Set() },
): UnstructuredObject => {
  try {
    const {
      kind: _kind,
      apiVersion: _apiVersion,
      metadata,
      ...rest
    } = resource.custom === undefined
      ? decodeAs(resource.definition, sent, strictness)
      : decodeCustom(resource.custom.schema, sent, strictness);
    return {
      kind: resource.kind,
      apiVersion: apiVersionOf(resource),
      metadata: metadata ?? {},
      ...rest,
    } as UnstructuredObject;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw cannotBeHandled(resource, resource.kind, error);
  }
};

import type { UnstructuredObject } from '@binnacle/kube/api';
import type { Strictness } from '../decode.ts';
import { copyJson } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { decodeEmbedded, decodeMetadata } from './embedded-resources.ts';
import { defaultFields } from './default-fields.ts';
import { pruneUnknownFields } from './prune.ts';
import type { StructuralSchema } from './structural-schema.ts';

/** A private copy of what was sent, without unknown fields and with defaults. Throws DecodeError. */
export const decodeCustom = (
  schema: StructuralSchema,
  sent: unknown,
  { problems, duplicates }: Strictness,
): UnstructuredObject => {
  const draft = copyJson(sent as JsonObject);
  for (const path of duplicates) problems.push(`duplicate field "${path}"`);
  draft.metadata = decodeMetadata(draft.metadata ?? {}, 'metadata', problems);
  for (const path of pruneUnknownFields(draft, schema)) problems.push(`unknown field "${path}"`);
  decodeEmbedded(draft, schema, problems);
  defaultFields(draft, schema);
  return draft as UnstructuredObject;
};

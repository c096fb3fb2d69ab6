/** JSON merge patch. Source: RFC 7386. */
import { badRequest } from '../api/errors.ts';
import { isJsonObject, valueAt } from './json.ts';
import type { JsonObject } from './json.ts';

/** The document changed as the patch says; neither is touched. Throws BadRequest for a patch that is no object. */
export const applyMergePatch = (document: JsonObject, patch: unknown): JsonObject => {
  if (!isJsonObject(patch))
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${jsonTypeName(patch)} into Go value of type map[string]interface {}`,
    );
  return mergeObjects(document, patch);
};

const mergeObjects = (target: JsonObject, patch: JsonObject): JsonObject => {
  const result = new Map(Object.entries(target));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result.delete(key);
    else if (!isJsonObject(value)) result.set(key, value);
    else {
      const old = valueAt(target, key);
      result.set(key, mergeObjects(isJsonObject(old) ? old : {}, value));
    }
  }
  return Object.fromEntries(result);
};

/** A value's type in the words of Go's JSON decoder. */
export const jsonTypeName = (value: unknown): string => {
  if (Array.isArray(value)) return 'array';
  if (isJsonObject(value)) return 'object';
  return typeof value === 'boolean' ? 'bool' : value === null ? 'null' : typeof value;
};

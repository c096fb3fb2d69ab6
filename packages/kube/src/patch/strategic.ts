/** Strategic merge patch. Source: Kubernetes docs, "Strategic merge patch"; apimachinery `util/strategicpatch`. */
import { ApiError, badRequest } from '../api/errors.ts';
import { goText, isJsonObject, jsonEqual, valueAt } from './json.ts';
import type { JsonObject } from './json.ts';
import { jsonTypeName } from './merge.ts';
import { anySchema, elementSchema, fieldSchema } from './schema.ts';
import type { Schema } from './schema.ts';
import { orderItems } from './strategic-order.ts';

const DELETE_FROM = '$deleteFromPrimitiveList/';
const SET_ORDER = '$setElementOrder/';
const RETAIN_KEYS = '$retainKeys';

/** What upstream answers as an error without a reason, code 500, although the patch is at fault. */
const unexplained = (message: string): ApiError<''> => new ApiError('', 500, message);

/**
 * The document changed as the patch says; neither is touched. Throws BadRequest or, as upstream, a plain error with
 * code 500 for malformed directives.
 */
export const applyStrategicMergePatch = (document: JsonObject, patch: unknown, schema: Schema): JsonObject => {
  if (!isJsonObject(patch))
    throw badRequest(`json: cannot unmarshal ${jsonTypeName(patch)} into Go value of type map[string]interface {}`);
  return mergeMaps(document, patch, schema);
};

const mergeMaps = (original: JsonObject, patch: JsonObject, schema: Schema): JsonObject => {
  const directive = valueAt(patch, '$patch');
  if (directive !== undefined) return applyDirective(directive, patch);

  const result = new Map(Object.entries(original));
  retainKeys(result, patch);
  const ordered = orderLists(result, patch, schema);
  for (const [key, value] of Object.entries(patch)) {
    if (isDirective(key) || ordered.has(key)) continue;
    const merged = mergeValue(result.get(key), value, fieldOf(schema, key));
    if (merged === undefined) result.delete(key);
    else result.set(key, merged);
  }
  deleteFromLists(result, patch);
  return Object.fromEntries(result);
};

/** After all else, so that what is deleted stays deleted. */
const deleteFromLists = (result: Map<string, unknown>, patch: JsonObject): void => {
  for (const [directive, gone] of Object.entries(patch)) {
    if (!directive.startsWith(DELETE_FROM)) continue;
    const key = directive.slice(DELETE_FROM.length);
    const list = result.get(key);
    if (!Array.isArray(list) || !Array.isArray(gone)) continue;
    sameTypes(list, gone);
    result.set(
      key,
      list.filter((item) => !gone.some((other) => jsonEqual(other, item))),
    );
  }
};

const fieldOf = (schema: Schema, key: string): Schema =>
  schema.type === 'scalar' ? anySchema : fieldSchema(schema, key);

const strategyOf = (schema: Schema): string | undefined =>
  schema.patchStrategy?.split(',').find((strategy) => strategy !== 'retainKeys');

const applyDirective = (directive: unknown, patch: JsonObject): JsonObject => {
  if (directive === 'delete') return {};
  if (directive !== 'replace') throw unknownDirective(directive, patch);
  const { $patch: _directive, ...content } = patch;
  return content;
};

const unknownDirective = (directive: unknown, patch: JsonObject): ApiError<''> => {
  const shown = typeof directive === 'number' ? `%!s(int64=${directive})` : goText(directive);
  return unexplained(`unknown patch type: ${shown} in map: ${goText(patch)}`);
};

/** Undefined: the key goes. */
const mergeValue = (old: unknown, value: unknown, schema: Schema): unknown => {
  if (value === null) return undefined;
  if (isJsonObject(old) && isJsonObject(value))
    return strategyOf(schema) === 'replace' ? value : mergeMaps(old, value, schema);
  if (Array.isArray(old) && Array.isArray(value))
    return strategyOf(schema) === 'merge' ? mergeLists(old, value, schema) : value;
  return withoutDirectives(value);
};

const isDirective = (key: string): boolean =>
  key === RETAIN_KEYS || key.startsWith(SET_ORDER) || key.startsWith(DELETE_FROM);

/** What is new has nothing to be merged with: `$patch` and nulls in it say nothing, other directives stay. */
const withoutDirectives = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((item) => item !== undefined);
  if (!isJsonObject(value)) return value;
  if (Object.hasOwn(value, '$patch')) return undefined;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, item === null ? undefined : withoutDirectives(item)] as const)
      .filter(([, item]) => item !== undefined),
  );
};

const badRetainKeys = (): ApiError<'BadRequest'> => badRequest('invalid patch format of retainKeys');

const retainKeys = (result: Map<string, unknown>, patch: JsonObject): void => {
  const keep = valueAt(patch, RETAIN_KEYS);
  if (keep === undefined) return;
  if (!Array.isArray(keep)) throw badRetainKeys();
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || isDirective(key)) continue;
    if (!keep.includes(key)) throw badRetainKeys();
  }
  for (const key of result.keys()) if (!keep.includes(key)) result.delete(key);
};

/** Lists with a `$setElementOrder`: merged and put in that order. Answers the keys that are done. */
const orderLists = (result: Map<string, unknown>, patch: JsonObject, schema: Schema): Set<string> => {
  const done = new Set<string>();
  for (const [directive, order] of Object.entries(patch)) {
    if (!directive.startsWith(SET_ORDER)) continue;
    const key = directive.slice(SET_ORDER.length);
    const listSchema = fieldOf(schema, key);
    const old = listOf(result.get(key));
    const added = listOf(valueAt(patch, key));
    const wanted = listOf(order);
    if (wanted === undefined) throw wrongArgument(order);
    checkOrder(added ?? [], wanted, listSchema);
    done.add(key);
    const merged =
      old !== undefined && added !== undefined ? mergeValue(old, added, listSchema) : (old ?? withoutDirectives(added));
    if (!Array.isArray(merged)) continue;
    result.set(key, orderItems(merged, { first: wanted, live: old ?? [], same: sameItem(listSchema) }));
  }
  return done;
};

const wrongArgument = (value: unknown): ApiError<''> =>
  unexplained(`expected a []interface {}, but received a ${goTypeName(value)}`);

const listOf = (value: unknown): unknown[] | undefined => {
  if (value === undefined || Array.isArray(value)) return value;
  throw wrongArgument(value);
};

/** New items must come in the order they are asked to have. */
const checkOrder = (patch: readonly unknown[], order: readonly unknown[], schema: Schema): void => {
  if (patch.length === 0 || order.length === 0) return;
  const same = sameItem(schema);
  const items = patch.filter((item) => !isJsonObject(item) || !Object.hasOwn(item, '$patch'));
  let at = 0;
  for (const wanted of order) if (at < items.length && same(items[at], wanted)) at++;
  if (at < items.length)
    throw unexplained(
      `The order in patch list:\n${goText(patch)}\n doesn't match $setElementOrder list:\n${goText(order)}\n`,
    );
};

const goTypeName = (value: unknown): string => {
  if (Array.isArray(value)) return '[]interface {}';
  if (isJsonObject(value)) return 'map[string]interface {}';
  return typeof value === 'number' ? 'int64' : typeof value === 'boolean' ? 'bool' : 'string';
};

const sameTypes = (...lists: (readonly unknown[])[]): void => {
  if (new Set(lists.flat().map(goTypeName)).size > 1)
    throw unexplained(`list element types are not identical: ${goText(lists)}`);
};

const mergeKeyOf = (item: unknown, key: string): unknown => {
  const value = isJsonObject(item) ? valueAt(item, key) : undefined;
  if (value === undefined) throw unexplained(`map: ${goText(item)} does not contain declared merge key: ${key}`);
  return value;
};

/** Equal scalars, or objects with the same merge key. */
const sameItem = (schema: Schema): ((a: unknown, b: unknown) => boolean) => {
  const key = schema.patchMergeKey;
  return key === undefined ? jsonEqual : (a, b) => jsonEqual(mergeKeyOf(a, key), mergeKeyOf(b, key));
};

const mergeLists = (original: readonly unknown[], patch: readonly unknown[], schema: Schema): unknown[] => {
  if (original.length === 0 && patch.length === 0) return [];
  sameTypes(original, patch);
  const same = sameItem(schema);
  if (![...original, ...patch].some(isJsonObject)) {
    const all = [...original, ...patch];
    const once = all.filter((item, i) => all.findIndex((other) => jsonEqual(other, item)) === i);
    return orderItems(once, { first: patch, live: original, same });
  }
  if (schema.patchMergeKey === undefined) throw unexplained('cannot merge lists without merge key');
  const { kept, items } = specialItems(original, patch, schema.patchMergeKey);
  const merged = [...kept];
  for (const item of items) {
    const at = merged.findIndex((other) => same(other, item));
    const old = merged[at];
    if (isJsonObject(old) && isJsonObject(item)) merged[at] = mergeMaps(old, item, elementSchema(schema));
    else merged.push(withoutDirectives(item));
  }
  return orderItems(merged, { first: items, live: kept, same });
};

/** Takes `$patch` items out of the patch, and what they delete out of the list. */
const specialItems = (
  original: readonly unknown[],
  patch: readonly unknown[],
  mergeKey: string,
): { kept: readonly unknown[]; items: readonly unknown[] } => {
  let kept = original;
  let replace = false;
  const items: unknown[] = [];
  for (const item of patch) {
    const directive = isJsonObject(item) ? valueAt(item, '$patch') : undefined;
    if (directive === undefined) items.push(item);
    else if (directive === 'replace') replace = true;
    else if (directive === 'delete') {
      const gone = mergeKeyOf(item, mergeKey);
      kept = kept.filter((other) => !jsonEqual(mergeKeyOf(other, mergeKey), gone));
    } else if (directive === 'merge') throw unexplained('merging lists cannot yet be specified in the patch');
    else throw unknownDirective(directive, item as JsonObject);
  }
  return replace ? { kept: items, items: [] } : { kept, items };
};

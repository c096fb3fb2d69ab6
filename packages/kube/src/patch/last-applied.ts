/** From `kubectl apply` to `kubectl apply --server-side`. Source: apimachinery `util/managedfields/internal/lastapplied*.go`. */
import { createFieldSet, differenceOf, unionOf } from './field-set.ts';
import type { FieldSet } from './field-set.ts';
import { isJsonObject, valueAt } from './json.ts';
import type { JsonObject } from './json.ts';
import type { Schema } from './schema.ts';
import { compareValues, fieldsOfValue } from './typed-fields.ts';

const ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';

/** Only the manager that both of them write as. */
const MANAGER = 'kubectl';

/** Beyond this many bytes annotations would be refused. */
const MOST = 256 * 1024;

const annotationsOf = (object: JsonObject): JsonObject | undefined => {
  const metadata = valueAt(object, 'metadata');
  const annotations = isJsonObject(metadata) ? valueAt(metadata, 'annotations') : undefined;
  return isJsonObject(annotations) ? annotations : undefined;
};

const lastApplied = (live: JsonObject): JsonObject | undefined => {
  const text = annotationsOf(live)?.[ANNOTATION];
  if (typeof text !== 'string') return undefined;
  try {
    const value = JSON.parse(text) as unknown;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** The fields that `kubectl apply` set and that are so still: it takes them from itself without a conflict. */
export const fieldsLastApplied = (live: JsonObject | undefined, manager: string, schema: Schema): FieldSet => {
  const last = live === undefined || manager !== MANAGER ? undefined : lastApplied(live);
  if (last === undefined) return createFieldSet();
  const { added, removed, modified } = compareValues(last, live, schema);
  return differenceOf(fieldsOfValue(last, schema), unionOf(unionOf(added, removed), modified));
};

/** JSON as Go writes it: keys in order, and nothing that HTML would read. */
const goJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    isJsonObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  ).replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** In UTF-8. */
const bytesOf = (text: string): number => {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
};

/** The object with the annotation, where it has one, telling of what was applied now. */
export const withLastApplied = (object: JsonObject, applied: JsonObject, manager: string): JsonObject => {
  const annotations = annotationsOf(object);
  if (manager !== MANAGER || annotations?.[ANNOTATION] === undefined) return object;
  const { metadata, ...rest } = applied;
  const { annotations: own, ...named } = isJsonObject(metadata) ? metadata : {};
  const { [ANNOTATION]: _former, ...kept } = isJsonObject(own) ? own : {};
  const told = { ...rest, metadata: isJsonObject(own) ? { ...named, annotations: kept } : named };
  const text = `${goJson(told)}\n`;
  const { [ANNOTATION]: _old, ...others } = annotations;
  return {
    ...object,
    metadata: {
      ...(object['metadata'] as JsonObject),
      annotations: bytesOf(text) > MOST ? others : { ...others, [ANNOTATION]: text },
    },
  };
};

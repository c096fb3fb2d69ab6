/**
 * From JSON to an object of a kind as a typed server holds it: unknown fields are dropped (and told), wrong types are
 * refused in the words of Go's decoder, nulls and empty lists vanish, and zero values that Go always writes appear.
 */
import { badRequest, canonicalQuantity } from '@binnacle/kube/api';
import { definitions, resolveDefinition } from './definitions.ts';
import type { Definition } from './definitions.ts';
import { isJsonObject } from './json.ts';
import { wireFieldsOf } from './wire.ts';
import type { WireField } from './wire.ts';
import type { JsonObject } from './json.ts';

/** What is tolerated but told: `unknown field "spec.foo"`, `duplicate field "spec.replicas"`. */
export interface Strictness {
  problems: string[];
  /** Paths that occur twice in the text. */
  duplicates: ReadonlySet<string>;
}

/** Thrown inside; the caller adds which kind it was. */
export class DecodeError extends Error {
  /** The same in the words of a strategic merge patch, which is converted value by value. */
  readonly conversion: string | undefined;

  constructor(message: string, conversion?: string) {
    super(message);
    this.conversion = conversion;
  }
}

/** Where a value stands; told only when something is wrong. */
interface Place {
  parent?: Place | undefined;
  /** A field's or key's name, or a list index. */
  step: string | number;
  /** The Go struct that holds the field; keys and items have their list's or map's. */
  struct: string;
  /** Go's decoder leaves list indexes and map keys out of its paths. */
  shown: boolean;
}

/** Path without list indexes, as Go's decoder tells it. */
const goPath = (place: Place): string => {
  const before = place.parent === undefined ? '' : goPath(place.parent);
  if (!place.shown) return before;
  return before === '' ? String(place.step) : `${before}.${place.step}`;
};

/** Path with list indexes, as strict decoding tells it. */
const strictPath = (place: Place): string => {
  const before = place.parent === undefined ? '' : strictPath(place.parent);
  if (typeof place.step === 'number') return `${before}[${place.step}]`;
  return before === '' ? place.step : `${before}.${place.step}`;
};

interface Context {
  place: Place;
  strictness: Strictness;
}

const shortName = (definition: string): string => definition.slice(definition.lastIndexOf('.') + 1);

/** `v1.Container` for `io.k8s.api.core.v1.Container`. */
const goRef = (definition: string): string => definition.split('.').slice(-2).join('.');

const goType = (schema: Definition): string => {
  const target = resolveDefinition(schema);
  if (schema.$ref !== undefined && target.type === 'object') return goRef(schema.$ref);
  if (target.type === 'array') return `[]${goType(target.items ?? {})}`;
  if (target.type === 'integer') return target.format ?? 'int64';
  if (target.type === 'boolean') return 'bool';
  if (target.type === 'number') return 'float64';
  if (target.type === 'object') return `map[string]${goType(target.additionalProperties ?? {})}`;
  return target.format === 'byte' ? '[]uint8' : 'string';
};

const jsonType = (value: unknown): string =>
  Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;

/** A decoded JSON value's type as Go's reflection names it. */
const reflectedType = (value: unknown): string => {
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (Array.isArray(value)) return 'slice';
  return typeof value === 'boolean' ? 'bool' : typeof value === 'object' ? 'map' : typeof value;
};

const conversionProblem = (value: unknown, schema: Definition): string => {
  const target = resolveDefinition(schema);
  const kind = reflectedType(value);
  if (target.type === 'array') return `cannot restore slice from ${kind}`;
  if (target.type === 'object')
    return target.properties === undefined ? `cannot restore map from ${kind}` : `cannot restore struct from: ${kind}`;
  const whole = { slice: '[]interface {}', map: 'map[string]interface {}' }[kind] ?? kind;
  return `cannot convert ${whole} to ${goType(schema)}`;
};

const wrongType = (value: unknown, schema: Definition, place: Place): DecodeError =>
  new DecodeError(
    `json: cannot unmarshal ${jsonType(value)} into Go struct field ${place.struct}.${goPath(place)} of type ${goType(schema)}`,
    conversionProblem(value, schema),
  );

const QUANTITY = /^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

const decodeScalar = (schema: Definition, value: unknown, place: Place): unknown => {
  const target = resolveDefinition(schema);
  if (target.type === 'integer') {
    if (typeof value !== 'number') throw wrongType(value, schema, place);
    const limit = target.format === 'int32' ? 2 ** 31 : 2 ** 63;
    if (!Number.isInteger(value) || value >= limit || value < -limit)
      throw new DecodeError(
        `json: cannot unmarshal number ${value} into Go struct field ${place.struct}.${goPath(place)} of type ${goType(schema)}`,
      );
    return value;
  }
  if (target.type === 'boolean' || target.type === 'number') {
    if (typeof value !== target.type) throw wrongType(value, schema, place);
    return value;
  }
  if (target.type === 'string') {
    if (typeof value !== 'string') throw wrongType(value, schema, place);
    if (target.format === 'date-time') {
      if (!TIME.test(value))
        throw new DecodeError(
          `parsing time ${JSON.stringify(value)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(value)} as "2006"`,
        );
    }
    if (target.format === 'byte' && !/^[A-Za-z0-9+/\r\n]*={0,2}$/.test(value))
      throw new DecodeError(`illegal base64 data at input byte ${value.search(/[^A-Za-z0-9+/\r\n]/)}`);
    return value;
  }
  if (target.format === 'int-or-string') {
    if (typeof value !== 'string' && typeof value !== 'number') throw wrongType(value, { type: 'string' }, place);
    return value;
  }
  if (schema.$ref === 'io.k8s.apimachinery.pkg.api.resource.Quantity') {
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string' || !QUANTITY.test(text))
      throw new DecodeError(
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      );
    return canonicalQuantity(text);
  }
  return value;
};

const isEmptyCollection = (target: Definition, value: unknown): boolean =>
  (target.type === 'array' && Array.isArray(value) && value.length === 0) ||
  (target.type === 'object' &&
    target.properties === undefined &&
    target.additionalProperties !== undefined &&
    isJsonObject(value) &&
    Object.keys(value).length === 0);

const tellDuplicate = (place: Place, { problems, duplicates }: Strictness): void => {
  if (duplicates.size > 0 && duplicates.has(strictPath(place))) problems.push(`duplicate field "${strictPath(place)}"`);
};

/** A map, or free JSON when no schema says what is in it. */
const decodeMap = (target: Definition, value: JsonObject, { place, strictness }: Context): JsonObject => {
  const inner = target.additionalProperties;
  if (inner === undefined) return value;
  const result: JsonObject = {};
  for (const [key, part] of Object.entries(value)) {
    if (key === '__proto__') continue;
    const at: Place = { parent: place, step: key, struct: place.struct, shown: false };
    tellDuplicate(at, strictness);
    if (part === null) result[key] = resolveDefinition(inner).type === 'string' ? '' : null;
    else if (part !== undefined) result[key] = decodeValue(inner, part, { place: at, strictness });
  }
  return result;
};

const decodeObject = (schema: Definition, value: unknown, context: Context): JsonObject => {
  const { place, strictness } = context;
  if (!isJsonObject(value)) throw wrongType(value, schema, place);
  const target = resolveDefinition(schema);
  if (target.properties === undefined) return decodeMap(target, value, context);
  const result: JsonObject = {};
  const struct = schema.$ref === undefined ? place.struct : shortName(schema.$ref);
  const parent = place.step === '' ? undefined : place;
  const rules = schema.$ref === undefined ? undefined : zeroRulesOf(schema.$ref);
  for (const [key, part] of Object.entries(value)) {
    const inner: Place = { parent, step: key, struct, shown: true };
    tellDuplicate(inner, strictness);
    if (!Object.hasOwn(target.properties, key)) {
      strictness.problems.push(`unknown field "${strictPath(inner)}"`);
      continue;
    }
    if (part === null || part === undefined) continue;
    const property = target.properties[key]!;
    const decoded = decodeValue(property, part, { place: inner, strictness });
    if (isEmptyCollection(resolveDefinition(property), decoded) && target.required?.includes(key) !== true) continue;
    if (isZero(decoded) && rules?.omitted.has(key) === true) continue;
    result[key] = decoded;
  }
  for (const name of rules?.nullTimes ?? []) result[name] ??= null;
  return addZeroValues(target, result);
};

interface ZeroRules {
  /** Left out when zero: no pointer, and `omitempty`. */
  omitted: ReadonlySet<string>;
  /** Moments that are null when unset. */
  nullTimes: readonly string[];
}

const zeroRules = new Map<string, ZeroRules>();
const zeroRulesOf = (definition: string): ZeroRules => {
  let rules = zeroRules.get(definition);
  if (rules === undefined) {
    const fields = ownFields(definition);
    const properties = definitions[definition]?.properties ?? {};
    rules = {
      omitted: new Set(
        fields
          .filter(
            ({ name, pointer }) => !pointer && properties[name] !== undefined && properties[name].default === undefined,
          )
          .map(({ name }) => name),
      ),
      nullTimes: fields.filter(({ nullTime }) => nullTime).map(({ name }) => name),
    };
    zeroRules.set(definition, rules);
  }
  return rules;
};

/** A struct's fields with those of what it embeds. */
const ownFields = (definition: string): WireField[] =>
  wireFieldsOf(definition).flatMap((field) => (field.embedded ? ownFields(field.name) : [field]));

const isZero = (value: unknown): boolean => value === '' || value === 0 || value === false;

const zeroFields = new WeakMap<Definition, [string, Definition][]>();
const zeroFieldsOf = (target: Definition): [string, Definition][] => {
  let fields = zeroFields.get(target);
  if (fields === undefined) {
    fields = Object.entries(target.properties ?? {}).filter(([, property]) => property.default !== undefined);
    zeroFields.set(target, fields);
  }
  return fields;
};

/** Fields without `omitempty` are always written by Go; their defaults stand in the schema. */
const addZeroValues = (target: Definition, result: JsonObject): JsonObject => {
  for (const [key, property] of zeroFieldsOf(target)) {
    if (result[key] !== undefined) continue;
    result[key] = isJsonObject(property.default)
      ? addZeroValues(resolveDefinition(property), { ...property.default })
      : property.default;
  }
  return result;
};

const decodeValue = (schema: Definition, value: unknown, context: Context): unknown => {
  const target = resolveDefinition(schema);
  if (target.type === 'array') {
    const { place, strictness } = context;
    if (!Array.isArray(value)) throw wrongType(value, schema, place);
    return value.map((item, step) =>
      decodeValue(target.items ?? {}, item ?? {}, {
        place: { parent: place, step, struct: place.struct, shown: false },
        strictness,
      }),
    );
  }
  return target.type === 'object' ? decodeObject(schema, value, context) : decodeScalar(schema, value, context.place);
};

/** Decodes a value as a definition. Throws DecodeError. */
export const decodeAs = (definition: string, value: unknown, strictness: Strictness): JsonObject => {
  if (definitions[definition] === undefined) return { ...(value as JsonObject) };
  const place = { step: '', struct: shortName(definition), shown: false };
  return decodeObject({ $ref: definition }, value, { place, strictness });
};

/** Tells a decoding failure as kube-apiserver does. */
export const cannotBeHandled = (gvk: { version: string; kind: string }, asKind: string, error: DecodeError) =>
  badRequest(`${gvk.kind} in version "${gvk.version}" cannot be handled as a ${asKind}: ${error.message}`, error);

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
  /** Values of the wrong type: Go's decoder goes on to the end and tells the first. */
  faults: DecodeError[];
  /** Fields are looked at in the order of the Go struct, as a conversion does, not of the text. */
  inStructOrder: boolean;
}

/** The same for what lies inside. */
const within = (context: Context, place: Place): Context => ({ ...context, place });

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
  // Go can make text or another number of a number, and will not.
  const wanted = goType(schema);
  const isConvertible = target.type === 'string' ? kind === 'int64' : typeof value === 'number' && wanted !== 'bool';
  return isConvertible ? `cannot convert ${kind} to ${wanted}` : `unrecognized type: ${wanted}`;
};

const tellWrongType = (value: unknown, schema: Definition, { place, faults }: Context): void => {
  const path = goPath(place);
  const into = path === '' ? 'Go value' : `Go struct field ${place.struct}.${path}`;
  faults.push(
    new DecodeError(
      `json: cannot unmarshal ${jsonType(value)} into ${into} of type ${goType(schema)}`,
      conversionProblem(value, schema),
    ),
  );
};

/** Where base64 cannot be read on; undefined when it can. */
const base64Fault = (text: string): number | undefined => {
  const stray = text.search(/[^A-Za-z0-9+/\r\n=]/);
  if (stray >= 0) return stray;
  const plain = text.replaceAll(/[\r\n]/g, '');
  const padding = plain.indexOf('=');
  const body = padding < 0 ? plain.length : padding;
  if (body % 4 === 1 || (padding < 0 && body % 4 > 0)) return body - (body % 4);
  return padding >= 0 && plain.slice(padding) !== '='.repeat((4 - (body % 4)) % 4 || 9) ? padding : undefined;
};

const QUANTITY_TYPE = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const QUANTITY = /^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Undefined for what is of the wrong type, which is told. */
const decodeScalar = (schema: Definition, value: unknown, context: Context): unknown => {
  const { place, faults } = context;
  const target = resolveDefinition(schema);
  const isOf = (type: string): boolean => {
    if (typeof value === type) return true;
    tellWrongType(value, schema, context);
    return false;
  };
  if (target.type === 'integer') {
    if (!isOf('number')) return undefined;
    const number = value as number;
    const limit = target.format === 'int32' ? 2 ** 31 : 2 ** 63;
    if (Number.isInteger(number) && number < limit && number >= -limit) return number;
    faults.push(
      new DecodeError(
        `json: cannot unmarshal number ${number} into Go struct field ${place.struct}.${goPath(place)} of type ${goType(schema)}`,
        conversionProblem(value, schema),
      ),
    );
    return undefined;
  }
  if (target.type === 'boolean' || target.type === 'number') return isOf(target.type) ? value : undefined;
  if (target.type === 'string') {
    if (!isOf('string')) return undefined;
    const text = value as string;
    if (target.format === 'date-time' && !TIME.test(text))
      throw new DecodeError(
        `parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(text)} as "2006"`,
      );
    const illegal = target.format === 'byte' ? base64Fault(text) : undefined;
    if (illegal === undefined) return text;
    const why = `illegal base64 data at input byte ${illegal}`;
    faults.push(new DecodeError(why, `error decoding from json: ${why}`));
    return undefined;
  }
  if (target.format === 'int-or-string') {
    if (typeof value === 'string' || typeof value === 'number') return value;
    tellWrongType(value, { type: 'string' }, context);
    return undefined;
  }
  if (schema.$ref === QUANTITY_TYPE) {
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

const zeros: Readonly<Record<string, unknown>> = { string: '', integer: 0, number: 0, boolean: false };

/** What Go makes of a null in a map or a list. */
const zeroOf = (schema: Definition): unknown => {
  if (schema.$ref === QUANTITY_TYPE) return '0';
  return zeros[resolveDefinition(schema).type ?? ''] ?? null;
};

/** A map, or free JSON when no schema says what is in it. */
const decodeMap = (target: Definition, value: JsonObject, context: Context): JsonObject => {
  const { place, strictness } = context;
  const inner = target.additionalProperties;
  if (inner === undefined) return value;
  const result: JsonObject = {};
  for (const [key, part] of Object.entries(value)) {
    if (key === '__proto__') continue;
    const at: Place = { parent: place, step: key, struct: place.struct, shown: false };
    tellDuplicate(at, strictness);
    if (part === null) result[key] = zeroOf(inner);
    else if (part !== undefined) result[key] = decodeValue(inner, part, within(context, at));
  }
  return result;
};

/** The fields that are there. */
const fieldsOf = (schema: Definition, value: JsonObject, { inStructOrder }: Context): [string, unknown][] => {
  if (!inStructOrder || schema.$ref === undefined) return Object.entries(value);
  const order = new Map(ownFields(schema.$ref).map(({ name }, i) => [name, i]));
  const rank = ([key]: [string, unknown]) => order.get(key) ?? order.size;
  return Object.entries(value).sort((a, b) => rank(a) - rank(b));
};

const decodeObject = (schema: Definition, value: unknown, context: Context): JsonObject | undefined => {
  const { place, strictness } = context;
  if (!isJsonObject(value)) {
    tellWrongType(value, schema, context);
    return undefined;
  }
  const target = resolveDefinition(schema);
  if (target.properties === undefined) return decodeMap(target, value, context);
  const result: JsonObject = {};
  const struct = schema.$ref === undefined ? place.struct : shortName(schema.$ref);
  const parent = place.step === '' ? undefined : place;
  const rules = schema.$ref === undefined ? undefined : zeroRulesOf(schema.$ref);
  for (const [key, part] of fieldsOf(schema, value, context)) {
    const inner: Place = { parent, step: key, struct, shown: true };
    tellDuplicate(inner, strictness);
    if (!Object.hasOwn(target.properties, key)) {
      strictness.problems.push(`unknown field "${strictPath(inner)}"`);
      continue;
    }
    if (part === null || part === undefined) continue;
    const property = target.properties[key]!;
    const decoded = decodeValue(property, part, within(context, inner));
    if (decoded === undefined) continue;
    if (isEmptyCollection(resolveDefinition(property), decoded) && target.required?.includes(key) !== true) continue;
    if (isZero(decoded) && rules?.omitted.has(key) === true && !isIntOrString(property)) continue;
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

/** A struct to Go: written whatever is in it. */
const isIntOrString = (schema: Definition): boolean => resolveDefinition(schema).format === 'int-or-string';

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

/** References that name something in the same namespace: alone in having a default that is not written. */
const LOCAL_REFERENCE = definitions['io.k8s.api.core.v1.LocalObjectReference'];

/** Fields without `omitempty` are always written by Go; their defaults stand in the schema. */
const addZeroValues = (target: Definition, result: JsonObject): JsonObject => {
  if (target === LOCAL_REFERENCE) return result;
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
    const { place } = context;
    if (Array.isArray(value))
      return value.map((item, step) =>
        decodeValue(
          target.items ?? {},
          item ?? zeroOf(target.items ?? {}) ?? {},
          within(context, { parent: place, step, struct: place.struct, shown: false }),
        ),
      );
    tellWrongType(value, schema, context);
    return undefined;
  }
  return target.type === 'object' ? decodeObject(schema, value, context) : decodeScalar(schema, value, context);
};

const decodeWhole = (definition: string, value: unknown, context: Omit<Context, 'place'>): JsonObject => {
  const place = { step: '', struct: shortName(definition), shown: false };
  const decoded = decodeObject({ $ref: definition }, value, { ...context, place });
  const [first] = context.faults;
  if (first !== undefined) throw first;
  return decoded!;
};

/** Decodes a value as a definition. Throws DecodeError. */
export const decodeAs = (definition: string, value: unknown, strictness: Strictness): JsonObject =>
  definitions[definition] === undefined
    ? { ...(value as JsonObject) }
    : decodeWhole(definition, value, { strictness, faults: [], inStructOrder: false });

/** Why a value cannot be converted to a definition, field by field in the order of its Go struct. */
export const conversionFault = (definition: string, value: unknown): string | undefined => {
  const strictness = { problems: [], duplicates: new Set<string>() };
  const faults: DecodeError[] = [];
  try {
    decodeWhole(definition, value, { strictness, faults, inStructOrder: true });
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    faults.push(error);
  }
  return faults[0]?.conversion ?? faults[0]?.message;
};

/** Tells a decoding failure as kube-apiserver does. */
export const cannotBeHandled = (gvk: { version: string; kind: string }, asKind: string, error: DecodeError) =>
  badRequest(`${gvk.kind} in version "${gvk.version}" cannot be handled as a ${asKind}: ${error.message}`, error);

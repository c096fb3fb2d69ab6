/** What expressions know of values before there are any. Source: kube-apiserver `pkg/cel/common/schemas.go`. */
import type { StructuralSchema } from '../custom/structural-schema.ts';
import { escapeName } from './values.ts';

/** The kinds of values; `opaque` has no parts, as a quantity has none. */
export type Kind =
  'scalar' | 'string' | 'bytes' | 'list' | 'map' | 'object' | 'dyn' | 'optional' | 'quantity' | 'url' | 'opaque';

export interface DeclaredType {
  kind: Kind;
  /** The most characters, bytes, items or entries that a value may have; 0 for what has no size. */
  most: number;
  /** The fewest bytes that a value takes as JSON. */
  least: number;
  /** By escaped name. */
  fields?: Readonly<Record<string, DeclaredType>>;
  key?: DeclaredType;
  /** Of a list, a map's values, or an optional. */
  item?: DeclaredType;
}

/** A request's size in bytes, which bounds what is not bounded. */
export const REQUEST_BYTES = 3 * 1024 * 1024;

/** Strings with a format: kind, most, least. */
const formats: Readonly<Record<string, readonly [Kind, number, number]>> = {
  duration: ['scalar', 32, 3],
  date: ['scalar', 12, 12],
  'date-time': ['scalar', 32, 21],
};

const unbounded = REQUEST_BYTES - 2;

const text = (most = unbounded): DeclaredType => ({ kind: 'string', most, least: 2 });

const textType = ({ format = '', maxLength, enum: values }: StructuralSchema): DeclaredType => {
  const formatted = formats[format];
  if (formatted !== undefined) return { kind: formatted[0], most: formatted[1], least: formatted[2] };
  if (format === 'byte') return { kind: 'bytes', most: maxLength ?? unbounded, least: 2 };
  if (maxLength !== undefined) return text(maxLength * 4);
  if (values === undefined || values.length === 0) return text();
  return text(Math.max(...values.map((value) => (typeof value === 'string' ? Buffer.byteLength(value) : 0))));
};

const listType = ({ items, maxItems }: StructuralSchema): DeclaredType | undefined => {
  const item = items === undefined ? undefined : declaredType(items);
  if (item === undefined) return undefined;
  return { kind: 'list', most: maxItems ?? Math.floor(unbounded / (item.least + 1)), least: 2, item };
};

const mapType = (values: StructuralSchema, maxProperties?: number): DeclaredType | undefined => {
  const item = declaredType(values);
  if (item === undefined) return undefined;
  const key = { kind: 'string', most: 0, least: 2 } as const;
  return { kind: 'map', most: maxProperties ?? Math.floor(unbounded / (item.least + 6)), least: 2, key, item };
};

/** What every resource has, declared or not. */
const ownFields: Readonly<Record<string, StructuralSchema>> = {
  kind: { type: 'string' },
  apiVersion: { type: 'string' },
  metadata: { type: 'object', properties: { name: { type: 'string' }, generateName: { type: 'string' } } },
};

const objectType = (schema: StructuralSchema, isResource: boolean): DeclaredType => {
  const properties = { ...schema.properties, ...(isResource ? ownFields : {}) };
  const fields: Record<string, DeclaredType> = {};
  let least = 2;
  for (const [name, property] of Object.entries(properties)) {
    const type = declaredType(property);
    if (type === undefined) continue;
    fields[escapeName(name)] = type;
    if (schema.required?.includes(name) === true && property.default === undefined)
      least += name.length + type.least + 4;
  }
  return { kind: 'object', most: 0, least, fields };
};

/** The type of what a schema describes; undefined where expressions see nothing. */
export const declaredType = (
  schema: StructuralSchema,
  isResource = schema['x-kubernetes-embedded-resource'] === true,
): DeclaredType | undefined => {
  if (schema['x-kubernetes-int-or-string'] === true)
    return { kind: 'dyn', most: schema.maxLength === undefined ? unbounded : schema.maxLength * 4, least: 1 };
  switch (schema.type) {
    case 'array':
      return listType(schema);
    case 'object':
      return typeof schema.additionalProperties === 'object'
        ? mapType(schema.additionalProperties, schema.maxProperties)
        : objectType(schema, isResource);
    case 'string':
      return textType(schema);
    case 'boolean':
      return { kind: 'scalar', most: 0, least: 4 };
    case 'number':
    case 'integer':
      return { kind: 'scalar', most: 0, least: 1 };
    default:
      return isResource ? objectType(schema, isResource) : undefined;
  }
};

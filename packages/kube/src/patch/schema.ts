/** What strategic merge and server-side apply must know of a type. Source: Kubernetes API concepts, "Merge strategy". */

export type Scalar = 'string' | 'numeric' | 'boolean';

const scalars: Readonly<Record<string, Scalar>> = {
  string: 'string',
  integer: 'numeric',
  number: 'numeric',
  boolean: 'boolean',
};

export interface Schema {
  /**
   * `object`: declared fields. `map`: any keys, one element type. `any`: judged by the value — lists are atomic, maps
   * are merged key by key.
   */
  readonly type: 'object' | 'map' | 'list' | 'scalar' | 'any';
  /** Of a scalar; any sort of value when absent. */
  readonly scalar?: Scalar;
  /** Of an object: undefined for undeclared fields. */
  readonly field?: (name: string) => Schema | undefined;
  /** Of a map or list; `any` when absent. */
  readonly element?: () => Schema;
  /** Of a list; atomic unless stated. */
  readonly listType?: 'atomic' | 'set' | 'map';
  /** What identifies an item of a list of type map. */
  readonly listMapKeys?: readonly string[];
  /** Of an object or map; granular unless stated. */
  readonly mapType?: 'atomic' | 'granular';
  /** The value that an absent field has; used for the keys of lists of type map. */
  readonly default?: unknown;
  /** Of a list or object as a field: `merge`, `replace`, `retainKeys`, joined by commas. */
  readonly patchStrategy?: string;
  readonly patchMergeKey?: string;
  /** True where undeclared fields are kept (x-kubernetes-preserve-unknown-fields). */
  readonly open?: boolean;
  /** What a new object of a built-in type has before anything is set: `{spec: {}, status: {}}`. Absent means nothing. */
  readonly empty?: () => unknown;
}

/** Judged by the value. */
export const anySchema: Schema = { type: 'any' };

export const scalarSchema: Schema = { type: 'scalar' };

/** Whichever shape a value has, under its schema. Null is an empty map, list or object, else a scalar. */
export const shapeOf = (schema: Schema, value: unknown): 'object' | 'list' | 'scalar' => {
  if (Array.isArray(value)) return schema.type === 'list' || schema.type === 'any' ? 'list' : 'scalar';
  if (typeof value === 'object' && value !== null)
    return schema.type === 'scalar' || schema.type === 'list' ? 'scalar' : 'object';
  if (value !== null && value !== undefined) return 'scalar';
  return schema.type === 'list' ? 'list' : schema.type === 'scalar' ? 'scalar' : 'object';
};

/** The schema of a field or key. */
export const fieldSchema = (schema: Schema, name: string): Schema =>
  schema.field?.(name) ?? (schema.type === 'map' ? elementSchema(schema) : anySchema);

export const elementSchema = (schema: Schema): Schema => schema.element?.() ?? anySchema;

/** Whether a value under the schema is one thing with one owner. */
export const isAtomic = (schema: Schema, shape: 'object' | 'list' | 'scalar'): boolean => {
  if (shape === 'scalar') return true;
  if (shape === 'list') return schema.type !== 'list' || (schema.listType ?? 'atomic') === 'atomic';
  return schema.mapType === 'atomic';
};

/** The part of OpenAPI v3, with Kubernetes' extensions, that a Schema is derived from. */
export interface OpenApiSchema {
  readonly type?: string;
  readonly $ref?: string;
  readonly allOf?: readonly OpenApiSchema[];
  readonly oneOf?: readonly OpenApiSchema[];
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
  readonly items?: OpenApiSchema;
  readonly additionalProperties?: OpenApiSchema | boolean;
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-patch-strategy'?: string;
  readonly 'x-kubernetes-patch-merge-key'?: string;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
}

/** Types that JSON leaves open but that Kubernetes treats as one value. */
const SCALAR_NAMES = ['.Quantity', '.IntOrString', '.Time', '.MicroTime'];

/**
 * Derives a Schema, lazily and once per OpenAPI node, so that recursive types work. `resolve` answers the target of a
 * `$ref` by its name or path. Markers beside a `$ref` belong to the field and win over the target's. `builtIn`: the
 * types are the API server's own, whose empty parts are always written (a default of `{}` says so), which shows in who
 * owns what; false for custom resources.
 */
export const createSchemaReader = (
  resolve: (ref: string) => OpenApiSchema | undefined,
  { builtIn = true }: { builtIn?: boolean } = {},
): ((node: OpenApiSchema) => Schema) => {
  const known = new WeakMap<OpenApiSchema, Schema>();
  const read = (node: OpenApiSchema): Schema => {
    const seen = known.get(node);
    if (seen !== undefined) return seen;
    const schema = build(flatten(node));
    known.set(node, schema);
    return schema;
  };
  const flatten = (node: OpenApiSchema): OpenApiSchema => {
    const ref = node.$ref ?? node.allOf?.[0]?.$ref;
    if (ref === undefined) return node;
    if (SCALAR_NAMES.some((name) => ref.endsWith(name)))
      return { ...node, $ref: undefined, allOf: undefined, 'x-kubernetes-int-or-string': true } as OpenApiSchema;
    const target = flatten(resolve(ref) ?? {});
    const { $ref: _ref, allOf: _allOf, ...markers } = node;
    return { ...target, ...markers };
  };
  const build = (node: OpenApiSchema): Schema => {
    const common = {
      ...(node.default === undefined ? {} : { default: node.default }),
      ...(node['x-kubernetes-patch-strategy'] === undefined
        ? {}
        : { patchStrategy: node['x-kubernetes-patch-strategy'] }),
      ...(node['x-kubernetes-patch-merge-key'] === undefined
        ? {}
        : { patchMergeKey: node['x-kubernetes-patch-merge-key'] }),
      ...(node['x-kubernetes-map-type'] === 'atomic' ? { mapType: 'atomic' as const } : {}),
    };
    const { properties, items, additionalProperties } = node;
    if (items !== undefined || node.type === 'array')
      return {
        ...common,
        type: 'list',
        element: () => read(items ?? {}),
        listType: toListType(node['x-kubernetes-list-type']),
        listMapKeys: node['x-kubernetes-list-map-keys'] ?? [],
      };
    const open = node['x-kubernetes-preserve-unknown-fields'] === true;
    if (properties !== undefined)
      return {
        ...common,
        type: 'object',
        open,
        ...(builtIn ? { empty: once(() => emptyObject(properties, node.required ?? [], read)) } : {}),
        field: fieldReader(properties, read),
      };
    if (typeof additionalProperties === 'object')
      return { ...common, type: 'map', element: () => read(additionalProperties) };
    if (node['x-kubernetes-int-or-string'] === true || node.oneOf !== undefined) return { ...common, type: 'scalar' };
    if (node.type === undefined || node.type === 'object') return { ...common, type: 'any' };
    const scalar = scalars[node.type];
    return { ...common, type: 'scalar', ...(scalar === undefined ? {} : { scalar }) };
  };
  return read;
};

/** Made when it is first asked for, then the same frozen value. */
const once = <T extends object>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => (made ??= Object.freeze(make()));
};

const fieldReader = (
  properties: Readonly<Record<string, OpenApiSchema>>,
  read: (node: OpenApiSchema) => Schema,
): ((name: string) => Schema | undefined) => {
  const known = new Map<string, Schema>();
  return (name) => {
    let schema = known.get(name);
    if (schema === undefined && Object.hasOwn(properties, name))
      known.set(name, (schema = read(properties[name] as OpenApiSchema)));
    return schema;
  };
};

/** Nested objects that are always written, and required lists, which are written as null. */
const emptyObject = (
  properties: Readonly<Record<string, OpenApiSchema>>,
  required: readonly string[],
  read: (node: OpenApiSchema) => Schema,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([name, node]): [string, unknown][] => {
      if (typeof node.default === 'object' && node.default !== null) return [[name, read(node).empty?.() ?? {}]];
      return required.includes(name) && read(node).type === 'list' ? [[name, null]] : [];
    }),
  );

const toListType = (text: string | undefined): 'atomic' | 'set' | 'map' =>
  text === 'set' || text === 'map' ? text : 'atomic';

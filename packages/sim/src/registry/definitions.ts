import definitionsJson from './schemas/definitions.gen.json' with { type: 'json' };

/** One OpenAPI v3 schema as written by tools/gen-schemas.ts: `$ref` is a bare definition name and may have siblings. */
export interface Definition {
  /** Only of what custom resources say of themselves. */
  description?: string;
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  format?: string;
  $ref?: string;
  properties?: Readonly<Record<string, Definition>>;
  items?: Definition;
  additionalProperties?: Definition;
  required?: readonly string[];
  enum?: readonly unknown[];
  default?: unknown;
  oneOf?: readonly Definition[];
  'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  'x-kubernetes-list-map-keys'?: readonly string[];
  'x-kubernetes-map-type'?: 'atomic' | 'granular';
  'x-kubernetes-patch-strategy'?: string;
  'x-kubernetes-patch-merge-key'?: string;
  'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[];
}

/** Every schema of a stock cluster by its OpenAPI name. */
export const definitions = definitionsJson as unknown as Readonly<Record<string, Definition>>;

/** Follows a reference. Siblings of the reference (a default, list markers) stay on the referring schema. */
export const resolveDefinition = (schema: Definition): Definition =>
  schema.$ref === undefined ? schema : (definitions[schema.$ref] ?? {});

let byKind: Map<string, string> | undefined;

/** The definition's name for a kind, or undefined. */
export const definitionNameOf = (gvk: { group: string; version: string; kind: string }): string | undefined => {
  if (byKind === undefined) {
    byKind = new Map();
    for (const [name, schema] of Object.entries(definitions))
      for (const { group, version, kind } of schema['x-kubernetes-group-version-kind'] ?? [])
        byKind.set(`${group}/${version}/${kind}`, name);
  }
  return byKind.get(`${gvk.group}/${gvk.version}/${gvk.kind}`);
};

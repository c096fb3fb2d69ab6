/** The schemas of custom resources. Source: Kubernetes docs, "Specifying a structural schema". */

/** One node of an `openAPIV3Schema` that has passed validation. */
export interface StructuralSchema {
  type?: string;
  format?: string;
  nullable?: boolean;
  default?: unknown;
  enum?: readonly unknown[];
  required?: readonly string[];
  properties?: Readonly<Record<string, StructuralSchema>>;
  additionalProperties?: StructuralSchema | boolean;
  items?: StructuralSchema;
  allOf?: readonly StructuralSchema[];
  anyOf?: readonly StructuralSchema[];
  oneOf?: readonly StructuralSchema[];
  not?: StructuralSchema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: boolean;
  exclusiveMaximum?: boolean;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  minProperties?: number;
  maxProperties?: number;
  description?: string;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-embedded-resource'?: boolean;
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  'x-kubernetes-list-map-keys'?: readonly string[];
  'x-kubernetes-map-type'?: 'atomic' | 'granular';
  'x-kubernetes-validations'?: readonly ValidationRule[];
}

/** One CEL rule. */
export interface ValidationRule {
  rule: string;
  message?: string;
  messageExpression?: string;
  reason?: string;
  fieldPath?: string;
  optionalOldSelf?: boolean;
}

/** The schema of a field or key; undefined where nothing is declared. */
export const propertySchema = (schema: StructuralSchema | undefined, name: string): StructuralSchema | undefined => {
  if (schema === undefined) return undefined;
  if (schema.properties !== undefined && Object.hasOwn(schema.properties, name)) return schema.properties[name];
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
};

/** The fields that every resource has, declared or not. */
export const isTypeField = (name: string): boolean => name === 'apiVersion' || name === 'kind' || name === 'metadata';

/** `spec.parts` and `size` → `spec.parts.size`. */
export const fieldPath = (at: string, name: string): string => (at === '' ? name : `${at}.${name}`);

/** The key of a list item: its map keys as the schema's defaults complete them, in canonical JSON. */
export const itemKey = (items: StructuralSchema | undefined, keys: readonly string[], item: unknown): string => {
  const object = (typeof item === 'object' && item !== null ? item : {}) as Record<string, unknown>;
  return JSON.stringify(
    Object.fromEntries(
      [...keys].sort().flatMap((key) => {
        const value = object[key] ?? items?.properties?.[key]?.default;
        return value === undefined ? [] : [[key, value]];
      }),
    ),
  );
};

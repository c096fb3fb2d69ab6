import { copyJson, isJsonObject } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { propertySchema } from './structural-schema.ts';
import type { StructuralSchema } from './structural-schema.ts';

const hasDefault = (schema: StructuralSchema | undefined): boolean => schema?.default !== undefined;

/**
 * Fills in defaults and takes out nulls where the schema knows no null. Changes the value, a private copy. Source:
 * Kubernetes docs, "Defaulting and Nullable".
 */
export const defaultFields = (value: unknown, schema: StructuralSchema): void => {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return;
    value.forEach((item: unknown, index) => {
      if (item === null && items.nullable !== true && hasDefault(items)) value[index] = copyJson(items.default);
      defaultFields(value[index], items);
    });
    return;
  }
  if (!isJsonObject(value)) return;
  for (const [name, property] of defaultedProperties(schema))
    if (value[name] === undefined || (value[name] === null && property.nullable !== true))
      value[name] = copyJson(property.default);
  for (const [name, part] of Object.entries(value)) {
    const inner = propertySchema(schema, name);
    if (inner === undefined) continue;
    if (part !== null || inner.nullable === true) defaultFields(part, inner);
    else dropNull(value, name, inner);
  }
};

const dropNull = (value: JsonObject, name: string, schema: StructuralSchema): void => {
  if (hasDefault(schema)) value[name] = copyJson(schema.default);
  else delete value[name];
};

const known = new WeakMap<StructuralSchema, [string, StructuralSchema][]>();
const defaultedProperties = (schema: StructuralSchema): [string, StructuralSchema][] => {
  let found = known.get(schema);
  if (found === undefined) {
    found = Object.entries(schema.properties ?? {}).filter(([, property]) => hasDefault(property));
    known.set(schema, found);
  }
  return found;
};

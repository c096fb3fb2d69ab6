import { duplicateField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { canonicalJson, isJsonObject } from '../json.ts';
import { fieldPath, itemKey, propertySchema } from './structural-schema.ts';
import type { StructuralSchema } from './structural-schema.ts';

/** Items of sets and maps must differ. Source: apiextensions `apiserver/schema/listtype`. */
export const validateListTypes = (value: unknown, schema: StructuralSchema | undefined, at = ''): FieldError[] => {
  if (schema === undefined) return [];
  if (Array.isArray(value)) return validateItems(value, schema, at);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    typeof part === 'object' ? validateListTypes(part, propertySchema(schema, name), fieldPath(at, name)) : [],
  );
};

const validateItems = (items: readonly unknown[], schema: StructuralSchema, at: string): FieldError[] => {
  const type = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const errors: FieldError[] = [];
  if (type === 'set' || type === 'map') {
    const seen = new Set<string>();
    items.forEach((item, i) => {
      const key = type === 'set' ? canonicalJson(item) : itemKey(schema.items, keys, item);
      if (seen.has(key))
        errors.push(duplicateField(`${at}[${i}]`, type === 'set' ? item : (JSON.parse(key) as unknown)));
      seen.add(key);
    });
  }
  items.forEach((item, i) => errors.push(...validateListTypes(item, schema.items, `${at}[${i}]`)));
  return errors;
};

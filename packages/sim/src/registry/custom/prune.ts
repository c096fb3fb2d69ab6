import { isJsonObject } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { fieldPath, isTypeField, propertySchema } from './structural-schema.ts';
import type { StructuralSchema } from './structural-schema.ts';

interface Place {
  at: string;
  /** The value is a resource, embedded or the object itself: its type and metadata are always kept. */
  isResource: boolean;
}

/**
 * Takes undeclared fields out of a private copy and answers their paths, in order. Source: apiextensions
 * `apiserver/schema/pruning`.
 */
export const pruneUnknownFields = (object: JsonObject, schema: StructuralSchema): string[] => {
  const dropped: string[] = [];
  walk(object, schema, { place: { at: '', isResource: true }, dropped });
  return dropped.sort();
};

const walk = (
  value: unknown,
  schema: StructuralSchema | undefined,
  { place, dropped }: { place: Place; dropped: string[] },
): void => {
  if (Array.isArray(value)) {
    value.forEach((item: unknown, index) =>
      walk(item, schema?.items, { place: placeOf(`${place.at}[${index}]`, schema?.items), dropped }),
    );
    return;
  }
  if (!isJsonObject(value)) return;
  const keepsUnknown = schema?.['x-kubernetes-preserve-unknown-fields'] === true;
  for (const [key, part] of Object.entries(value)) {
    if (place.isResource && isTypeField(key)) continue;
    const at = fieldPath(place.at, key);
    const inner = propertySchema(schema, key);
    if (inner !== undefined) walk(part, inner, { place: placeOf(at, inner), dropped });
    else if (!keepsUnknown && schema?.additionalProperties !== true) {
      delete value[key];
      dropped.push(at);
    }
  }
};

const placeOf = (at: string, schema: StructuralSchema | undefined): Place => ({
  at,
  isResource: schema?.['x-kubernetes-embedded-resource'] === true,
});

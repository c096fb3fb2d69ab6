/** Resources inside custom resources: their type and metadata are Kubernetes' own. */
import { invalidField, requiredField } from '@binnacle/kube/api';
import type { FieldError, ObjectMeta } from '@binnacle/kube/api';
import { decodeAs, DecodeError } from '../decode.ts';
import { isJsonObject } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { validateAnnotations, validateLabels } from '../meta.ts';
import { fieldPath, isTypeField, propertySchema } from './structural-schema.ts';
import type { StructuralSchema } from './structural-schema.ts';

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** Metadata with nothing but its own fields; `problems` gains the paths of others. Throws DecodeError. */
export const decodeMetadata = (metadata: unknown, at: string, problems: string[]): JsonObject => {
  const own: string[] = [];
  const decoded = decodeAs(OBJECT_META, metadata, { problems: own, duplicates: new Set() });
  for (const problem of own) problems.push(problem.replace(/^unknown field "/, `unknown field "${at}.`));
  if (decoded.creationTimestamp === null) delete decoded.creationTimestamp;
  return decoded;
};

interface Found {
  resource: JsonObject;
  at: string;
}

const schemasWith = new WeakMap<StructuralSchema, boolean>();
/** Whether there can be an embedded resource below; asked before every walk. */
const embeds = (schema: StructuralSchema): boolean => {
  let known = schemasWith.get(schema);
  if (known === undefined) {
    const below = [
      ...Object.values(schema.properties ?? {}),
      ...(schema.items === undefined ? [] : [schema.items]),
      ...(typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : []),
    ];
    known = schema['x-kubernetes-embedded-resource'] === true || below.some(embeds);
    schemasWith.set(schema, known);
  }
  return known;
};

const collect = (
  value: unknown,
  schema: StructuralSchema | undefined,
  { at, found }: { at: string; found: Found[] },
) => {
  if (schema === undefined || !embeds(schema)) return;
  if (Array.isArray(value)) {
    value.forEach((item: unknown, i) => collect(item, schema.items, { at: `${at}[${i}]`, found }));
    return;
  }
  if (!isJsonObject(value)) return;
  if (schema['x-kubernetes-embedded-resource'] === true) found.push({ resource: value, at });
  for (const [name, part] of Object.entries(value))
    collect(part, propertySchema(schema, name), { at: fieldPath(at, name), found });
};

const embeddedIn = (object: JsonObject, schema: StructuralSchema): Found[] => {
  const found: Found[] = [];
  for (const [name, part] of Object.entries(object))
    if (!isTypeField(name)) collect(part, schema.properties?.[name], { at: name, found });
  return found;
};

/** Decodes what embedded resources say of themselves, in place. Throws DecodeError. */
export const decodeEmbedded = (object: JsonObject, schema: StructuralSchema, problems: string[]): void => {
  for (const { resource, at } of embeddedIn(object, schema)) {
    for (const field of ['apiVersion', 'kind'] as const)
      if (resource[field] !== undefined && typeof resource[field] !== 'string')
        throw new DecodeError(`${at}.${field}: Invalid value: ${JSON.stringify(resource[field])}: must be a string`);
    if (resource.metadata === undefined || resource.metadata === null) continue;
    try {
      resource.metadata = decodeMetadata(resource.metadata, `${at}.metadata`, problems);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      throw new DecodeError(`${at}.metadata: Invalid value: ${JSON.stringify(resource.metadata)}: ${error.message}`);
    }
  }
};

/** Source: apiextensions `apiserver/schema/objectmeta`. */
export const validateEmbedded = (object: JsonObject, schema: StructuralSchema): FieldError[] =>
  embeddedIn(object, schema).flatMap(({ resource, at }) => {
    const { apiVersion, kind } = resource;
    const errors: FieldError[] = [];
    if (apiVersion === undefined || apiVersion === '') errors.push(requiredField(`${at}.apiVersion`));
    else if (String(apiVersion).split('/').length > 2)
      errors.push(
        invalidField(`${at}.apiVersion`, apiVersion, `unexpected GroupVersion string: ${String(apiVersion)}`),
      );
    if (kind === undefined || kind === '') errors.push(requiredField(`${at}.kind`));
    const metadata = (isJsonObject(resource.metadata) ? resource.metadata : {}) as Partial<ObjectMeta>;
    return [
      ...errors,
      ...validateLabels(metadata.labels, `${at}.metadata.labels`),
      ...validateAnnotations(metadata.annotations, `${at}.metadata.annotations`),
    ];
  });

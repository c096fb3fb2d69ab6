/** What makes a schema structural. Source: apiextensions `apiserver/schema/validation.go`. */
import { forbiddenField, invalidField, requiredField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { equalJson, isJsonObject } from '../json.ts';
import { compilePattern } from './compile-schema.ts';
import type { StructuralSchema } from './structural-schema.ts';

/** Where a schema stands in its parent. */
type Level = 'root' | 'item' | 'field';

const missingType: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

const intOrString = [{ type: 'integer' }, { type: 'string' }];

/** Both halves of the law, in the order upstream tells them. */
export const structuralFaults = (schema: StructuralSchema, at: string): FieldError[] =>
  [
    ...validateInvariants(schema, 'root', at),
    ...validateCompleteness(schema, schema, { declared: at, restricted: at }),
  ].sort((a, b) => (`${a.field}: ${a.message}` < `${b.field}: ${b.message}` ? -1 : 1));

const validateInvariants = (schema: StructuralSchema, level: Level, at: string): FieldError[] => {
  const { type = '', properties = {}, items, additionalProperties } = schema;
  const isEmbedded = schema['x-kubernetes-embedded-resource'] === true;
  const keepsUnknown = schema['x-kubernetes-preserve-unknown-fields'] === true;
  const isIntOrString = schema['x-kubernetes-int-or-string'] === true;
  const errors: FieldError[] = [];
  if (type === 'array' && items === undefined) errors.push(requiredField(`${at}.items`, 'must be specified'));
  if (isJsonObject(items)) errors.push(...validateInvariants(items as StructuralSchema, 'item', `${at}.items`));
  for (const [name, property] of Object.entries(properties))
    errors.push(...validateInvariants(property, 'field', `${at}.properties[${name}]`));
  if (additionalProperties !== undefined && level === 'root')
    errors.push(forbiddenField(`${at}.additionalProperties`, 'must not be used at the root'));
  if (typeof additionalProperties === 'object')
    errors.push(...validateInvariants(additionalProperties, 'field', `${at}.additionalProperties`));
  if (isIntOrString && keepsUnknown)
    errors.push(
      invalidField(
        `${at}.x-kubernetes-preserve-unknown-fields`,
        true,
        'must be false if x-kubernetes-int-or-string is true',
      ),
    );
  if (isIntOrString && isEmbedded)
    errors.push(
      invalidField(`${at}.x-kubernetes-embedded-resource`, true, 'must be false if x-kubernetes-int-or-string is true'),
    );
  errors.push(...validateCombinations(schema, at));
  if (isEmbedded && type !== 'object') {
    const why = 'must be object if x-kubernetes-embedded-resource is true';
    errors.push(type === '' ? requiredField(`${at}.type`, why) : invalidField(`${at}.type`, type, why));
  } else if (type === '' && !isIntOrString && !keepsUnknown)
    errors.push(requiredField(`${at}.type`, missingType[level]));
  if (isEmbedded && additionalProperties !== undefined)
    errors.push(
      forbiddenField(`${at}.additionalProperties`, 'must not be used if x-kubernetes-embedded-resource is set'),
    );
  if (level === 'root' && type !== '' && type !== 'object')
    errors.push(invalidField(`${at}.type`, type, 'must be object at the root'));
  if (level === 'root' || isEmbedded) errors.push(...validateTypeFields(properties, level, at));
  if (isEmbedded && !keepsUnknown && Object.keys(properties).length === 0)
    errors.push(
      requiredField(
        `${at}.properties`,
        'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields',
      ),
    );
  return errors;
};

/** apiVersion, kind and metadata are Kubernetes' own. */
const validateTypeFields = (
  properties: Readonly<Record<string, StructuralSchema>>,
  level: Level,
  at: string,
): FieldError[] => {
  const errors: FieldError[] = [];
  for (const name of ['kind', 'apiVersion'] as const) {
    const property = properties[name];
    if (property !== undefined && property.type !== 'string')
      errors.push(invalidField(`${at}.properties[${name}].type`, property.type ?? '', 'must be string'));
  }
  const { metadata } = properties;
  if (metadata === undefined) return errors;
  const place = `${at}.properties[metadata]`;
  if (metadata.type !== 'object') errors.push(invalidField(`${place}.type`, metadata.type ?? '', 'must be object'));
  const { type: _type, default: _default, properties: fields = {}, ...rest } = metadata;
  const strange = Object.keys(fields).filter((name) => name !== 'name' && name !== 'generateName');
  if (
    level === 'root' &&
    (strange.length > 0 ||
      Object.keys(rest).some(
        (name) =>
          name.startsWith('x-') || name === 'items' || name === 'additionalProperties' || name === 'description',
      ))
  )
    errors.push(
      forbiddenField(
        place,
        'must not specify anything other than name and generateName, but metadata is implicitly specified',
      ),
    );
  return errors;
};

const validateCombinations = (schema: StructuralSchema, at: string, skipsAnyOf = false): FieldError[] => {
  const { allOf = [], anyOf = [], oneOf = [], not, pattern } = schema;
  const errors: FieldError[] = [];
  if (!skipsAnyOf && !equalJson(anyOf, intOrString))
    anyOf.forEach((one, i) => errors.push(...validateNested(one, `${at}.anyOf[${i}]`)));
  allOf.forEach((one, i) =>
    errors.push(...validateNested(one, `${at}.allOf[${i}]`, i === 0 && equalJson(one.anyOf, intOrString))),
  );
  oneOf.forEach((one, i) => errors.push(...validateNested(one, `${at}.oneOf[${i}]`)));
  if (not !== undefined) errors.push(...validateNested(not, `${at}.not`));
  const fault = pattern === undefined || pattern === '' ? undefined : patternFault(pattern);
  if (fault !== undefined)
    errors.push(invalidField(`${at}.pattern`, pattern, `must be a valid regular expression, but isn't: ${fault}`));
  return errors;
};

/** In Go's words for the common mistakes. */
const patternFault = (pattern: string): string | undefined => {
  if (compilePattern(pattern) !== undefined) return undefined;
  const open = /\[[^\]]*$/.exec(pattern);
  if (open !== null) return `error parsing regexp: missing closing ]: \`${open[0]}\``;
  if ((pattern.match(/\(/g) ?? []).length > (pattern.match(/\)/g) ?? []).length)
    return `error parsing regexp: missing closing ): \`${pattern}\``;
  const bare = /^[*+?]/.exec(pattern);
  if (bare !== null) return `error parsing regexp: missing argument to repetition operator: \`${bare[0]}\``;
  return `error parsing regexp: invalid or unsupported Perl syntax: \`${pattern}\``;
};

const mustBeEmpty = ['type', 'title', 'description', 'x-kubernetes-list-map-keys', 'x-kubernetes-validations'] as const;
const mustBeUndefined = ['default', 'x-kubernetes-list-type', 'x-kubernetes-map-type'] as const;
const mustBeFalse = [
  'nullable',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-embedded-resource',
  'x-kubernetes-int-or-string',
] as const;

const isBlank = (value: unknown): boolean => value === undefined || value === '' || equalJson(value, []);

/** Schemas in combinations only restrict values: they say nothing of structure. */
const validateNested = (schema: StructuralSchema, at: string, skipsAnyOf = false): FieldError[] => {
  const errors = validateCombinations(schema, at, skipsAnyOf);
  const fields = schema as Readonly<Record<string, unknown>>;
  if (isJsonObject(schema.items)) errors.push(...validateNested(schema.items as StructuralSchema, `${at}.items`));
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    errors.push(...validateNested(property, `${at}.properties[${name}]`));
  for (const name of mustBeEmpty)
    if (!isBlank(fields[name])) errors.push(forbiddenField(`${at}.${name}`, 'must be empty to be structural'));
  if (schema.additionalProperties !== undefined)
    errors.push(forbiddenField(`${at}.additionalProperties`, 'must be undefined to be structural'));
  for (const name of mustBeUndefined)
    if (fields[name] !== undefined) errors.push(forbiddenField(`${at}.${name}`, 'must be undefined to be structural'));
  for (const name of mustBeFalse)
    if (fields[name] === true) errors.push(forbiddenField(`${at}.${name}`, 'must be false to be structural'));
  if (schema.properties?.metadata !== undefined)
    errors.push(forbiddenField(`${at}.properties[metadata]`, 'must not be specified in a nested context'));
  return errors;
};

/** What the root's combinations restrict must be declared outside of them. */
const validateCompleteness = (restricting: StructuralSchema, declared: StructuralSchema, at: Pair): FieldError[] => {
  const { allOf = [], anyOf = [], oneOf = [], not } = restricting;
  const nested = (schemas: readonly StructuralSchema[], name: string) =>
    schemas.flatMap((schema, i) =>
      completeNested(schema, declared, { ...at, restricted: `${at.restricted}.${name}[${i}]` }),
    );
  return [
    ...nested(allOf, 'allOf'),
    ...nested(anyOf, 'anyOf'),
    ...nested(oneOf, 'oneOf'),
    ...(not === undefined ? [] : completeNested(not, declared, { ...at, restricted: `${at.restricted}.not` })),
  ];
};

/** The paths of a restricting schema and of what it restricts. */
interface Pair {
  declared: string;
  restricted: string;
}

const below = ({ declared, restricted }: Pair, step: string): Pair => ({
  declared: `${declared}.${step}`,
  restricted: `${restricted}.${step}`,
});

const completeNested = (schema: StructuralSchema, declared: StructuralSchema | undefined, at: Pair): FieldError[] => {
  if (declared === undefined) return [requiredField(at.declared, `because it is defined in ${at.restricted}`)];
  return [
    ...validateCompleteness(schema, declared, at),
    ...(schema.items === undefined ? [] : completeNested(schema.items, declared.items, below(at, 'items'))),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
      completeNested(property, declared.properties?.[name], below(at, `properties[${name}]`)),
    ),
  ];
};

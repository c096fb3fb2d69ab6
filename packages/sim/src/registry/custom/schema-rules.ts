/**
 * What definitions may say in schemas, beside being structural. Source: apiextensions
 * `apis/apiextensions/validation`, `ValidateCustomResourceDefinitionOpenAPISchema`.
 */
import { forbiddenField, invalidField, requiredField, unsupportedField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { copyJson, equalJson, isJsonObject } from '../json.ts';
import { compileSchema } from './compile-schema.ts';
import { defaultFields } from './default-fields.ts';
import { validateDeclaredRules } from './declared-rules.ts';
import { pruneUnknownFields } from './prune.ts';
import { timesBelow } from './rule-budget.ts';
import type { RuleBudget } from './rule-budget.ts';
import { isTypeField } from './structural-schema.ts';
import type { StructuralSchema } from './structural-schema.ts';

/** JSON Schema's own words that a definition may not use. */
const unsupportedWords = ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref'] as const;
const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

interface Place {
  at: string;
  /** `oldSelf` means nothing below: what was there before cannot be found. */
  uncorrelatable?: string;
  /** A field of Kubernetes' own at the root: `kind`, `metadata`. */
  ownField?: string;
  isRoot?: boolean;
  /** What rules may cost; expressions are left alone where there is none. */
  budget?: RuleBudget;
}

/** Of what is there at most so many times in each of what is here. */
const budgetBelow = ({ budget }: Place, times: number | undefined): { budget?: RuleBudget } =>
  budget === undefined ? {} : { budget: { ...budget, times: timesBelow(budget.times, times) } };

const raw = (schema: StructuralSchema) => schema as Readonly<Record<string, unknown>>;

/** All that is wrong with one schema and those below it. */
export const validateSchemaRules = (schema: StructuralSchema, place: Place): FieldError[] => {
  const { at } = place;
  const { properties = {}, additionalProperties, items, allOf = [], anyOf = [], oneOf = [], not } = schema;
  const lost = place.uncorrelatable === undefined ? {} : { uncorrelatable: place.uncorrelatable };
  const errors = validateWords(schema, place);
  if (schema.uniqueItems === true)
    errors.push(
      forbiddenField(
        `${at}.uniqueItems`,
        'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
      ),
    );
  if (additionalProperties !== undefined && additionalProperties !== true && Object.keys(properties).length > 0)
    errors.push(
      forbiddenField(`${at}.additionalProperties`, 'additionalProperties and properties are mutual exclusive'),
    );
  if (typeof additionalProperties === 'object')
    errors.push(
      ...validateSchemaRules(additionalProperties, {
        at: `${at}.additionalProperties`,
        ...lost,
        ...budgetBelow(place, schema.maxProperties),
      }),
    );
  for (const [name, property] of Object.entries(properties))
    errors.push(
      ...validateSchemaRules(property, {
        at: `${at}.properties[${name}]`,
        ...(schema['x-kubernetes-map-type'] === 'atomic' ? { uncorrelatable: at } : lost),
        ...budgetBelow(place, 1),
        ...(place.ownField !== undefined
          ? { ownField: place.ownField }
          : place.isRoot === true && isTypeField(name)
            ? { ownField: name }
            : {}),
      }),
    );
  if (not !== undefined) errors.push(...validateSchemaRules(not, { at: `${at}.not` }));
  for (const [word, schemas] of Object.entries({ allOf, oneOf, anyOf }))
    schemas.forEach((one, i) => errors.push(...validateSchemaRules(one, { at: `${at}.${word}[${i}]` })));
  const isMap = schema['x-kubernetes-list-type'] === 'map';
  if (isJsonObject(items))
    errors.push(
      ...validateSchemaRules(items as StructuralSchema, {
        at: `${at}.items`,
        ...(isMap ? lost : { uncorrelatable: at }),
        ...budgetBelow(place, schema.maxItems),
      }),
    );
  return [...errors, ...validateExtensions(schema, at), ...validateDeclaredRules(schema, place)];
};

const validateWords = (schema: StructuralSchema, { at, ownField }: Place): FieldError[] => {
  const errors: FieldError[] = [];
  const { type } = schema;
  if (schema.default !== undefined && ownField !== undefined)
    errors.push(forbiddenField(`${at}.default`, `must not be set in top-level ${ownField}`));
  for (const word of unsupportedWords)
    if (raw(schema)[word] !== undefined) errors.push(forbiddenField(`${at}.${word}`, `${word} is not supported`));
  if (type === 'null')
    errors.push(forbiddenField(`${at}.type`, 'type cannot be set to null, use nullable as an alternative'));
  else if (type !== undefined && type !== '' && !types.includes(type))
    errors.push(unsupportedField(`${at}.type`, type, types));
  if (Array.isArray(schema.items))
    errors.push(forbiddenField(`${at}.items`, 'items must be a schema object and not an array'));
  return errors;
};

const validateExtensions = (schema: StructuralSchema, at: string): FieldError[] => {
  const { type = '', items } = schema;
  const listType = schema['x-kubernetes-list-type'];
  const mapType = schema['x-kubernetes-map-type'];
  const errors: FieldError[] = [];
  const typeIs = (wanted: string, because: string) => {
    const why = `must be ${wanted} if ${because} is specified`;
    if (type !== wanted)
      errors.push(type === '' ? requiredField(`${at}.type`, why) : invalidField(`${at}.type`, type, why));
  };
  if (schema['x-kubernetes-preserve-unknown-fields'] === false)
    errors.push(invalidField(`${at}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined'));
  if (mapType !== undefined) {
    typeIs('object', 'x-kubernetes-map-type');
    if (!['atomic', 'granular'].includes(mapType))
      errors.push(unsupportedField(`${at}.x-kubernetes-map-type`, mapType, ['atomic', 'granular']));
  }
  if (listType !== undefined) {
    typeIs('array', 'x-kubernetes-list-type');
    if (type === 'array' && listType === 'set') errors.push(...validateSetItems(items, at));
    if (!['atomic', 'set', 'map'].includes(listType))
      errors.push(unsupportedField(`${at}.x-kubernetes-list-type`, listType, ['atomic', 'set', 'map']));
  }
  return [...errors, ...validateMapKeys(schema, at)];
};

const validateSetItems = (items: StructuralSchema | undefined, at: string): FieldError[] => {
  const why = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  const inner = items?.['x-kubernetes-list-type'];
  if (items?.type === 'array' && inner !== undefined && inner !== 'atomic')
    return [invalidField(`${at}.items.x-kubernetes-list-type`, inner, why)];
  if (items?.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic')
    return [invalidField(`${at}.items.x-kubernetes-map-type`, inner ?? null, why)];
  return [];
};

const validateMapKeys = (schema: StructuralSchema, at: string): FieldError[] => {
  const { items } = schema;
  const listType = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const place = `${at}.x-kubernetes-list-map-keys`;
  const errors: FieldError[] = [];
  if (keys.length > 0 && listType !== 'map') {
    const why = 'must be map if x-kubernetes-list-map-keys is non-empty';
    const field = `${at}.x-kubernetes-list-type`;
    errors.push(listType === undefined ? requiredField(field, why) : invalidField(field, listType, why));
  }
  if (listType !== 'map') return errors;
  if (keys.length === 0) errors.push(requiredField(place, 'must not be empty if x-kubernetes-list-type is map'));
  if (items === undefined)
    return [...errors, requiredField(`${at}.items`, 'must have a schema if x-kubernetes-list-type is map')];
  if (items.type !== 'object')
    return [
      ...errors,
      invalidField(
        `${at}.items.type`,
        items.type ?? '',
        "must be object if parent array's x-kubernetes-list-type is map",
      ),
    ];
  for (const key of keys) {
    const property = items.properties?.[key];
    if (property === undefined) errors.push(invalidField(place, keys, 'entries must all be names of item properties'));
    else if (property.type === 'array' || property.type === 'object')
      errors.push(
        invalidField(
          `${at}.items.properties[${key}].type`,
          items.type,
          "must be a scalar type if parent array's x-kubernetes-list-type is map",
        ),
      );
  }
  keys.forEach((key, i) => {
    if (keys.indexOf(key) < i) errors.push(invalidField(place, keys, 'must not contain duplicate entries'));
  });
  for (const key of keys) {
    const property = items.properties?.[key];
    if (property === undefined) continue;
    const field = `${at}.items.properties[${key}]`;
    if (property.default === undefined && items.required?.includes(key) !== true)
      errors.push(
        requiredField(
          `${field}.default`,
          'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
        ),
      );
    if (property.nullable === true)
      errors.push(
        forbiddenField(`${field}.nullable`, 'this property is in x-kubernetes-list-map-keys, so it cannot be nullable'),
      );
  }
  return errors;
};

/** Defaults must fit their own schemas. Source: apiextensions `apiserver/schema/defaulting/validation.go`. */
export const validateDefaults = (schema: StructuralSchema, at: string, isTop = true): FieldError[] => {
  const errors: FieldError[] = [];
  if (schema.default !== undefined && !isTop) errors.push(...validateDefault(schema, `${at}.default`));
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    if (!isTop || !isTypeField(name)) errors.push(...validateDefaults(property, `${at}.properties[${name}]`, false));
  if (isJsonObject(schema.items))
    errors.push(...validateDefaults(schema.items as StructuralSchema, `${at}.items`, false));
  if (typeof schema.additionalProperties === 'object')
    errors.push(...validateDefaults(schema.additionalProperties, `${at}.additionalProperties`, false));
  return errors;
};

const validateDefault = (schema: StructuralSchema, at: string): FieldError[] => {
  const value = copyJson(schema.default);
  const holder = { value };
  pruneUnknownFields(holder, { type: 'object', properties: { value: schema } });
  if (!equalJson(holder.value, schema.default))
    return [invalidField(at, schema.default, 'must not have unknown fields')];
  defaultFields(holder, { type: 'object', properties: { value: schema } });
  return compileSchema(schema)({ value: holder.value, at: '' }).map((error) => ({
    ...error,
    field: error.field === '' ? at : `${at}.${error.field}`,
  }));
};

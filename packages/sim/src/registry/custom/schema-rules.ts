/**
 * What definitions may say in schemas, beside being structural. Source: apiextensions
 * `apis/apiextensions/validation`, `ValidateCustomResourceDefinitionOpenAPISchema`.
 */
import { forbiddenField, invalidField, requiredField, unsupportedField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { copyJson, equalJson, isJsonObject } from '../json.ts';
import { compileSchema } from './compile-schema.ts';
import { defaultFields } from './default-fields.ts';
import { pruneUnknownFields } from './prune.ts';
import { isTypeField } from './structural-schema.ts';
import type { StructuralSchema, ValidationRule } from './structural-schema.ts';
import { expressionFault, mentionsOldSelf } from './validation-rules.ts';
import { compilationFailure } from '../cel/compilation.ts';
import { escapeName } from '../cel/values.ts';

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
}

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
    errors.push(...validateSchemaRules(additionalProperties, { at: `${at}.additionalProperties`, ...lost }));
  for (const [name, property] of Object.entries(properties))
    errors.push(
      ...validateSchemaRules(property, {
        at: `${at}.properties[${name}]`,
        ...(schema['x-kubernetes-map-type'] === 'atomic' ? { uncorrelatable: at } : lost),
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
      }),
    );
  return [...errors, ...validateExtensions(schema, at), ...validateRules(schema, place)];
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

const reasons = ['FieldValueRequired', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueDuplicate'];

const validateRules = (schema: StructuralSchema, { at, uncorrelatable }: Place): FieldError[] =>
  (schema['x-kubernetes-validations'] ?? []).flatMap((validation, i) => {
    const { rule, message, reason, fieldPath } = validation;
    const place = `${at}.x-kubernetes-validations[${i}]`;
    const errors: FieldError[] = [];
    if (rule.trim() === '') errors.push(requiredField(`${place}.rule`, 'rule is not specified'));
    if (message !== undefined && message !== '' && message.trim() === '')
      errors.push(invalidField(`${place}.message`, message, 'must be non-empty if specified'));
    else if (message?.trim().includes('\n') === true)
      errors.push(invalidField(`${place}.message`, message, 'must not contain line breaks'));
    else if (/[\r\n]/.test(rule.trim()) && (message ?? '') === '')
      errors.push(requiredField(`${place}.message`, 'message must be specified if rule contains line breaks'));
    if (reason !== undefined && !reasons.includes(reason))
      errors.push(unsupportedField(`${place}.reason`, reason, [...reasons].sort()));
    if (fieldPath !== undefined && !leadsSomewhere(schema, fieldPath))
      errors.push(invalidField(`${place}.fieldPath`, fieldPath, 'must be a valid path'));
    if (errors.length > 0) return errors;
    if (uncorrelatable !== undefined && mentionsOldSelf(validation))
      return [
        invalidField(
          `${place}.rule`,
          rule,
          `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`,
        ),
      ];
    return validateExpressions(validation, schema, place);
  });

/** A rule as kube-apiserver holds it inside, which is how it shows it. */
const shownRule = ({ rule, message, messageExpression, reason, fieldPath, optionalOldSelf }: ValidationRule) => ({
  Rule: rule,
  Message: message ?? '',
  MessageExpression: messageExpression ?? '',
  Reason: reason ?? null,
  FieldPath: fieldPath ?? '',
  OptionalOldSelf: optionalOldSelf ?? null,
});

const validateExpressions = (validation: ValidationRule, schema: StructuralSchema, place: string): FieldError[] => {
  const shown = shownRule(validation);
  const tell = (field: string, why: string) => invalidField(`${place}.${field}`, shown, why);
  const undeclared = undeclaredField(validation.rule, schema);
  const fault = undeclared ?? expressionFault(validation, validation.rule, 'bool');
  const errors: FieldError[] = [];
  if (fault !== undefined)
    errors.push(tell('rule', fault === 'type' ? 'cel expression must evaluate to a bool' : fault));
  const { messageExpression = '' } = validation;
  if (messageExpression === '') return errors;
  const other = undeclaredField(messageExpression, schema) ?? expressionFault(validation, messageExpression, 'string');
  if (other !== undefined)
    errors.push(
      tell(
        'messageExpression',
        other === 'type' ? 'messageExpression must evaluate to a string' : `messageExpression ${other}`,
      ),
    );
  return errors;
};

/** A field that an expression asks `self` for though the schema has none of its name. */
const undeclaredField = (expression: string, schema: StructuralSchema): string | undefined => {
  if (schema.properties === undefined || schema['x-kubernetes-preserve-unknown-fields'] === true) return undefined;
  const names = new Set(Object.keys(schema.properties).map(escapeName));
  for (const { 1: name = '', index } of expression.matchAll(/(?<![\w.'"])self\.([A-Za-z_]\w*)(?!\w*\()/g))
    if (!names.has(name)) return compilationFailure(expression, { why: `undefined field '${name}'`, at: index + 4 });
  return undefined;
};

/** Whether `.spec.x` or `['a']` names declared fields. */
const leadsSomewhere = (schema: StructuralSchema, path: string): boolean => {
  let current: StructuralSchema | undefined = schema;
  const steps = [...path.matchAll(/\.([A-Za-z_][\w]*)|\[(?:'([^']*)'|"([^"]*)")\]/g)];
  if (steps.map(([text]) => text).join('') !== path || steps.length === 0) return false;
  for (const [, name, single, double] of steps) {
    const key: string = name ?? single ?? double ?? '';
    current =
      current.properties?.[key] ??
      (typeof current.additionalProperties === 'object' ? current.additionalProperties : undefined);
    if (current === undefined) return false;
  }
  return true;
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

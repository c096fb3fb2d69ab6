/** CustomResourceDefinitions, in the words of kube-apiserver. Source: apiextensions `apis/apiextensions/validation`. */
import {
  dns1035LabelProblems,
  dnsSubdomainProblems,
  forbiddenField,
  invalidField,
  requiredField,
  unsupportedField,
} from '@binnacle/kube/api';
import type {
  CustomResourceConversion,
  CustomResourceDefinition,
  CustomResourceNames,
  CustomResourceVersion,
  FieldError,
} from '@binnacle/kube/api';
import { equalJson } from '../json.ts';
import { isEstablished, isProtectedGroup } from './definition-conditions.ts';
import { createRuleBudget, settle } from './rule-budget.ts';
import { validateDefaults, validateSchemaRules } from './schema-rules.ts';
import { structuralFaults } from './structural-rules.ts';
import { propertySchema } from './structural-schema.ts';
import type { StructuralSchema } from './structural-schema.ts';
import { isCaBundle, validateClientConfig } from '../webhook-client.ts';

/** Fields that kube-apiserver keeps in one place for all versions when they agree, and names there. */
const shared = ['schema', 'subresources', 'additionalPrinterColumns', 'selectableFields'] as const;
type Shared = (typeof shared)[number];
type Versions = readonly CustomResourceVersion[] | undefined;

const isShared = (versions: readonly CustomResourceVersion[], field: Shared): boolean =>
  versions.every((version) => equalJson(version[field], versions[0]?.[field]));

/** `before` is what an update would replace. */
export const validateDefinition = (
  definition: CustomResourceDefinition,
  before?: CustomResourceDefinition,
): FieldError[] => {
  const { metadata, spec, status } = definition;
  const names = spec.names ?? { plural: '', kind: '' };
  const errors: FieldError[] = [];
  if (before === undefined && metadata.name !== `${names.plural}.${spec.group}`)
    errors.push(invalidField('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group'));
  return [
    ...errors,
    ...validateGroup(spec.group ?? ''),
    ...validateScope(spec.scope),
    ...validateVersions(spec.versions, before?.spec.versions),
    ...validateNames(names),
    ...validateShared(spec.versions ?? [], before?.spec.versions),
    ...validateConversion(spec.conversion),
    ...validateStoredVersions(status?.storedVersions, spec.versions ?? []),
    ...validateApproval(definition),
    ...(spec.preserveUnknownFields === true
      ? [
          invalidField(
            'spec.preserveUnknownFields',
            true,
            'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
          ),
        ]
      : []),
  ];
};

/** Beside `validateDefinition`: what is served once stays what it is. */
export const validateDefinitionUpdate = (
  { spec }: CustomResourceDefinition,
  before: CustomResourceDefinition,
): FieldError[] => {
  const fixed = (field: string, value: unknown, old: unknown) =>
    value === old ? [] : [invalidField(field, value, 'field is immutable')];
  return [
    ...(isEstablished(before)
      ? [
          ...fixed('spec.scope', spec.scope, before.spec.scope),
          ...fixed('spec.names.kind', spec.names.kind, before.spec.names.kind),
        ]
      : []),
    ...fixed('spec.group', spec.group, before.spec.group),
    ...fixed('spec.names.plural', spec.names.plural, before.spec.names.plural),
  ];
};

const validateGroup = (group: string): FieldError[] => {
  if (group === '') return [requiredField('spec.group')];
  const problems = dnsSubdomainProblems(group);
  if (problems.length > 0) return [invalidField('spec.group', group, problems.join(','))];
  return group.includes('.') ? [] : [invalidField('spec.group', group, 'should be a domain with at least one dot')];
};

const validateScope = (scope: string | undefined): FieldError[] => {
  if (scope === undefined || scope === '') return [requiredField('spec.scope')];
  const known = ['Cluster', 'Namespaced'];
  return known.includes(scope) ? [] : [unsupportedField('spec.scope', scope, known)];
};

/** Versions as kube-apiserver holds them inside, which is how it shows them. */
const shownVersions = (versions: readonly CustomResourceVersion[]): unknown =>
  versions.map(({ name, served, storage, deprecated = false, deprecationWarning = null, ...rest }) => ({
    Name: name,
    Served: served,
    Storage: storage,
    Deprecated: deprecated,
    DeprecationWarning: deprecationWarning,
    Schema: isShared(versions, 'schema') ? null : (rest.schema ?? null),
    Subresources: isShared(versions, 'subresources') ? null : (rest.subresources ?? null),
    AdditionalPrinterColumns: isShared(versions, 'additionalPrinterColumns')
      ? null
      : (rest.additionalPrinterColumns ?? null),
    SelectableFields: isShared(versions, 'selectableFields') ? null : (rest.selectableFields ?? null),
  }));

/** Whether a version's schema is what it was. */
const isUnchanged = ({ name, schema }: CustomResourceVersion, before: Versions): boolean => {
  const former = before?.find((version) => version.name === name);
  return former !== undefined && equalJson(former.schema, schema);
};

const validateVersions = (sent: Versions, before: Versions): FieldError[] => {
  const versions = sent ?? [];
  const errors: FieldError[] = [];
  const all = (why: string) => invalidField('spec.versions', sent === undefined ? null : shownVersions(versions), why);
  versions.forEach((version, i) => {
    if (version.schema?.openAPIV3Schema === undefined)
      errors.push(requiredField(`spec.versions[${i}].schema.openAPIV3Schema`));
  });
  versions.forEach((version, i) => {
    const at = `spec.versions[${i}]`;
    const problems = dns1035LabelProblems(version.name);
    if (problems.length > 0) errors.push(invalidField(`${at}.name`, version.name, problems.join(',')));
    errors.push(...validateDeprecation(version, at));
    for (const field of shared)
      if (!isShared(versions, field)) errors.push(...validateField(version, field, { at: `${at}.${field}`, before }));
  });
  if (new Set(versions.map(({ name }) => name)).size < versions.length)
    errors.push(all('must contain unique version names'));
  if (versions.filter(({ storage }) => storage).length !== 1)
    errors.push(all('must have exactly one version marked as storage version'));
  const first = versions[0]?.name;
  const problems = first === undefined ? [] : dns1035LabelProblems(first);
  if (problems.length > 0) errors.push(invalidField('spec.version', first, problems.join(',')));
  return errors;
};

const validateDeprecation = ({ deprecated, deprecationWarning }: CustomResourceVersion, at: string): FieldError[] => {
  if (deprecationWarning === undefined) return [];
  const tell = (why: string) => [invalidField(`${at}.deprecationWarning`, deprecationWarning, why)];
  if (deprecated !== true) return tell('can only be set for deprecated versions');
  if (deprecationWarning.length > 256) return tell('must be <= 256 characters long');
  return deprecationWarning === '' ? tell('must not be empty if specified') : [];
};

/** Where shared fields are named. */
const sharedPath: Readonly<Record<Shared, string>> = {
  schema: 'spec.validation',
  subresources: 'spec.subresources',
  additionalPrinterColumns: 'spec.additionalPrinterColumns',
  selectableFields: 'spec.selectableFields',
};

const validateShared = (versions: readonly CustomResourceVersion[], before: Versions): FieldError[] => {
  const [first] = versions;
  if (first === undefined) return [];
  return shared.flatMap((field) =>
    isShared(versions, field) ? validateField(first, field, { at: sharedPath[field], before }) : [],
  );
};

const validateField = (
  version: CustomResourceVersion,
  field: Shared,
  { at, before }: { at: string; before: Versions },
): FieldError[] => {
  switch (field) {
    case 'schema':
      return validateSchema(version, at, isUnchanged(version, before));
    case 'subresources':
      return validateScalePaths(version, `${at}.scale`);
    case 'additionalPrinterColumns':
      return validateColumns(version, at);
    case 'selectableFields':
      return validateSelectable(version, at);
  }
};

const validateSchema = (version: CustomResourceVersion, place: string, isOld: boolean): FieldError[] => {
  const at = `${place}.openAPIV3Schema`;
  const schema = version.schema?.openAPIV3Schema as StructuralSchema | undefined;
  if (schema === undefined) return [];
  const structure = structuralFaults(schema, at);
  const faults = structure.length > 0 ? structure : validateDefaults(schema, at);
  const budget = faults.length > 0 ? undefined : createRuleBudget(isOld);
  return [
    ...(schema.nullable === true ? [forbiddenField(`${at}.nullable`, 'nullable cannot be true at the root')] : []),
    ...faults,
    ...validateSchemaRules(schema, { at, isRoot: true, ...(budget === undefined ? {} : { budget }) }),
    ...(budget === undefined ? [] : settle(budget, at)),
  ];
};

const validateNames = (names: CustomResourceNames): FieldError[] => {
  const { plural = '', singular = '', kind = '', listKind = '' } = names;
  const missing = Object.entries({ plural, singular, kind, listKind }).filter(([, value]) => value === '');
  return [...missing.map(([field]) => requiredField(`spec.names.${field}`)), ...validateNameForms(names, 'spec.names')];
};

/** Names that are there: those that are asked for, and those that are accepted. */
export const validateNameForms = (names: Partial<CustomResourceNames>, at: string): FieldError[] => {
  const { plural = '', singular = '', kind = '', listKind = '', shortNames = [], categories = [] } = names;
  const errors: FieldError[] = [];
  const label = (field: string, value: string) => {
    const problems = value === '' ? [] : dns1035LabelProblems(value);
    if (problems.length > 0) errors.push(invalidField(`${at}.${field}`, value, problems.join(',')));
  };
  const mixed = (field: string, value: string) => {
    const problems = value === '' ? [] : dns1035LabelProblems(value.toLowerCase());
    if (problems.length > 0)
      errors.push(
        invalidField(`${at}.${field}`, value, `may have mixed case, but should otherwise match: ${problems.join(',')}`),
      );
  };
  label('plural', plural);
  label('singular', singular);
  mixed('kind', kind);
  mixed('listKind', listKind);
  shortNames.forEach((name, i) => label(`shortNames[${i}]`, name));
  if (kind !== '' && kind === listKind)
    errors.push(invalidField(`${at}.listKind`, listKind, 'kind and listKind may not be the same'));
  categories.forEach((name, i) => label(`categories[${i}]`, name));
  return errors;
};

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];
const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];

/** A path such as `.spec.replicas`. */
const validatePath = (path: string | undefined, field: string): FieldError[] => {
  if (path === undefined || path === '') return [requiredField(field)];
  return path.startsWith('.') ? [] : [invalidField(field, path, 'must be a simple json path starting with .')];
};

const validateColumns = ({ additionalPrinterColumns = [] }: CustomResourceVersion, at: string): FieldError[] =>
  additionalPrinterColumns.flatMap(({ name, type, format = '', jsonPath }, i) => {
    const place = `${at}[${i}]`;
    const errors = name === undefined || name === '' ? [requiredField(`${place}.name`)] : [];
    if (type === undefined) errors.push(requiredField(`${place}.type`, `must be one of ${columnTypes.join(',')}`));
    else if (!columnTypes.includes(type))
      errors.push(invalidField(`${place}.type`, type, `must be one of ${columnTypes.join(',')}`));
    if (format !== '' && !columnFormats.includes(format))
      errors.push(invalidField(`${place}.format`, format, `must be one of ${columnFormats.join(',')}`));
    return [...errors, ...validatePath(jsonPath, `${place}.JSONPath`)];
  });

const validateScalePaths = ({ subresources }: CustomResourceVersion, at: string): FieldError[] => {
  const scale = subresources?.scale;
  if (scale === undefined) return [];
  const below = (field: string, path: string | undefined, roots: readonly string[]): FieldError[] => {
    const errors = validatePath(path, `${at}.${field}`);
    if (errors.length > 0 || roots.some((root) => path?.startsWith(root))) return errors;
    const where = roots.map((root) => root.slice(0, -1)).join(' or ');
    return [
      invalidField(`${at}.${field}`, path, `should be a json path under ${roots.length > 1 ? 'either ' : ''}${where}`),
    ];
  };
  return [
    ...below('specReplicasPath', scale.specReplicasPath, ['.spec.']),
    ...below('statusReplicasPath', scale.statusReplicasPath, ['.status.']),
    ...(scale.labelSelectorPath === undefined || scale.labelSelectorPath === ''
      ? []
      : below('labelSelectorPath', scale.labelSelectorPath, ['.spec.', '.status.'])),
  ];
};

const validateSelectable = ({ selectableFields = [], schema }: CustomResourceVersion, at: string): FieldError[] => {
  const errors = selectableFields.flatMap(({ jsonPath }, i) => {
    const field = `${at}[${i}].jsonPath`;
    if (jsonPath === undefined || jsonPath === '') return [requiredField(field)];
    const target = jsonPath
      .split('.')
      .slice(1)
      .reduce<StructuralSchema | undefined>(propertySchema, schema?.openAPIV3Schema as StructuralSchema | undefined);
    if (target === undefined || !jsonPath.startsWith('.') || jsonPath.startsWith('.metadata'))
      return [invalidField(field, jsonPath, 'is an invalid path: does not refer to a valid field')];
    return ['string', 'boolean', 'integer'].includes(target.type ?? '')
      ? []
      : [
          invalidField(
            field,
            jsonPath,
            'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.',
          ),
        ];
  });
  return selectableFields.length > 8
    ? [
        {
          reason: 'FieldValueTooMany',
          message: `Too many: ${selectableFields.length}: must have at most 8 items`,
          field: at,
        },
        ...errors,
      ]
    : errors;
};

const validateConversion = (conversion: CustomResourceConversion | undefined): FieldError[] => {
  if (conversion === undefined) return [];
  const at = 'spec.conversion';
  const { strategy, webhook } = conversion;
  const versions = webhook?.conversionReviewVersions ?? [];
  const client = `${at}.webhookClientConfig`;
  const errors: FieldError[] = [];
  if (strategy !== 'None' && strategy !== 'Webhook')
    errors.push(unsupportedField(`${at}.strategy`, strategy, ['None', 'Webhook']));
  if (strategy !== 'Webhook') {
    const why = 'should not be set when strategy is not set to Webhook';
    if (webhook?.clientConfig !== undefined) errors.push(forbiddenField(client, why));
    if (versions.length > 0) errors.push(forbiddenField(`${at}.conversionReviewVersions`, why));
    return errors;
  }
  if (webhook?.clientConfig === undefined)
    errors.push(requiredField(client, 'required when strategy is set to Webhook'));
  else {
    errors.push(...validateClientConfig(webhook.clientConfig, client));
    const { caBundle = '' } = webhook.clientConfig;
    if (caBundle !== '' && !isCaBundle(caBundle))
      errors.push(
        invalidField(
          `${client}.caBundle`,
          caBundle,
          'unable to load root certificates: unable to parse bytes as PEM block',
        ),
      );
  }
  if (versions.length === 0) errors.push(requiredField(`${at}.conversionReviewVersions`));
  else if (!versions.some((version) => version === 'v1' || version === 'v1beta1'))
    errors.push(invalidField(`${at}.conversionReviewVersions`, versions, 'must include at least one of v1, v1beta1'));
  return errors;
};

const validateStoredVersions = (
  stored: readonly string[] | null | undefined,
  versions: readonly CustomResourceVersion[],
): FieldError[] => {
  const at = 'status.storedVersions';
  if (stored === undefined || stored === null || stored.length === 0)
    return [invalidField(at, null, 'must have at least one stored version')];
  // Each version is struck off once: a second one of its name has nothing left to stand on.
  const left = new Map(stored.map((name, i) => [name, i]));
  const errors: FieldError[] = [];
  for (const { name, storage } of versions) {
    if (storage && !left.has(name)) errors.push(invalidField(at, stored, `must have the storage version ${name}`));
    left.delete(name);
  }
  for (const [name, i] of left)
    errors.push(
      invalidField(
        `${at}[${i}]`,
        name,
        `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`,
      ),
    );
  return errors;
};

const validateApproval = ({ metadata, spec }: CustomResourceDefinition): FieldError[] => {
  if (!isProtectedGroup(spec.group ?? '')) return [];
  const name = 'api-approved.kubernetes.io';
  const at = `metadata.annotations[${name}]`;
  const see = 'see https://github.com/kubernetes/enhancements/pull/1111';
  const text = metadata.annotations?.[name];
  if (text === undefined || text === '')
    return [requiredField(at, `protected groups must have approval annotation "${name}", ${see}`)];
  if (text.startsWith('unapproved') || /^[a-z][a-z0-9+.-]*:\/\/[^/]+/.test(text)) return [];
  return [
    invalidField(
      at,
      text,
      `protected groups must have approval annotation "${name}" with either a URL or a reason starting with "unapproved", ${see}`,
    ),
  ];
};

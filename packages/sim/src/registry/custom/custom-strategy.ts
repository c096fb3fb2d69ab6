import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { equalJson } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { compileSchema } from './compile-schema.ts';
import { validateEmbedded } from './embedded-resources.ts';
import { validateListTypes } from './list-types.ts';
import { validateScale } from './scale-paths.ts';
import type { ScalePaths } from './scale-paths.ts';
import type { StructuralSchema } from './structural-schema.ts';
import { rulesAfter } from './validation-rules.ts';

/** What a version of a definition says of its objects. */
export interface CustomRules {
  schema: StructuralSchema;
  hasStatus: boolean;
  scale?: ScalePaths;
}

const contentOf = (object: UnstructuredObject, hasStatus: boolean): Record<string, unknown> => {
  const { metadata: _metadata, apiVersion: _apiVersion, kind: _kind, ...content } = object;
  if (hasStatus) delete content.status;
  return content;
};

const OWN_FINALIZERS = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** Finalizers that others may use too. */
const finalizerWarnings: Strategy['warnings'] = ({ metadata: { finalizers = [] } }, current) =>
  finalizers.flatMap((finalizer) => {
    if (OWN_FINALIZERS.has(finalizer) || current?.metadata.finalizers?.includes(finalizer) === true) return [];
    const [domain = '', ...path] = finalizer.split('/');
    if (path.length > 0) return [];
    const better = domain.includes('.') ? 'name including a path (/)' : 'name';
    return [
      `metadata.finalizers: ${JSON.stringify(finalizer)}: prefer a domain-qualified finalizer ${better} to avoid accidental conflicts with other finalizer writers`,
    ];
  });

/** Source: apiextensions `registry/customresource/strategy.go`. */
export const createCustomStrategy = ({ schema, hasStatus, scale }: CustomRules): Strategy => {
  const validate = (object: UnstructuredObject, current?: UnstructuredObject): FieldError[] => {
    const subject = { value: object, at: '', ...(current === undefined ? {} : { old: current }) };
    const errors = [
      ...compileSchema(schema)(subject),
      ...(scale === undefined ? [] : validateScale(object, scale)),
      ...validateEmbedded(object, schema),
      ...validateListTypes(object, schema),
    ];
    return [...errors, ...rulesAfter(errors, schema, subject)];
  };
  const status = schema.properties?.status;
  return {
    conditionalUpdateOnly: true,
    generation: (draft, current) => !equalJson(contentOf(draft, hasStatus), contentOf(current, hasStatus)),
    validate,
    anyFinalizers: true,
    warnings: finalizerWarnings,
    statusMetadata: [],
    validateStatus: (object, current) => {
      if (status === undefined) return [];
      const subject = { value: object.status, at: '', old: current.status };
      const errors = [
        ...compileSchema(status)(subject).map((error) => ({
          ...error,
          field: error.field === '' ? 'status' : `status.${error.field}`,
        })),
        ...validateListTypes(object.status, status, 'status'),
      ];
      return [...errors, ...rulesAfter(errors, status, { ...subject, at: 'status' })];
    },
  };
};

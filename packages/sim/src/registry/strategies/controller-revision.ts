/** ControllerRevisions. Source: kube-apiserver `pkg/apis/apps/validation`. */
import { invalidField, requiredField } from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { equalJson, isJsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { notNegative } from './field-rules.ts';

const validateData = ({ data }: UnstructuredObject): FieldError[] => {
  if (data === undefined || data === null) return [requiredField('data', 'data is mandatory')];
  return isJsonObject(data) ? [] : [requiredField('data', 'data must be a valid JSON object')];
};

export const controllerrevision: Strategy = {
  validate: (object) => notNegative(object.revision, 'revision'),
  validateCreate: validateData,
  validateUpdate: (object, current) =>
    equalJson(object.data, current.data) ? [] : [invalidField('data', object.data, 'field is immutable')],
};

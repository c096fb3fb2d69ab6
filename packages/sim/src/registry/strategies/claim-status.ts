/** The status of a claim. Source: kube-apiserver `pkg/apis/core/validation`, ValidatePersistentVolumeClaimStatusUpdate. */
import { invalidField, qualifiedNameProblems, quantityToNumber, unsupportedField } from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { objectAt } from '../json.ts';

const RESIZE_STATES = [
  ...['ControllerResizeInProgress', 'ControllerResizeInfeasible'],
  ...['NodeResizeInProgress', 'NodeResizeInfeasible', 'NodeResizePending'],
];

/** Of Kubernetes' own resources a claim has only one. */
const validateKey = (name: string, at: string): FieldError[] => {
  const problems = qualifiedNameProblems(name);
  if (problems.length > 0) return problems.map((problem) => invalidField(at, name, problem));
  const isOwn = !name.includes('/') || name.includes('kubernetes.io/');
  return isOwn && name !== 'storage' ? [unsupportedField(at, name, ['storage'])] : [];
};

const validateAmount = (value: unknown, at: string): FieldError[] => {
  const amount = quantityToNumber(String(value));
  return amount < 0 ? [invalidField(at, amount, 'must be a valid resource quantity')] : [];
};

export const validateClaimStatus = (object: UnstructuredObject): FieldError[] => {
  const { capacity, allocatedResourceStatuses, allocatedResources } = objectAt(object, 'status');
  const at = 'status.allocatedResourceStatuses';
  return [
    ...Object.entries(objectAt(capacity)).flatMap(([name, value]) => validateAmount(value, `status.capacity[${name}]`)),
    ...Object.entries(objectAt(allocatedResourceStatuses)).flatMap(([name, state]) => [
      ...validateKey(name, at),
      ...(RESIZE_STATES.includes(String(state)) ? [] : [unsupportedField(at, name, RESIZE_STATES)]),
    ]),
    ...Object.entries(objectAt(allocatedResources)).flatMap(([name, value]) => {
      const problems = validateKey(name, 'status.allocatedResources');
      return problems.length > 0 ? problems : validateAmount(value, `status.allocatedResources[${name}]`);
    }),
  ];
};

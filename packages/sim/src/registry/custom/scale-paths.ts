/** Where a custom resource keeps what `/scale` shows. Source: Kubernetes docs, "Scale subresource". */
import { invalidField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { copyJson, ensureObject, isJsonObject, valueAt } from '../json.ts';

export interface ScalePaths {
  specReplicasPath: string;
  statusReplicasPath: string;
  labelSelectorPath?: string;
}

const stepsOf = (path: string): string[] => path.split('.').slice(1);

export const scaleValue = (object: unknown, path: string): unknown => valueAt(object, ...stepsOf(path));

/** A copy of the object with other replicas. */
export const withReplicas = <T extends object>(object: T, path: string, replicas: number): T => {
  const copy = copyJson(object);
  const steps = stepsOf(path);
  const last = steps.pop();
  if (last !== undefined) ensureObject(copy as Record<string, unknown>, ...steps)[last] = replicas;
  return copy;
};

const goType = (value: unknown): string => {
  if (Array.isArray(value)) return '[]interface {}';
  if (isJsonObject(value)) return 'map[string]interface {}';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'number' ? 'float64' : typeof value;
};

const goText = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

const replicaErrors = (object: unknown, path: string): FieldError[] => {
  const misfit = (value: unknown, expected: string) =>
    invalidField(
      path,
      0,
      `${path} accessor error: ${goText(value)} is of the type ${goType(value)}, expected ${expected}`,
    );
  let value: unknown = object;
  for (const step of stepsOf(path)) {
    if (!isJsonObject(value)) return [misfit(value, 'map[string]interface{}')];
    value = value[step];
    if (value === undefined || value === null) return [];
  }
  if (typeof value !== 'number' || !Number.isInteger(value)) return [misfit(value, 'int64')];
  if (value < 0) return [invalidField(path, value, 'should be a non-negative integer')];
  return value > 2 ** 31 - 1 ? [invalidField(path, value, `should be less than or equal to ${2 ** 31 - 1}`)] : [];
};

/** Replicas must be whole numbers, whatever the schema says. */
export const validateScale = (object: unknown, paths: ScalePaths): FieldError[] => [
  ...replicaErrors(object, paths.specReplicasPath),
  ...replicaErrors(object, paths.statusReplicasPath),
];

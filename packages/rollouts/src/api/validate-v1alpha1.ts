/** Rules that only v1alpha1 has (§3.5): asked before conversion. */
import { forbiddenField, invalidField, requiredField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { annotations } from './names.ts';
import type { RolloutV1alpha1 } from './rollout-v1alpha1.ts';

const styleOf = (rollout: RolloutV1alpha1): string =>
  rollout.metadata.annotations?.[annotations.rollingStyle] ??
  rollout.metadata.annotations?.[annotations.rollingType] ??
  '';

export const validateV1alpha1Rollout = (rollout: RolloutV1alpha1): FieldError[] => {
  const field = 'Spec.Strategy.Canary';
  const canary = rollout.spec.strategy.canary;
  if (canary === undefined) return [requiredField(field, 'Canary cannot be empty')];
  const errors: FieldError[] = [];
  if (!['', 'canary', 'partition'].includes(styleOf(rollout).toLowerCase()))
    errors.push(
      invalidField('metadata.annotations', styleOf(rollout), "Rolling style must be 'Canary', 'Partition' or empty"),
    );
  const steps = canary.steps ?? [];
  steps.forEach(({ weight, replicas }, index) => {
    if (weight === undefined && replicas === undefined)
      errors.push(requiredField(`${field}.Steps[${index}]`, 'weight and replicas cannot be empty at the same time'));
    if (weight !== undefined && (weight < 1 || weight > 100))
      errors.push(invalidField(`${field}.Steps[${index}].Weight`, weight, 'Weight must be in [1, 100]'));
  });
  if ((canary.trafficRoutings ?? []).length > 0) {
    const weights = steps.flatMap(({ weight }) => (weight === undefined ? [] : [weight]));
    if (weights.some((weight, i) => i > 0 && weight < weights[i - 1]!))
      errors.push(invalidField(`${field}.Steps`, weights, 'Steps.Weight must be a non decreasing sequence'));
  }
  return errors;
};

/** v1alpha1 lets the number of steps change while a release runs, but not the style. */
export const validateV1alpha1Update = (rollout: RolloutV1alpha1, stored: RolloutV1alpha1): FieldError[] => {
  const phase = stored.status?.phase;
  if ((phase !== 'Progressing' && phase !== 'Terminating') || styleOf(rollout) === styleOf(stored)) return [];
  return [forbiddenField('metadata.annotations', "Rollout 'Rolling-Style' annotation is immutable")];
};

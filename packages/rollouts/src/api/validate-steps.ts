/** Rules of a plan's steps (§3.5). */
import { invalidField, requiredField } from '@binnacle/kube/api';
import type { FieldError, IntOrString } from '@binnacle/kube/api';
import { routesTraffic } from './plan.ts';
import type { RolloutStep } from './rollout.ts';
import { toPercent } from './scaled.ts';

export interface StepRules {
  /** `canary` or `blueGreen`, as messages say it. */
  strategy: 'canary' | 'blueGreen';
  /** The path of the steps. */
  field: string;
  /** Set for partition style: the largest share of Pods that a step with traffic may take, in percent. */
  percentLimit?: number;
}

const isPositiveReplicas = (value: IntOrString): boolean => {
  if (typeof value === 'number') return Number.isInteger(value) && value > 0;
  const percent = toPercent(value);
  return percent !== undefined && percent > 0 && percent <= 100;
};

const trafficProblem = (step: RolloutStep, strategy: StepRules['strategy']): string | undefined => {
  if (step.traffic === undefined) return undefined;
  const percent = toPercent(step.traffic);
  const lowest = strategy === 'canary' ? 1 : 0;
  if (percent !== undefined && percent >= lowest && percent <= 100) return undefined;
  return strategy === 'canary'
    ? `traffic must be percentage with "0%" < traffic <= "100%" in canary strategy`
    : `traffic must be percentage with "0%" <= traffic <= "100%" in blueGreen strategy`;
};

/** Numbers compare with numbers and shares with shares. */
const decreases = (before: IntOrString, after: IntOrString): boolean => {
  if (typeof before === 'number' && typeof after === 'number') return after < before;
  const [a, b] = [toPercent(before), toPercent(after)];
  return a !== undefined && b !== undefined && b < a;
};

export const validateSteps = (steps: readonly RolloutStep[] | undefined, rules: StepRules): FieldError[] => {
  if (steps === undefined || steps.length === 0)
    return [requiredField(rules.field, 'The number of Canary.Steps cannot be empty')];
  const errors: FieldError[] = [];
  steps.forEach((step, index) => {
    const field = `${rules.field}[${index}]`;
    if (step.replicas === undefined)
      return void errors.push(requiredField(`${field}.replicas`, 'replicas cannot be empty'));
    if (!isPositiveReplicas(step.replicas))
      return void errors.push(
        invalidField(
          `${field}.replicas`,
          step.replicas,
          `replicas must be positive number, or a percentage with "0%" < canaryReplicas <= "100%"`,
        ),
      );
    const percent = toPercent(step.replicas);
    if (
      rules.percentLimit !== undefined &&
      routesTraffic(step) &&
      percent !== undefined &&
      percent > rules.percentLimit
    )
      errors.push(
        invalidField(
          `${field}.steps`,
          step.replicas,
          'For partition style rollout: step[x].replicas must not greater than partition-percent-limit if traffic specified',
        ),
      );
    const problem = trafficProblem(step, rules.strategy);
    if (problem !== undefined) errors.push(invalidField(`${field}.traffic`, step.traffic, problem));
  });
  if (errors.length > 0) return errors;
  for (let i = 1; i < steps.length; i++)
    if (decreases(steps[i - 1]!.replicas!, steps[i]!.replicas!))
      return [invalidField(rules.field, steps[i]!.replicas, 'Steps.CanaryReplicas must be a non decreasing sequence')];
  return [];
};

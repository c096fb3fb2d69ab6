/** The validating webhook's rules for Rollouts (§3.5). Content first: a change that breaks both reports only that. */
import { forbiddenField, invalidField, requiredField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { planOf, stepsOf, styleOf } from './plan.ts';
import type { Rollout } from './rollout.ts';
import { sameJson } from './same-json.ts';
import { groupOf, isSupportedWorkload, supportsBlueGreen } from './supported-workloads.ts';
import { validateSteps } from './validate-steps.ts';
import { validateTrafficRoutings } from './validate-traffic.ts';

export interface RolloutRules {
  /** The largest share of Pods that a step with traffic may take in partition style, in percent. */
  partitionPercentLimit: number;
  /** Other Rollouts of the namespace. */
  others: readonly Rollout[];
  /** Any kind of workload is taken when false. */
  knownWorkloadsOnly?: boolean;
}

export const validateRollout = (rollout: Rollout, rules: RolloutRules): FieldError[] => [
  ...validateWorkloadRef(rollout, rules),
  ...validateStrategy(rollout, rules),
  ...validateConflict(rollout, rules),
];

const validateWorkloadRef = (rollout: Rollout, { knownWorkloadsOnly = true }: RolloutRules): FieldError[] => {
  const ref = rollout.spec.workloadRef as Rollout['spec']['workloadRef'] | undefined;
  if (!ref?.kind || !ref.name || !ref.apiVersion)
    return [invalidField('Spec.ObjectRef.WorkloadRef', ref ?? null, 'WorkloadRef is required')];
  if (knownWorkloadsOnly && !isSupportedWorkload(ref))
    return [invalidField('Spec.WorkloadRef', ref, 'WorkloadRef kind is not supported')];
  if (rollout.spec.strategy.blueGreen !== undefined && !supportsBlueGreen(ref))
    return [invalidField('Spec.WorkloadRef', ref, 'WorkloadRef kind is not supported for bluegreen style')];
  return [];
};

const validateStrategy = (rollout: Rollout, { partitionPercentLimit }: RolloutRules): FieldError[] => {
  const { canary, blueGreen } = rollout.spec.strategy;
  const field = 'Spec.Strategy';
  if (canary === undefined && blueGreen === undefined)
    return [requiredField(field, 'Canary and BlueGreen cannot both be empty')];
  if (canary !== undefined && blueGreen !== undefined)
    return [invalidField(field, null, 'Canary and BlueGreen cannot both be set')];
  const strategy = canary === undefined ? 'blueGreen' : 'canary';
  const path = `${field}.${canary === undefined ? 'BlueGreen' : 'Canary'}`;
  return [
    ...validateSteps(stepsOf(rollout), {
      strategy,
      field: `${path}.Steps`,
      ...(styleOf(rollout) === 'Partition' ? { percentLimit: partitionPercentLimit } : {}),
    }),
    ...validateTrafficRoutings(planOf(rollout)?.trafficRoutings, `${path}.TrafficRoutings`),
  ];
};

const validateConflict = (rollout: Rollout, { others }: RolloutRules): FieldError[] => {
  const own = rollout.spec.workloadRef;
  const rival = others.find(
    ({ metadata, spec }) => metadata.name !== rollout.metadata.name && sameJson(spec.workloadRef, own),
  );
  if (rival === undefined) return [];
  const name = `${rival.metadata.namespace ?? ''}/${rival.metadata.name}`;
  return [
    invalidField(
      'Spec.ObjectRef.WorkloadRef',
      own,
      `This rollout conflict with Rollout(${name}), one workload only have less than one Rollout`,
    ),
  ];
};

/** What may not change while a release runs: asked of the stored object's phase. */
export const validateRolloutUpdate = (rollout: Rollout, stored: Rollout, rules: RolloutRules): FieldError[] => {
  const errors = validateRollout(rollout, rules);
  const phase = stored.status?.phase;
  if (errors.length > 0 || (phase !== 'Progressing' && phase !== 'Terminating')) return errors;
  if (!sameJson(rollout.spec.workloadRef, stored.spec.workloadRef))
    return [forbiddenField('Spec.ObjectRef', "Rollout 'ObjectRef' field is immutable")];
  if (!sameJson(planOf(rollout)?.trafficRoutings ?? [], planOf(stored)?.trafficRoutings ?? []))
    return [
      forbiddenField(
        'Spec.Strategy.Canary|BlueGreen.TrafficRoutings',
        "Rollout 'Strategy.Canary|BlueGreen.TrafficRoutings' field is immutable",
      ),
    ];
  if (styleKey(rollout) !== styleKey(stored))
    return [forbiddenField('Spec.Strategy', 'Rollout style and enableExtraWorkloadForCanary are immutable')];
  if (stepsOf(rollout).length !== stepsOf(stored).length)
    return [forbiddenField('Spec.Strategy.Steps', 'Amount of Rollout steps are immutable')];
  return [];
};

const styleKey = (rollout: Rollout): string => {
  const { blueGreen, canary } = rollout.spec.strategy;
  return blueGreen === undefined ? `canary ${canary?.enableExtraWorkloadForCanary === true}` : 'blueGreen';
};

/** The workload a Rollout names, by group, kind and name: versions are not compared. */
export const namesWorkload = (
  rollout: Rollout,
  workload: { apiVersion: string; kind: string; name: string },
): boolean => {
  const ref = rollout.spec.workloadRef;
  return (
    groupOf(ref.apiVersion) === groupOf(workload.apiVersion) && ref.kind === workload.kind && ref.name === workload.name
  );
};

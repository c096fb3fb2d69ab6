import { ensureObject, isJsonObject, objectAt, setDefault } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { defaultPodSpec } from './pod-defaults.ts';
import { notNegative } from './field-rules.ts';
import { selectorIsFixed, validateNoDeadline, validateWorkload } from './workload.ts';
import { validateReplicaCounts } from './workload-status.ts';
import { warningsOfNamedTemplate } from './pod-warnings.ts';

export const replicaset: Strategy = {
  warnings: warningsOfNamedTemplate('spec', 'template'),
  generation: true,
  prepareCreate: (draft) => {
    draft.status = { replicas: 0 };
  },
  defaults: (draft) => {
    const spec = ensureObject(draft, 'spec');
    setDefault(spec, 'replicas', 1);
    if (spec.minReadySeconds === 0) delete spec.minReadySeconds;
    if (isJsonObject(spec.template)) defaultPodSpec(ensureObject(spec, 'template', 'spec'));
  },
  validate: (object) => {
    const spec = objectAt(object, 'spec');
    return [
      ...notNegative(spec.replicas, 'spec.replicas'),
      ...notNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
      // Upstream's own word.
      ...validateWorkload(spec, 'deployment'),
      ...validateNoDeadline(spec, 'ReplicaSet'),
    ];
  },
  validateUpdate: (object, current) => selectorIsFixed(objectAt(object, 'spec'), objectAt(current, 'spec')),
  validateStatus: validateReplicaCounts,
};

/** ReplicationControllers. Source: kube-apiserver `pkg/apis/core/validation`, ValidateReplicationController. */
import { invalidField, requiredField, unsupportedField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { copyJson, ensureObject, isJsonObject, objectAt, setDefault, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { defaultPodSpec } from './pod-defaults.ts';
import { notNegative } from './field-rules.ts';
import { validateNoDeadline, validateTemplate } from './workload.ts';
import { validateReplicaCounts } from './workload-status.ts';
import { warningsOfNamedTemplate } from './pod-warnings.ts';

const validateMatching = (spec: JsonObject): FieldError[] => {
  const at = 'spec.template';
  if (!isJsonObject(spec.template)) return [requiredField(at)];
  const labels = objectAt(spec, 'template', 'metadata', 'labels');
  const selected = Object.entries(objectAt(spec, 'selector')).every(([key, value]) => labels[key] === value);
  const policy = textAt(spec, 'template', 'spec', 'restartPolicy');
  return [
    ...(selected ? [] : [invalidField(`${at}.metadata.labels`, labels, '`selector` does not match template `labels`')]),
    ...validateTemplate(objectAt(spec, 'template'), at),
    ...(policy === 'Always' ? [] : [unsupportedField(`${at}.spec.restartPolicy`, policy, ['Always'])]),
    ...validateNoDeadline(spec, 'ReplicationController'),
  ];
};

export const replicationController: Strategy = {
  warnings: warningsOfNamedTemplate('spec', 'template'),
  generation: true,
  orphansByDefault: true,
  prepareCreate: (draft) => {
    draft.status = { replicas: 0 };
  },
  defaults: (draft) => {
    const spec = ensureObject(draft, 'spec');
    const labels = objectAt(spec, 'template', 'metadata', 'labels');
    if (Object.keys(labels).length > 0) {
      if (Object.keys(objectAt(spec, 'selector')).length === 0) spec.selector = copyJson(labels);
      if (Object.keys(draft.metadata.labels ?? {}).length === 0)
        draft.metadata.labels = copyJson(labels) as Record<string, string>;
    }
    setDefault(spec, 'replicas', 1);
    if (spec.minReadySeconds === 0) delete spec.minReadySeconds;
    if (isJsonObject(spec.template)) defaultPodSpec(ensureObject(spec, 'template', 'spec'));
  },
  validateStatus: validateReplicaCounts,
  prepareStatus: (draft) => setDefault(ensureObject(draft, 'status'), 'replicas', 0),
  validate: (object) => {
    const spec = objectAt(object, 'spec');
    return [
      ...notNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
      ...(Object.keys(objectAt(spec, 'selector')).length === 0 ? [requiredField('spec.selector')] : []),
      ...notNegative(spec.replicas, 'spec.replicas'),
      ...validateMatching(spec),
    ];
  },
};

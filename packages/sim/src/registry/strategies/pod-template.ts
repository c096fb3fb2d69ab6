import { ensureObject, isJsonObject, objectAt } from '../json.ts';
import { validateAnnotations, validateLabels } from '../meta.ts';
import type { Strategy } from '../strategy.ts';
import { defaultPodSpec } from './pod-defaults.ts';
import { validatePodSpec } from './pod-validation.ts';

/** A stored template: what stands in it is defaulted and checked as in a workload. */
export const podtemplate: Strategy = {
  generation: true,
  returnsDeleted: true,
  defaults: (draft) => {
    if (isJsonObject(draft.template)) defaultPodSpec(ensureObject(draft, 'template', 'spec'));
  },
  validate: (object) => {
    const { labels, annotations } = objectAt(object, 'template', 'metadata');
    return [
      ...validateLabels(labels, 'template.labels'),
      ...validateAnnotations(annotations, 'template.annotations'),
      ...validatePodSpec(objectAt(object, 'template', 'spec'), 'template.spec'),
    ];
  },
};

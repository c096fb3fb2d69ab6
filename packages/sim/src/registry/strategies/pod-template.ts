import { ensureObject, isJsonObject, objectAt } from '../json.ts';
import type { Strategy } from '../strategy.ts';
import { defaultPodSpec } from './pod-defaults.ts';
import { warningsOfTemplate } from './pod-warnings.ts';
import { validateTemplate } from './workload.ts';

/** A stored template: what stands in it is defaulted and checked as in a workload. */
export const podtemplate: Strategy = {
  warnings: warningsOfTemplate('template'),
  generation: true,
  returnsDeleted: true,
  defaults: (draft) => {
    if (isJsonObject(draft.template)) defaultPodSpec(ensureObject(draft, 'template', 'spec'));
  },
  validate: (object) => validateTemplate(objectAt(object, 'template'), 'template'),
};

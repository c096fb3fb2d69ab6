/** PriorityClasses and RuntimeClasses. Source: kube-apiserver `pkg/apis/scheduling/validation`, `pkg/apis/node/validation`. */
import { dnsLabelProblems, forbiddenField, invalidField, requiredField, unsupportedField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { equalJson, isJsonObject, objectAt, objectsAt, setDefault, textAt } from '../json.ts';
import { validateLabels } from '../meta.ts';
import type { Strategy } from '../strategy.ts';
import { labelsWarnings } from './node-label-warnings.ts';
import { validateTolerations } from './placement-validation.ts';
import { validateContainerResourceName, validateResourceAmount } from './resource-names.ts';

const HIGHEST_OF_USERS = 1_000_000_000;
const PREEMPTION = ['Never', 'PreemptLowerPriority'];

/** Values of the classes that a cluster is born with. */
export const systemPriorities: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
};

const systemNameProblem = (name: string, value: unknown, isDefault: boolean): string | undefined => {
  const known = systemPriorities[name];
  if (known === undefined) return `${name} is not a known system priority class`;
  if (value !== known) return `value of ${name} PriorityClass must be ${known}`;
  return isDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
};

export const priorityclass: Strategy = {
  generation: true,
  defaults: (draft) => setDefault(draft, 'preemptionPolicy', 'PreemptLowerPriority'),
  validate: (object) => {
    const { name } = object.metadata;
    const errors: FieldError[] = [];
    if (name.startsWith('system-')) {
      const problem = systemNameProblem(name, object.value, object.globalDefault === true);
      if (problem !== undefined)
        errors.push(
          forbiddenField(
            'metadata.name',
            `priority class names with 'system-' prefix are reserved for system use only. error: ${problem}`,
          ),
        );
    } else if (typeof object.value === 'number' && object.value > HIGHEST_OF_USERS)
      errors.push(forbiddenField('value', `maximum allowed value of a user defined priority is ${HIGHEST_OF_USERS}`));
    const policy = textAt(object, 'preemptionPolicy');
    if (policy === '') errors.push(requiredField('preemptionPolicy'));
    else if (!PREEMPTION.includes(policy))
      errors.push(unsupportedField('preemptionPolicy', policy, [...PREEMPTION].reverse()));
    return errors;
  },
  validateUpdate: (object, current) => [
    ...(equalJson(object.value, current.value) ? [] : [forbiddenField('value', 'may not be changed in an update.')]),
    ...(equalJson(object.preemptionPolicy, current.preemptionPolicy)
      ? []
      : [invalidField('preemptionPolicy', object.preemptionPolicy, 'field is immutable')]),
  ],
};

export const runtimeclass: Strategy = {
  warnings: (object) => labelsWarnings(objectAt(object, 'scheduling', 'nodeSelector'), () => 'scheduling.nodeSelector'),
  createOnUpdate: true,
  conditionalUpdateOnly: true,
  validate: (object) => {
    const handler = textAt(object, 'handler');
    const scheduling = objectAt(object, 'scheduling');
    return [
      ...dnsLabelProblems(handler).map((problem) => invalidField('handler', handler, problem)),
      ...(isJsonObject(scheduling.nodeSelector)
        ? validateLabels(scheduling.nodeSelector, 'scheduling.nodeSelector')
        : []),
      // Both paths are upstream's.
      ...validateTolerations(objectsAt(scheduling, 'tolerations'), 'scheduling.tolerations.tolerations'),
      ...Object.entries(objectAt(object, 'overhead', 'podFixed')).flatMap(([name, amount]) => [
        ...validateContainerResourceName(name, `overhead.limits[${name}]`),
        ...validateResourceAmount(name, String(amount), `overhead.limits[${name}]`),
      ]),
    ];
  },
  validateUpdate: (object, current) =>
    object.handler === current.handler ? [] : [invalidField('handler', object.handler, 'field is immutable')],
};

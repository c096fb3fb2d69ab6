/** Containers added to a Pod that runs. Source: kube-apiserver `ValidatePodEphemeralContainersUpdate`. */
import { duplicateField, forbiddenField } from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { copyJson, ensureObject, equalJson, objectAt, objectsAt, textAt } from '../json.ts';
import { validateContainer } from './container-validation.ts';
import { partsOf } from './pod-validation.ts';

/** What a container for looking around may not have. */
const forbidden = [
  ...[
    'ports',
    'resources',
    'livenessProbe',
    'readinessProbe',
    'startupProbe',
    'lifecycle',
    'resizePolicy',
    'restartPolicy',
  ],
] as const;

const isEmpty = (value: unknown): boolean =>
  value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

/** A write through `/ephemeralcontainers` changes these and nothing else. */
export const narrowToEphemeral = (draft: UnstructuredObject, current: UnstructuredObject): void => {
  const { ephemeralContainers } = objectAt(draft, 'spec');
  Object.assign(draft, { ...copyJson(current), metadata: { ...current.metadata } });
  if (ephemeralContainers !== undefined) ensureObject(draft, 'spec').ephemeralContainers = ephemeralContainers;
  else delete ensureObject(draft, 'spec').ephemeralContainers;
};

const validateContainers = (spec: unknown): FieldError[] => {
  const others = [...objectsAt(spec, 'initContainers'), ...objectsAt(spec, 'containers')].map((one) =>
    textAt(one, 'name'),
  );
  const names = new Set(others);
  const { parts } = partsOf(objectAt(spec), 'spec');
  return objectsAt(spec, 'ephemeralContainers').flatMap((container, i) => {
    const field = `spec.ephemeralContainers[${i}]`;
    const name = textAt(container, 'name');
    const target = textAt(container, 'targetContainerName');
    const errors = validateContainer(container, field, parts);
    if (name !== '' && names.has(name)) errors.push(duplicateField(`${field}.name`, name));
    names.add(name);
    if (target !== '' && !others.includes(target))
      errors.push({
        reason: 'FieldValueNotFound',
        message: `Not found: ${JSON.stringify(target)}`,
        field: `${field}.targetContainerName`,
      });
    for (const what of forbidden)
      if (!isEmpty(container[what]))
        errors.push(forbiddenField(`${field}.${what}`, 'cannot be set for an Ephemeral Container'));
    return errors;
  });
};

/** What was added stays as it is. */
export const validateEphemeralUpdate = (object: UnstructuredObject, current: UnstructuredObject): FieldError[] => {
  const sent = objectsAt(object.spec, 'ephemeralContainers');
  const errors = validateContainers(object.spec);
  for (const held of objectsAt(current.spec, 'ephemeralContainers')) {
    const name = textAt(held, 'name');
    const found = sent.find((one) => textAt(one, 'name') === name);
    const problem = found === undefined ? 'removed' : equalJson(found, held) ? undefined : 'changed';
    if (problem !== undefined)
      errors.push(
        forbiddenField(
          'spec.ephemeralContainers',
          `existing ephemeral containers ${JSON.stringify(name)} may not be ${problem}\n`,
        ),
      );
  }
  return errors;
};

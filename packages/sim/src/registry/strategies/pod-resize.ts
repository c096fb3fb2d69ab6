/** Pods that get more or less while they run. Source: kube-apiserver `ValidatePodResize` and its `podResizeStrategy`. */
import { forbiddenField, invalidField } from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { copyJson, equalJson, objectAt, objectsAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';

const lists = ['containers', 'initContainers'] as const;

const namesOf = (spec: unknown, list: (typeof lists)[number]): string[] =>
  objectsAt(spec, list).map((container) => textAt(container, 'name'));

const isSidecar = (container: JsonObject): boolean => container.restartPolicy === 'Always';

/** A write through `/resize` changes what containers ask for and nothing else; other containers are for validation to see. */
export const narrowToResize = (draft: UnstructuredObject, current: UnstructuredObject): void => {
  const sent = objectAt(draft, 'spec');
  const kept = copyJson(objectAt(current, 'spec'));
  for (const list of lists) {
    const containers = objectsAt(sent, list);
    if (!equalJson(namesOf(sent, list), namesOf(kept, list))) return;
    objectsAt(kept, list).forEach((container, i) => {
      for (const field of ['resources', 'resizePolicy'])
        if (containers[i]?.[field] === undefined) delete container[field];
        else container[field] = containers[i][field];
    });
  }
  Object.assign(draft, copyJson(current), { metadata: { ...current.metadata }, spec: kept });
};

const validateOrder = (spec: unknown, before: unknown): FieldError[] =>
  lists.flatMap((list) => {
    const [names, held] = [namesOf(spec, list), namesOf(before, list)];
    if (names.length !== held.length)
      return [forbiddenField(`spec.${list}`, `${list} may not be added or removed on resize`)];
    return held.flatMap((name, i) =>
      names[i] === name
        ? []
        : [forbiddenField(`spec.${list}[${i}].name`, `${list} may not be renamed or reordered on resize`)],
    );
  });

const validateKept = (container: JsonObject, before: JsonObject, at: string): FieldError[] =>
  ['requests', 'limits'].flatMap((field) => {
    const held = Object.keys(objectAt(before, 'resources', field));
    const now = objectAt(container, 'resources', field);
    return held.every((name) => name in now)
      ? []
      : [forbiddenField(`${at}.resources.${field}`, `resource ${field} cannot be removed`)];
  });

/** A container with the amounts of processor and memory, and how it takes changes of them, as they were. */
const withAmountsOf = (container: JsonObject, before: JsonObject): JsonObject => {
  const copy = copyJson(container);
  const resources = objectAt(copy, 'resources');
  for (const field of ['requests', 'limits']) {
    const held = objectAt(before, 'resources', field);
    const amounts = Object.fromEntries(
      Object.entries(objectAt(resources, field)).filter(([name]) => name !== 'cpu' && name !== 'memory'),
    );
    for (const name of ['cpu', 'memory']) if (held[name] !== undefined) amounts[name] = held[name];
    if (Object.keys(amounts).length > 0) resources[field] = amounts;
    else delete resources[field];
  }
  return copy;
};

/** What a resize may not do. `classOf` tells a Pod's quality of service. */
export const validateResize = (
  object: UnstructuredObject,
  current: UnstructuredObject,
  classOf: (spec: unknown) => string,
): FieldError[] => {
  const [spec, before] = [objectAt(object, 'spec'), objectAt(current, 'spec')];
  const errors: FieldError[] = [];
  if (classOf(spec) !== classOf(before))
    errors.push(
      invalidField(
        'spec',
        textAt(object, 'status', 'qosClass'),
        'Pod QOS Class may not change as a result of resizing',
      ),
    );
  const disorder = validateOrder(spec, before);
  if (disorder.length > 0) return [...errors, ...disorder];
  const pairs = (list: (typeof lists)[number]) =>
    objectsAt(spec, list).map((container, i) => ({
      container,
      held: objectsAt(before, list)[i]!,
      at: `spec.${list}[${i}]`,
    }));
  const [init, main] = [pairs('initContainers'), pairs('containers')];
  for (const { container, held, at } of [...init.filter(({ held: one }) => isSidecar(one)), ...main])
    errors.push(...validateKept(container, held, at));
  for (const { container, held } of main)
    if (!equalJson(withAmountsOf(container, held), held))
      errors.push(forbiddenField('spec', 'only cpu and memory resources are mutable'));
  for (const { container, held } of init)
    if (isSidecar(container)) {
      if (!equalJson(withAmountsOf(container, held), held))
        errors.push(forbiddenField('spec', 'only cpu and memory resources for sidecar containers are mutable'));
    } else if (!equalJson(container, held))
      errors.push(forbiddenField('spec', 'resources for non-sidecar init containers are immutable'));
  return errors;
};

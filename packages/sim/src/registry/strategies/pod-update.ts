/** What may change of a Pod. Source: kube-apiserver `pkg/apis/core/validation/validation.go`, ValidatePodUpdate. */
import { forbiddenField, invalidField, requiredField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { copyJson, equalJson, isJsonObject, objectAt, objectsAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { MOST_INT32, within } from './field-rules.ts';
import { REQUIRED, validateTolerations } from './placement-validation.ts';
import { validateImageText } from './pod-validation.ts';

const IMMUTABLE =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

interface Change {
  spec: JsonObject;
  before: JsonObject;
}

/** An error that ends the look at a Pod. */
interface Verdict {
  errors: FieldError[];
  stops?: boolean;
}

const containersChange =
  (field: 'containers' | 'initContainers') =>
  ({ spec, before }: Change): Verdict => {
    const containers = objectsAt(spec, field);
    if (containers.length !== objectsAt(before, field).length)
      return {
        errors: [forbiddenField(`spec.${field}`, 'pod updates may not add or remove containers')],
        stops: true,
      };
    return {
      errors: containers.flatMap((container, i) => {
        const image = textAt(container, 'image');
        const at = `spec.${field}[${i}].image`;
        if (image === '') return [requiredField(at)];
        return validateImageText(image, at);
      }),
    };
  };

const deadlineChange = ({ spec, before }: Change): Verdict => {
  const [now, old] = [spec.activeDeadlineSeconds, before.activeDeadlineSeconds];
  const at = 'spec.activeDeadlineSeconds';
  if (typeof now !== 'number')
    return {
      errors: old === undefined ? [] : [invalidField(at, null, 'must not update from a positive integer to nil value')],
    };
  const range = within(now, [0, MOST_INT32], at);
  if (range.length > 0) return { errors: range, stops: true };
  if (typeof old === 'number' && old < now)
    return { errors: [invalidField(at, now, 'must be less than or equal to previous value')], stops: true };
  return { errors: [] };
};

const withoutSeconds = ({ tolerationSeconds: _seconds, ...toleration }: JsonObject): JsonObject => toleration;

const tolerationsChange = ({ spec, before }: Change): Verdict => {
  const now = objectsAt(spec, 'tolerations');
  const isKept = (old: JsonObject) => now.some((one) => equalJson(withoutSeconds(one), withoutSeconds(old)));
  const at = 'spec.tolerations';
  if (!objectsAt(before, 'tolerations').every(isKept))
    return { errors: [forbiddenField(at, 'existing toleration can not be modified except its tolerationSeconds')] };
  return { errors: validateTolerations(now, at) };
};

const gatesChange = ({ spec, before }: Change): Verdict => {
  const old = new Set(objectsAt(before, 'schedulingGates').map(({ name }) => name));
  return {
    errors: objectsAt(spec, 'schedulingGates').flatMap(({ name }, i) =>
      old.has(name)
        ? []
        : [
            forbiddenField(
              `spec.schedulingGates[${i}].name`,
              `only deletion is allowed, but found new scheduling gate '${String(name)}'`,
            ),
          ],
    ),
  };
};

/** A list that begins with all of the other. */
const isLonger = (now: JsonObject[], old: JsonObject[]): boolean => equalJson(now.slice(0, old.length), old);

const onlyAdds = (now: JsonObject, old: JsonObject): boolean => {
  const [expressions, fields] = [objectsAt(old, 'matchExpressions'), objectsAt(old, 'matchFields')];
  const [nowExpressions, nowFields] = [objectsAt(now, 'matchExpressions'), objectsAt(now, 'matchFields')];
  if (expressions.length + fields.length === 0 && nowExpressions.length + nowFields.length > 0) return false;
  return isLonger(nowExpressions, expressions) && isLonger(nowFields, fields);
};

const listOrNull = (list: JsonObject[], show: (item: JsonObject) => JsonObject): JsonObject[] | null =>
  list.length === 0 ? null : list.map(show);

/** In the words of the server's own type. */
const termAsGo = (term: JsonObject): JsonObject => {
  const requirement = ({ key = '', operator = '', values = null }: JsonObject) => ({
    Key: key,
    Operator: operator,
    Values: values,
  });
  return {
    MatchExpressions: listOrNull(objectsAt(term, 'matchExpressions'), requirement),
    MatchFields: listOrNull(objectsAt(term, 'matchFields'), requirement),
  };
};

/** A Pod that waits at its gates may still be told to fit on fewer nodes. */
const placesChange = ({ spec, before }: Change): Verdict => {
  const errors: FieldError[] = [];
  const [selector, oldSelector] = [objectAt(spec, 'nodeSelector'), objectAt(before, 'nodeSelector')];
  if (Object.entries(oldSelector).some(([key, value]) => selector[key] !== value))
    errors.push(
      invalidField(
        'spec.nodeSelector',
        spec.nodeSelector ?? null,
        'only additions to spec.nodeSelector are allowed (no mutations or deletions)',
      ),
    );
  const terms = (from: JsonObject) => objectsAt(from, 'affinity', 'nodeAffinity', REQUIRED, 'nodeSelectorTerms');
  const [now, old] = [terms(spec), terms(before)];
  const at = `spec.affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms`;
  if (old.length === 0) return { errors };
  if (now.length !== old.length)
    errors.push(
      invalidField(
        at,
        listOrNull(now, termAsGo),
        'no additions/deletions to non-empty NodeSelectorTerms list are allowed',
      ),
    );
  else
    old.forEach((term, i) => {
      if (!onlyAdds(now[i]!, term))
        errors.push(
          invalidField(`${at}[${i}]`, termAsGo(now[i]!), 'only additions are allowed (no mutations or deletions)'),
        );
    });
  return { errors };
};

/** What has its own rules is set as it was. */
const otherwise = ({ spec, before }: Change, isGated: boolean): JsonObject => {
  const copy = copyJson(spec);
  for (const field of ['containers', 'initContainers'])
    objectsAt(copy, field).forEach((container, i) => {
      const old = objectsAt(before, field)[i];
      if (old !== undefined) container.image = old.image;
    });
  const restored = ['activeDeadlineSeconds', 'tolerations', 'schedulingGates', ...(isGated ? ['nodeSelector'] : [])];
  for (const field of restored) {
    if (before[field] === undefined) delete copy[field];
    else copy[field] = before[field];
  }
  if (!isGated) return copy;
  const oldAffinity = objectAt(before, 'affinity').nodeAffinity;
  const affinity: JsonObject = { ...objectAt(copy, 'affinity') };
  if (oldAffinity === undefined) delete affinity.nodeAffinity;
  else affinity.nodeAffinity = oldAffinity;
  if (Object.keys(affinity).length > 0 || isJsonObject(before.affinity)) copy.affinity = affinity;
  else delete copy.affinity;
  return copy;
};

const rest = (change: Change, isGated: boolean): FieldError[] => {
  const { before } = change;
  const now = otherwise(change, isGated);
  if (equalJson(now, before)) return [];
  const changed = [...new Set([...Object.keys(now), ...Object.keys(before)])].filter(
    (field) => !equalJson(now[field], before[field]),
  );
  const lines = changed.flatMap((field) => [
    `-  ${field}: ${JSON.stringify(before[field])}`,
    `+  ${field}: ${JSON.stringify(now[field])}`,
  ]);
  return [forbiddenField('spec', `${IMMUTABLE}\n${lines.join('\n')}\n`)];
};

const rules = [
  containersChange('containers'),
  containersChange('initContainers'),
  deadlineChange,
  tolerationsChange,
  gatesChange,
];

/** Binding, which puts a Pod on a node, has its own checks: it does not come this way. */
export const validatePodChange = (spec: JsonObject, before: JsonObject): FieldError[] => {
  const change = { spec, before };
  const errors: FieldError[] = [];
  for (const rule of rules) {
    const verdict = rule(change);
    errors.push(...verdict.errors);
    if (verdict.stops === true) return errors;
  }
  if (equalJson(spec, before)) return errors;
  const isGated = objectsAt(before, 'schedulingGates').length > 0;
  if (isGated) errors.push(...placesChange(change).errors);
  return [...errors, ...rest(change, isGated)];
};

/** What workloads share: selectors and templates. */
import { forbiddenField, fromLabelSelector, invalidField, requiredField, unsupportedField } from '@binnacle/kube/api';
import type { FieldError, LabelSelector } from '@binnacle/kube/api';
import { equalJson, isJsonObject, objectAt, objectsAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { validateAnnotations, validateLabels } from '../meta.ts';
import { validateLabelSelector } from './label-selector.ts';
import { validatePodSpec } from './pod-validation.ts';

/** A template of Pods, wherever it stands. */
export const validateTemplate = (template: JsonObject, at: string): FieldError[] => {
  const { labels, annotations } = objectAt(template, 'metadata');
  const spec = objectAt(template, 'spec');
  return [
    ...validateLabels(labels, `${at}.labels`),
    ...validateAnnotations(annotations, `${at}.annotations`),
    ...validatePodSpec(spec, `${at}.spec`),
    ...(objectsAt(spec, 'ephemeralContainers').length === 0
      ? []
      : [forbiddenField(`${at}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template')]),
  ];
};

/** What is to run for ever has no deadline. */
export const validateNoDeadline = (spec: JsonObject, kind: string): FieldError[] =>
  objectAt(spec, 'template', 'spec').activeDeadlineSeconds === undefined
    ? []
    : [forbiddenField('spec.template.spec.activeDeadlineSeconds', `activeDeadlineSeconds in ${kind} is not Supported`)];

/** Selector and template must fit each other; templates always restart. */
export const validateWorkload = (spec: JsonObject, kind: string): FieldError[] => {
  const errors: FieldError[] = [];
  const { selector } = spec;
  let matches: ((labels: Record<string, string>) => boolean) | undefined;
  if (!isJsonObject(selector)) {
    // Upstream does not insist on a DaemonSet's selector: one that is absent just matches nothing.
    if (kind !== 'daemonset') errors.push(requiredField('spec.selector'));
  } else {
    const problems = validateLabelSelector(selector, 'spec.selector');
    errors.push(...problems);
    if (objectsAt(selector, 'matchExpressions').length + Object.keys(objectAt(selector, 'matchLabels')).length === 0)
      errors.push(invalidField('spec.selector', selector, `empty selector is invalid for ${kind}`));
    else if (problems.length > 0) errors.push(invalidField('spec.selector', selector, 'invalid label selector'));
    else {
      const matcher = fromLabelSelector(selector as LabelSelector);
      matches = (labels) => matcher.matches(labels);
    }
    if (matches === undefined) return errors;
  }
  const labels = objectAt(spec, 'template', 'metadata', 'labels') as Record<string, string>;
  if (matches?.(labels) !== true)
    errors.push(
      invalidField(
        'spec.template.metadata.labels',
        Object.keys(labels).length === 0 ? null : labels,
        '`selector` does not match template `labels`',
      ),
    );
  errors.push(...validateTemplate(objectAt(spec, 'template'), 'spec.template'));
  const policy = textAt(spec, 'template', 'spec', 'restartPolicy');
  if (policy !== '' && policy !== 'Always')
    errors.push(unsupportedField('spec.template.spec.restartPolicy', policy, ['Always']));
  return errors;
};

export const selectorIsFixed = (spec: JsonObject, before: JsonObject): FieldError[] =>
  equalJson(spec.selector, before.selector)
    ? []
    : [invalidField('spec.selector', spec.selector ?? null, 'field is immutable')];

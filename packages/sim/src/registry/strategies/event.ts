/** Events, stored once, read through the core group and events.k8s.io. Source: kube-apiserver `core/validation/events.go`. */
import { ensureObject, isJsonObject, objectAt, setDefault, textAt } from '../json.ts';
import {
  dnsSubdomainProblems,
  invalidField,
  pathSegmentProblems,
  qualifiedNameProblems,
  requiredField,
} from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import type { Strategy } from '../strategy.ts';

const hasMoment = (value: unknown): boolean => typeof value === 'string' && value !== '';

const LENGTHS = { reportingInstance: 128, action: 128, reason: 128, message: 1024 };

/** What is said of Events that carry a moment of their own, whoever wrote them. */
const validateTimed = (object: UnstructuredObject, controllerField: string): FieldError[] => {
  const controller = textAt(object, 'reportingComponent');
  const errors: FieldError[] = [];
  if (textAt(object, 'involvedObject', 'namespace') === '' && !['default', 'kube-system'].includes(namespaceOf(object)))
    errors.push(invalidField('involvedObject.namespace', '', 'does not match event.namespace'));
  if (controller === '') errors.push(requiredField(controllerField));
  errors.push(
    ...qualifiedNameProblems(controller).map((problem) => invalidField(controllerField, controller, problem)),
  );
  for (const [field, limit] of Object.entries(LENGTHS)) {
    const text = textAt(object, field);
    if (text === '' && field !== 'message') errors.push(requiredField(field));
    if (text.length > limit) errors.push(invalidField(field, '', `can have at most ${limit} characters`));
  }
  return errors;
};

const namespaceOf = ({ metadata }: UnstructuredObject): string => metadata.namespace ?? '';

const validateOld = (object: UnstructuredObject, controllerField: string): FieldError[] => {
  if (hasMoment(object.eventTime)) return validateTimed(object, controllerField);
  const about = textAt(object, 'involvedObject', 'namespace');
  const own = namespaceOf(object);
  const fits = about === '' ? own === 'default' || own === 'kube-system' : about === own;
  return fits ? [] : [invalidField('involvedObject.namespace', about, 'does not match event.namespace')];
};

/** What events.k8s.io asks beside; the object is in its stored form. */
export const validateNewEvent = (object: UnstructuredObject): FieldError[] => {
  const { series } = object;
  const errors = [
    ...validateOld(object, 'reportingController'),
    ...dnsSubdomainProblems(object.metadata.name ?? '').map((problem) =>
      invalidField('metadata.name', object.metadata.name, problem),
    ),
  ];
  if (isJsonObject(series)) {
    if (Number(series.count ?? 0) < 2) errors.push(invalidField('series.count', '', 'should be at least 2'));
    if (!hasMoment(series.lastObservedTime)) errors.push(requiredField('series.lastObservedTime'));
  }
  if (!hasMoment(object.eventTime)) errors.push(requiredField('eventTime'));
  const type = textAt(object, 'type');
  if (type !== 'Normal' && type !== 'Warning') errors.push(invalidField('type', '', `has invalid value: ${type}`));
  for (const field of ['firstTimestamp', 'lastTimestamp'])
    if (hasMoment(object[field])) errors.push(invalidField(field, '', 'needs to be unset'));
  if (Number(object.count ?? 0) !== 0) errors.push(invalidField('count', '', 'needs to be unset'));
  if (Object.values(objectAt(object, 'source')).some((value) => value !== ''))
    errors.push(invalidField('source', '', 'needs to be unset'));
  return errors;
};

export const event: Strategy = {
  nameProblems: pathSegmentProblems,
  createOnUpdate: true,
  defaults: (draft) => {
    ensureObject(draft, 'involvedObject');
    setDefault(draft, 'source', {});
    setDefault(draft, 'firstTimestamp', null);
    setDefault(draft, 'lastTimestamp', null);
    setDefault(draft, 'eventTime', null);
  },
  validate: (object) => validateOld(object, 'reportingComponent'),
};

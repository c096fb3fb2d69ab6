/** What may become of a Job's status. Source: kube-apiserver `pkg/apis/batch/validation`, ValidateJobStatusUpdate. */
import { duplicateField, invalidField, requiredField } from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { equalJson, isJsonObject, objectAt, objectsAt, textAt, textsAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { notNegative } from './field-rules.ts';
import { validateIndexes } from './job-indexes.ts';

const AT = 'status.conditions';
const FINAL = ['Failed', 'Complete', 'FailureTarget'];

const countAt = (status: JsonObject, field: string): number => (typeof status[field] === 'number' ? status[field] : 0);

const isTrue = (status: JsonObject, type: string): boolean =>
  objectsAt(status, 'conditions').some((condition) => condition.type === type && condition.status === 'True');

const isFinished = (status: JsonObject): boolean => isTrue(status, 'Complete') || isTrue(status, 'Failed');

/** Of conditions: upstream shows no value. */
const contradiction = (detail: string): FieldError => ({
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${detail}`,
  field: AT,
});

const validateUncounted = (status: JsonObject): FieldError[] => {
  const seen = new Set<string>();
  return ['succeeded', 'failed'].flatMap((list) =>
    textsAt(status, 'uncountedTerminatedPods', list).flatMap((uid, i) => {
      const at = `status.uncountedTerminatedPods.${list}[${i}]`;
      if (uid === '') return [invalidField(at, uid, 'must not be empty')];
      if (seen.has(uid)) return [duplicateField(at, uid)];
      seen.add(uid);
      return [];
    }),
  );
};

const secondsOf = (time: string): number => Date.parse(time) / 1000;

/** What a finished Job must be, where this write has a part in it. */
const validateFinished = (spec: JsonObject, status: JsonObject, changed: (field: string) => boolean): FieldError[] => {
  const errors: FieldError[] = [];
  const ends = changed('finished');
  const done = isFinished(status);
  if ((ends || changed('active')) && countAt(status, 'active') > 0 && done)
    errors.push(invalidField('status.active', status.active, 'active>0 is invalid for finished job'));
  const neverRan = spec.suspend === true && spec.completions === 0;
  if ((ends || changed('startTime')) && !neverRan && status.startTime === undefined && done)
    errors.push(requiredField('status.startTime', 'startTime is required for finished job'));
  const uncounted = objectAt(status, 'uncountedTerminatedPods');
  if ((ends || changed('uncountedTerminatedPods')) && done)
    if (textsAt(uncounted, 'succeeded').length + textsAt(uncounted, 'failed').length > 0) {
      const shown = { Succeeded: uncounted.succeeded ?? null, Failed: uncounted.failed ?? null };
      errors.push(invalidField('status.uncountedTerminatedPods', shown, 'must be empty for finished job'));
    }
  return errors;
};

const validateCompletion = (status: JsonObject, changed: (field: string) => boolean): FieldError[] => {
  const { startTime, completionTime } = status;
  const at = 'status.completionTime';
  const [complete, failed] = [isTrue(status, 'Complete'), isTrue(status, 'Failed')];
  const errors: FieldError[] = [];
  if ((changed('Complete') || changed('Failed')) && complete && failed)
    errors.push(contradiction('cannot set Complete=True and Failed=true conditions'));
  if ((changed('Complete') || changed('FailureTarget')) && complete && isTrue(status, 'FailureTarget'))
    errors.push(contradiction('cannot set Complete=True and FailureTarget=true conditions'));
  if (changed('Complete') || changed('completionTime')) {
    if (completionTime !== undefined && !complete)
      errors.push(
        invalidField(at, completionTime, 'cannot set completionTime when there is no Complete=True condition'),
      );
    if (completionTime === undefined && complete)
      errors.push(requiredField(at, 'completionTime is required for Complete jobs'));
  }
  if ((changed('startTime') || changed('completionTime')) && typeof startTime === 'string')
    if (typeof completionTime === 'string' && secondsOf(completionTime) < secondsOf(startTime))
      errors.push(invalidField(at, completionTime, 'must be equal to or after `startTime`'));
  if ((changed('Failed') || changed('failedIndexes')) && failed && !isTrue(status, 'FailureTarget'))
    errors.push(contradiction('cannot set Failed=True condition without the FailureTarget=true condition'));
  if ((changed('Complete') || changed('SuccessCriteriaMet')) && complete && !isTrue(status, 'SuccessCriteriaMet'))
    errors.push(contradiction('cannot set Complete=True condition without the SuccessCriteriaMet=true condition'));
  return errors;
};

const validatePods = (status: JsonObject, changed: (field: string) => boolean): FieldError[] => [
  ...((changed('finished') || changed('terminating')) && countAt(status, 'terminating') > 0 && isFinished(status)
    ? [invalidField('status.terminating', status.terminating, 'terminating>0 is invalid for finished job')]
    : []),
  ...((changed('ready') || changed('active')) &&
  status.ready !== undefined &&
  countAt(status, 'ready') > countAt(status, 'active')
    ? [invalidField('status.ready', status.ready, 'cannot set more ready pods than active')]
    : []),
];

const validateSuccess = (spec: JsonObject, status: JsonObject): FieldError[] => {
  const met = isTrue(status, 'SuccessCriteriaMet');
  return [
    ...(met && isTrue(status, 'Failed')
      ? [contradiction('cannot set SuccessCriteriaMet=True and Failed=true conditions')]
      : []),
    ...(met && isTrue(status, 'FailureTarget')
      ? [contradiction('cannot set SuccessCriteriaMet=True and FailureTarget=true conditions')]
      : []),
    ...(isJsonObject(spec.successPolicy) && !met && isTrue(status, 'Complete')
      ? [contradiction('cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True')]
      : []),
  ];
};

/** What is said once cannot be taken back. */
const validateCourse = (spec: JsonObject, status: JsonObject, before: JsonObject): FieldError[] => {
  const errors = FINAL.filter((type) => isTrue(before, type) && !isTrue(status, type)).map((type) =>
    contradiction(`cannot disable the terminal ${type}=True condition`),
  );
  const falls = (field: string) => {
    if (countAt(status, field) < countAt(before, field))
      errors.push(invalidField(`status.${field}`, countAt(status, field), `cannot decrease the ${field} counter`));
  };
  falls('failed');
  // Who asks for fewer completions has fewer Pods that succeeded.
  if (spec.completionMode !== 'Indexed' || spec.completions !== spec.parallelism) falls('succeeded');
  const { completionTime, startTime } = status;
  if (completionTime !== undefined && before.completionTime !== undefined && completionTime !== before.completionTime)
    errors.push(invalidField('status.completionTime', completionTime, 'field is immutable'));
  const suspended = (of: JsonObject, value: string) =>
    objectsAt(of, 'conditions').some(({ type, status: is }) => type === 'Suspended' && is === value);
  const resumes = suspended(before, 'True') && suspended(status, 'False');
  if (before.startTime !== undefined && startTime !== before.startTime && spec.suspend !== true && !resumes)
    errors.push(requiredField('status.startTime', 'startTime cannot be removed for unsuspended job'));
  const met = 'SuccessCriteriaMet';
  if (isTrue(before, met) && !isTrue(status, met))
    errors.push(contradiction('cannot disable the SuccessCriteriaMet=True condition'));
  if (isTrue(before, 'Complete') && !isTrue(before, met) && isTrue(status, met))
    errors.push(contradiction('cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions'));
  return errors;
};

const COUNTS = ['active', 'succeeded', 'failed', 'ready', 'terminating'];
const CONDITIONS = ['Complete', 'Failed', 'FailureTarget', 'SuccessCriteriaMet'];

/** Rules hold for what a write changes: whatever was there before may stay. */
export const validateJobStatus = (object: UnstructuredObject, current: UnstructuredObject): FieldError[] => {
  const [spec, status, before] = [objectAt(object, 'spec'), objectAt(object, 'status'), objectAt(current, 'status')];
  const changed = (what: string): boolean => {
    if (what === 'finished') return isFinished(status) !== isFinished(before);
    if (CONDITIONS.includes(what)) return isTrue(status, what) !== isTrue(before, what);
    if (what === 'active') return countAt(status, what) !== countAt(before, what);
    if (what === 'completedIndexes') return textAt(status, what) !== textAt(before, what);
    return !equalJson(status[what], before[what]);
  };
  return [
    ...COUNTS.flatMap((field) => notNegative(status[field], `status.${field}`)),
    ...validateUncounted(status),
    ...validateCompletion(status, changed),
    ...validateFinished(spec, status, changed),
    ...validateIndexes(spec, status, changed),
    ...validatePods(status, changed),
    ...validateSuccess(spec, status),
    ...validateCourse(spec, status, before),
  ];
};

import { invalidField, requiredField, unsupportedField } from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { ensureObject, objectAt, setDefault, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { isTimeZone, parseSchedule } from '../../cron/schedule.ts';
import type { Strategy } from '../strategy.ts';
import { defaultJobSpec, validateJobSpec } from './job.ts';
import { notNegative } from './field-rules.ts';
import { warningsOfNamedTemplate } from './pod-warnings.ts';

/** A Job's name is the CronJob's with eleven characters more. */
const NAME_LIMIT = 52;

const POLICIES = ['Allow', 'Forbid', 'Replace'];

const validateSchedule = (schedule: string): FieldError[] => {
  if (schedule === '') return [requiredField('spec.schedule')];
  const errors: FieldError[] = [];
  try {
    parseSchedule(schedule);
  } catch (error) {
    errors.push(invalidField('spec.schedule', schedule, error instanceof Error ? error.message : String(error)));
  }
  if (schedule.includes('TZ'))
    errors.push(
      invalidField('spec.schedule', schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'),
    );
  return errors;
};

const validateTimeZone = (zone: unknown): FieldError[] => {
  const at = 'spec.timeZone';
  if (typeof zone !== 'string') return [];
  if (zone === '') return [invalidField(at, zone, 'timeZone must be nil or non-empty string')];
  const odd = zone
    .split('/')
    .some((part) => part === '.' || part === '..' || part.startsWith('-') || !/^[A-Za-z.\-_0-9+]{1,14}$/.test(part));
  if (odd) return [invalidField(at, zone, `unknown time zone ${zone}`)];
  const errors: FieldError[] = [];
  if (zone.toLowerCase() === 'local')
    errors.push(
      invalidField(at, zone, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'),
    );
  else if (!isTimeZone(zone)) errors.push(invalidField(at, zone, `unknown time zone ${zone}`));
  return errors;
};

const validate = (spec: JsonObject): FieldError[] => {
  const policy = textAt(spec, 'concurrencyPolicy');
  const inner = objectAt(spec, 'jobTemplate', 'spec');
  const errors = [
    ...validateSchedule(textAt(spec, 'schedule')),
    ...notNegative(spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds'),
    ...validateTimeZone(spec.timeZone),
    ...(POLICIES.includes(policy) ? [] : [unsupportedField('spec.concurrencyPolicy', policy, POLICIES)]),
    ...validateJobSpec(inner, 'spec.jobTemplate.spec'),
  ];
  if (inner.selector !== undefined)
    errors.push(invalidField('spec.jobTemplate.spec.selector', inner.selector, '`selector` will be auto-generated'));
  if (inner.manualSelector === true)
    errors.push(unsupportedField('spec.jobTemplate.spec.manualSelector', true, ['nil', 'false']));
  return [
    ...errors,
    ...notNegative(spec.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit'),
    ...notNegative(spec.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit'),
  ];
};

/** A template has only the defaults of what is in it: a Job's own come when it is made. */
const defaultTemplate = (spec: JsonObject): void => {
  const own = ['completions', 'parallelism', 'backoffLimit', 'completionMode', 'suspend'];
  const unset = [...own, 'podReplacementPolicy', 'manualSelector'].filter((field) => spec[field] === undefined);
  defaultJobSpec(spec);
  for (const field of unset) delete spec[field];
};

const validateName = ({ metadata: { name } }: UnstructuredObject): FieldError[] =>
  name.length > NAME_LIMIT ? [invalidField('metadata.name', name, 'must be no more than 52 characters')] : [];

export const cronjob: Strategy = {
  warnings: warningsOfNamedTemplate('spec', 'jobTemplate', 'spec', 'template'),
  generation: true,
  defaults: (draft) => {
    const spec = ensureObject(draft, 'spec');
    if (textAt(spec, 'concurrencyPolicy') === '') spec.concurrencyPolicy = 'Allow';
    setDefault(spec, 'suspend', false);
    setDefault(spec, 'successfulJobsHistoryLimit', 3);
    setDefault(spec, 'failedJobsHistoryLimit', 1);
    defaultTemplate(ensureObject(spec, 'jobTemplate', 'spec'));
  },
  validate: (object) => [...validate(objectAt(object, 'spec')), ...validateName(object)],
};

/** Options of writes from the query and, for deletes, from the body. */
import { ApiError, badRequest, forbiddenField, invalid, requiredField, unsupportedField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import type { DeleteRequest, UpdateRequest } from '../registry/index.ts';
import { mediaTypeOf, parseJsonText, parseYamlText, PROTOBUF } from './body.ts';
import { parseProtobuf, ProtobufError } from './protobuf.ts';
import type { ResourceCall } from './call.ts';
import { certificateAdmission } from './certificate-admission.ts';
import { escalationCheck } from './escalation.ts';
import { queryFlag } from './query-flag.ts';

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

export interface WriteRequest extends UpdateRequest {
  fieldValidation: FieldValidation;
  force?: boolean;
  /** The body is an apply configuration. */
  apply?: boolean;
}

const isFieldValidation = (text: string): text is FieldValidation => ['Ignore', 'Warn', 'Strict'].includes(text);

const dryRunErrors = (values: readonly string[]): FieldError[] =>
  values.some((value) => value !== 'All') ? [unsupportedField('dryRun', values, ['All'])] : [];

/** As client-go names itself: `kubectl/v1.34 (linux/amd64)` writes as `kubectl`. */
const managerOf = (call: ResourceCall): string =>
  (call.query.get('fieldManager') ?? '') ||
  (call.request.headers['user-agent'] ?? '').split('/', 1)[0]!.trim().slice(0, 128) ||
  'unknown';

/** Throws Invalid in the words of `metav1.CreateOptions` and its kin. */
export const writeOptions = (
  call: ResourceCall,
  kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions',
): WriteRequest => {
  const { query } = call;
  const dryRun = query.getAll('dryRun').filter((value) => value !== '');
  const validation = query.get('fieldValidation') ?? '';
  const force = queryFlag(query, 'force');
  const apply =
    kind === 'PatchOptions' &&
    /^application\/apply-patch\+(yaml|cbor)$/.test(mediaTypeOf(call.request.headers['content-type']));
  const errors: FieldError[] = [];
  if (kind === 'PatchOptions') {
    if (apply && (query.get('fieldManager') ?? '') === '')
      errors.push(requiredField('fieldManager', 'is required for apply patch'));
    if (!apply && force !== undefined) errors.push(forbiddenField('force', 'may not be specified for non-apply patch'));
  }
  if ((query.get('fieldManager') ?? '').length > 128)
    errors.push({
      reason: 'FieldValueTooLong',
      message: 'Too long: may not be more than 128 bytes',
      field: 'fieldManager',
    });
  errors.push(...dryRunErrors(dryRun));
  if (validation !== '' && !isFieldValidation(validation))
    errors.push(unsupportedField('fieldValidation', validation, ['', 'Ignore', 'Strict', 'Warn']));
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind }, '', errors);
  const admit = escalationCheck(call) ?? certificateAdmission(call);
  return {
    dryRun: dryRun.length > 0,
    ...(admit === undefined ? {} : { admit }),
    fieldManager: managerOf(call),
    warn: (text) => {
      if (!call.warnings.includes(text)) call.warnings.push(text);
    },
    fieldValidation: isFieldValidation(validation) ? validation : 'Warn',
    ...(apply ? { apply } : {}),
    ...(force === undefined ? {} : { force }),
  };
};

const POLICIES = ['Foreground', 'Background', 'Orphan'] as const;
type Policy = (typeof POLICIES)[number];
const isPolicy = (value: unknown): value is Policy => POLICIES.some((policy) => policy === value);

const wholeSeconds = (value: unknown): number | undefined => {
  if (value === undefined || value === null) return undefined;
  const seconds = Number(value);
  if (!Number.isInteger(seconds))
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(String(value))}: invalid syntax`);
  return seconds;
};

/** kube-apiserver blames itself for a body of a DELETE that it cannot read. */
const unreadable = (why: string): ApiError => new ApiError('', 500, why);

const assertDeleteOptions = (sent: Record<string, unknown> | null): void => {
  const { kind, apiVersion, gracePeriodSeconds: seconds } = sent ?? {};
  if (typeof kind === 'string' && kind !== 'DeleteOptions')
    throw unreadable(
      `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion ?? '')} in scheme "pkg/runtime/scheme.go:110"`,
    );
  if (seconds !== undefined && seconds !== null && typeof seconds !== 'number')
    throw unreadable(
      `json: cannot unmarshal ${typeof seconds} into Go struct field DeleteOptions.gracePeriodSeconds of type int64`,
    );
};

/** The body of a DELETE in any of the forms that clients send. */
const sentDeleteOptions = (body: Buffer, type: string): Record<string, unknown> | null => {
  if (type === PROTOBUF && body.length > 0) {
    try {
      return parseProtobuf(body, { apiVersion: 'v1', kind: 'DeleteOptions' });
    } catch (error) {
      if (!(error instanceof ProtobufError)) throw error;
      throw unreadable(error.message);
    }
  }
  const text = body.toString('utf8');
  if (text.trim() === '') return {};
  const value =
    type === 'application/yaml'
      ? parseYamlText(text)
      : parseJsonText(text, (why) => unreadable(`couldn't get version/kind; json parse error: ${why}`)).value;
  return value as Record<string, unknown> | null;
};

/** The body wins over the query. */
export const deleteOptions = (call: ResourceCall, body: Buffer): DeleteRequest => {
  const { query } = call;
  const sent = sentDeleteOptions(body, mediaTypeOf(call.request.headers['content-type']));
  assertDeleteOptions(sent);
  const field = (name: string): unknown => sent?.[name] ?? query.get(name) ?? undefined;
  const dryRun = (sent?.dryRun as string[] | undefined) ?? query.getAll('dryRun').filter((value) => value !== '');
  const grace = wholeSeconds(field('gracePeriodSeconds'));
  const policy =
    field('propagationPolicy') ??
    (field('orphanDependents') === undefined ? undefined : orphaning(field('orphanDependents')));
  const errors = dryRunErrors(dryRun);
  if (policy !== undefined && !isPolicy(policy))
    errors.push(unsupportedField('propagationPolicy', policy, [...POLICIES, 'nil']));
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors);
  const preconditions = sent?.preconditions as DeleteRequest['preconditions'];
  return {
    dryRun: dryRun.length > 0,
    ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    ...(isPolicy(policy) ? { propagationPolicy: policy } : {}),
    ...(preconditions === undefined ? {} : { preconditions }),
  };
};

const orphaning = (value: unknown): Policy =>
  value === true || String(value).toLowerCase() === 'true' ? 'Orphan' : 'Background';

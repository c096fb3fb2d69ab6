import { describe, expect, it } from 'vitest';
import * as errors from './errors.ts';
import { ApiError } from './errors.ts';
import { invalidField, requiredField } from './field-errors.ts';
import { fromHttpFailure, fromStatus, isFailureStatus, toStatus } from './status.ts';

const pods = { group: '', plural: 'pods' };
const deployments = { group: 'apps', plural: 'deployments' };

const wire = (error: ApiError) => {
  const { message, reason, code, details } = toStatus(error);
  return { message, reason, code, details };
};

describe('API errors', () => {
  // Messages and details as kube-apiserver 1.34.4 answers them.
  it.each<[ApiError, object]>([
    [
      errors.notFound(pods, 'x'),
      { message: 'pods "x" not found', reason: 'NotFound', code: 404, details: { name: 'x', kind: 'pods' } },
    ],
    [
      errors.alreadyExists(deployments, 'x'),
      {
        message: 'deployments.apps "x" already exists',
        reason: 'AlreadyExists',
        code: 409,
        details: { name: 'x', group: 'apps', kind: 'deployments' },
      },
    ],
    [
      errors.conflict(deployments, 'x'),
      {
        message:
          'Operation cannot be fulfilled on deployments.apps "x": the object has been modified; please apply your changes to the latest version and try again',
        reason: 'Conflict',
        code: 409,
        details: { name: 'x', group: 'apps', kind: 'deployments' },
      },
    ],
    [
      errors.forbidden(pods, '', 'User "v" cannot list resource "pods" in API group "" at the cluster scope'),
      {
        message: 'pods is forbidden: User "v" cannot list resource "pods" in API group "" at the cluster scope',
        reason: 'Forbidden',
        code: 403,
        details: { kind: 'pods' },
      },
    ],
    [
      errors.forbidden({ group: '', plural: '' }, '', 'User "v" cannot get path "/metrics"'),
      { message: 'forbidden: User "v" cannot get path "/metrics"', reason: 'Forbidden', code: 403, details: {} },
    ],
    [
      errors.invalid({ group: 'apps', kind: 'Deployment' }, 'd', [requiredField('spec.selector')]),
      {
        message: 'Deployment.apps "d" is invalid: spec.selector: Required value',
        reason: 'Invalid',
        code: 422,
        details: {
          name: 'd',
          group: 'apps',
          kind: 'Deployment',
          causes: [{ reason: 'FieldValueRequired', message: 'Required value', field: 'spec.selector' }],
        },
      },
    ],
    [
      errors.methodNotAllowed(),
      {
        message: 'the server does not allow this method on the requested resource',
        reason: 'MethodNotAllowed',
        code: 405,
        details: {},
      },
    ],
    [
      errors.serverTimeout(pods, 'list', 5),
      {
        message: 'The list operation against pods could not be completed at this time, please try again.',
        reason: 'ServerTimeout',
        code: 500,
        details: { kind: 'pods', retryAfterSeconds: 5 },
      },
    ],
    [
      errors.internal('boom'),
      {
        message: 'Internal error occurred: boom',
        reason: 'InternalError',
        code: 500,
        details: { causes: [{ message: 'boom' }] },
      },
    ],
    [errors.timeout('too slow'), { message: 'Timeout: too slow', reason: 'Timeout', code: 504, details: {} }],
    [errors.unauthorized(), { message: 'Unauthorized', reason: 'Unauthorized', code: 401, details: undefined }],
    [errors.expired('old'), { message: 'old', reason: 'Expired', code: 410, details: undefined }],
    [
      errors.tooManyRequests('later', 1),
      { message: 'later', reason: 'TooManyRequests', code: 429, details: { retryAfterSeconds: 1 } },
    ],
  ])('%s', (error, expected) => {
    expect(wire(error)).toEqual(expected);
  });

  it('lists several causes in brackets, none twice in the message', () => {
    const cause = invalidField('spec.replicas', -1, 'must be greater than or equal to 0');
    const error = errors.invalid({ group: '', kind: 'Pod' }, 'p', [cause, cause, requiredField('spec.containers')]);
    expect(error.message).toBe(
      'Pod "p" is invalid: [spec.replicas: Invalid value: -1: must be greater than or equal to 0, spec.containers: Required value]',
    );
    expect(error.details?.causes).toHaveLength(3);
  });

  it('tells its kinds apart by predicates', () => {
    expect(errors.isNotFound(errors.notFound(pods, 'x'))).toBe(true);
    expect(errors.isConflict(errors.alreadyExists(pods, 'x'))).toBe(false);
    expect(errors.isTooOld(errors.gone('old')) && errors.isTooOld(errors.expired())).toBe(true);
    expect(errors.isNotFound(new Error('pods "x" not found'))).toBe(false);
    expect(errors.isApiError(undefined)).toBe(false);
  });
});

describe('Status', () => {
  it('keeps everything there and back', () => {
    const status = toStatus(errors.notFound(deployments, 'x'));
    expect(isFailureStatus(status)).toBe(true);
    expect(toStatus(fromStatus(status))).toEqual(status);
  });

  it('is an InternalError for any other error', () => {
    expect(toStatus(new TypeError('x is undefined'))).toMatchObject({
      message: 'Internal error occurred: x is undefined',
      reason: 'InternalError',
      code: 500,
    });
  });

  it('has no reason where upstream has none', () => {
    expect(JSON.stringify(toStatus(new ApiError('', 500, 'odd')))).toBe(
      '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"odd","code":500}',
    );
  });

  it('gets the reason of its code when it names none', () => {
    expect(fromStatus({ code: 404 })).toMatchObject({
      reason: 'NotFound',
      message: 'the server could not find the requested resource',
    });
    expect(fromStatus({}, 502)).toMatchObject({ reason: 'InternalError', code: 502 });
  });

  it('does not take a successful Status for a failure', () => {
    expect(isFailureStatus({ kind: 'Status', status: 'Success' })).toBe(false);
    expect(isFailureStatus(null)).toBe(false);
  });
});

describe('fromHttpFailure', () => {
  it.each<[ApiError, string, string]>([
    [
      fromHttpFailure(502, { method: 'GET', ref: pods, body: '<html>bad gateway</html>' }),
      'InternalError',
      'an error on the server ("<html>bad gateway</html>") has prevented the request from succeeding (get pods)',
    ],
    [
      fromHttpFailure(409, { method: 'POST', ref: deployments, name: 'd' }),
      'AlreadyExists',
      'the server reported a conflict (post deployments.apps d)',
    ],
    [fromHttpFailure(403, { method: 'GET', body: 'blocked by proxy' }), 'Forbidden', 'blocked by proxy'],
    [fromHttpFailure(418, { method: 'GET' }), 'BadRequest', 'the server rejected our request for an unknown reason'],
    [
      fromHttpFailure(503, { method: 'GET' }),
      'ServiceUnavailable',
      'the server is currently unable to handle the request',
    ],
  ])('%s', (error, reason, message) => {
    expect({ reason: error.reason, message: error.message }).toEqual({ reason, message });
  });
});

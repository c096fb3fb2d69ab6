import { describe, expect, it } from 'vitest';
import { ApiError, type StatusReason } from '@binnacle/kube/api';
import type { ProductReason } from '../../services/operation.ts';
import { codeOf } from './errors.ts';

/** Contract 001, "错误代码定义", for a read, a create, an update and a delete. */
const expected: Record<StatusReason | ProductReason, [number, number, number, number]> = {
  ConfirmationRequired: [1001, 1001, 1001, 1001],
  BadRequest: [1001, 1001, 1001, 1001],
  MethodNotAllowed: [1001, 1001, 1001, 1001],
  NotAcceptable: [1001, 1001, 1001, 1001],
  RequestEntityTooLarge: [1001, 1001, 1001, 1001],
  UnsupportedMediaType: [1001, 1001, 1001, 1001],
  Gone: [1001, 1001, 1001, 1001],
  Expired: [1001, 1001, 1001, 1001],
  ClusterNotFound: [1002, 1002, 1002, 1002],
  NamespaceNotFound: [1003, 1003, 1003, 1003],
  NotFound: [1004, 1004, 1004, 1004],
  IstioNotInstalled: [1004, 1004, 1004, 1004],
  Forbidden: [1005, 1005, 1005, 1005],
  ClusterUnreachable: [1006, 1006, 1006, 1006],
  ServiceUnavailable: [1006, 1006, 1006, 1006],
  ServerTimeout: [1006, 1006, 1006, 1006],
  Timeout: [1006, 1006, 1006, 1006],
  TooManyRequests: [1006, 1006, 1006, 1006],
  AlreadyExists: [1007, 1007, 1007, 1007],
  Conflict: [1008, 1008, 1008, 1009],
  Invalid: [1001, 1007, 1008, 1009],
  Unauthorized: [2001, 2001, 2001, 2001],
  TooManyAttempts: [2001, 2001, 2001, 2001],
  TokenExpired: [2002, 2002, 2002, 2002],
  InternalError: [5001, 5001, 5001, 5001],
  NotImplemented: [5001, 5001, 5001, 5001],
};

const operations = [
  { id: 'resources.list', effect: 'read' },
  { id: 'resources.create', effect: 'write' },
  { id: 'workloads.scale', effect: 'write' },
  { id: 'resources.delete', effect: 'write' },
] as const;

describe('codes of contract 001', () => {
  it.each(Object.entries(expected))('%s', (reason, codes) => {
    const error = new ApiError(reason, 400, 'why');
    expect(operations.map((operation) => codeOf(error, operation))).toEqual(codes);
  });

  it('give a missing Namespace its own code', () => {
    expect(codeOf(new ApiError('NotFound', 404, 'why', { details: { kind: 'namespaces', name: 'x' } }))).toBe(1003);
  });

  it('judge an unknown reason by its HTTP status', () => {
    expect([codeOf(new ApiError('Odd', 418, 'why')), codeOf(new ApiError('Odd', 599, 'why'))]).toEqual([1001, 5001]);
  });
});

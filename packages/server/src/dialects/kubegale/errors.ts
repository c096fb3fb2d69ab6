import type { ApiError, StatusReason } from '@binnacle/kube/api';
import type { Operation, ProductReason } from '../../services/operation.ts';

/** Contract 001, "错误代码定义". */
export type KubegaleCode = 1001 | 1002 | 1003 | 1004 | 1005 | 1006 | 1007 | 1008 | 1009 | 2001 | 2002 | 5001;

type Verb = 'create' | 'delete' | 'update' | 'read';

const verbOf = (operation: Pick<Operation, 'id' | 'effect'> | undefined): Verb => {
  if (!operation || operation.effect === 'read') return 'read';
  const verb = operation.id.split('.')[1];
  return verb === 'create' || verb === 'delete' ? verb : 'update';
};

/** What the API server refused to write: which code says so depends on what was asked. */
const refusedWrite = (verb: Verb): KubegaleCode => {
  switch (verb) {
    case 'create':
      return 1007;
    case 'update':
      return 1008;
    case 'delete':
      return 1009;
    case 'read':
      return 1001;
  }
};

/** The contract's code for an error. Every reason is listed: a new one must be placed here before it compiles. */
export const codeOf = (error: ApiError, operation?: Pick<Operation, 'id' | 'effect'>): KubegaleCode => {
  const reason = error.reason as StatusReason | ProductReason;
  const verb = verbOf(operation);
  switch (reason) {
    case 'BadRequest':
    case 'MethodNotAllowed':
    case 'NotAcceptable':
    case 'RequestEntityTooLarge':
    case 'UnsupportedMediaType':
    case 'ConfirmationRequired':
    case 'Gone':
    case 'Expired':
      return 1001;
    case 'ClusterNotFound':
      return 1002;
    case 'NamespaceNotFound':
      return 1003;
    case 'NotFound':
      // A missing Namespace has a code of its own, also when it is the object asked for.
      return error.details?.kind === 'namespaces' ? 1003 : 1004;
    case 'IstioNotInstalled':
      return 1004;
    case 'Forbidden':
      return 1005;
    case 'ClusterUnreachable':
    case 'ServiceUnavailable':
    case 'ServerTimeout':
    case 'Timeout':
    case 'TooManyRequests':
      return 1006;
    case 'AlreadyExists':
      return 1007;
    case 'Conflict':
      return verb === 'delete' ? 1009 : 1008;
    case 'Invalid':
      return refusedWrite(verb);
    case 'Unauthorized':
    case 'TooManyAttempts':
      return 2001;
    case 'TokenExpired':
      return 2002;
    case 'InternalError':
    case 'NotImplemented':
      return 5001;
    default:
      return unknownReason(reason, error);
  }
};

/** A reason that only some API server's extension knows: its HTTP status says whose fault it was. */
const unknownReason = (_reason: never, error: ApiError): KubegaleCode => (error.code < 500 ? 1001 : 5001);

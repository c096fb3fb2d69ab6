import { forbidden, notFound, serviceUnavailable, unauthorized } from '@binnacle/kube/api';
import { describe, expect, it } from 'vitest';
import {
  clusterNotFound,
  clusterUnreachable,
  isClusterNotFound,
  isClusterUnreachable,
  isIstioNotInstalled,
  isNamespaceNotFound,
  isTokenExpired,
  isTooManyAttempts,
  istioNotInstalled,
  namespaceNotFound,
  tokenExpired,
  tooManyAttempts,
  toProductError,
} from './errors.ts';

describe('product reasons', () => {
  const all = [
    { error: clusterNotFound('east'), is: isClusterNotFound, code: 404, message: 'cluster "east" not found' },
    { error: clusterNotFound(7), is: isClusterNotFound, code: 404, message: 'cluster "7" not found' },
    { error: clusterNotFound(undefined), is: isClusterNotFound, code: 404, message: 'no cluster is registered' },
    { error: namespaceNotFound('x'), is: isNamespaceNotFound, code: 404, message: 'namespaces "x" not found' },
    { error: clusterUnreachable('why'), is: isClusterUnreachable, code: 503, message: 'why' },
    {
      error: istioNotInstalled('east', 'it serves no gateways.networking.istio.io'),
      is: isIstioNotInstalled,
      code: 404,
      message: 'Istio is not installed in cluster "east": it serves no gateways.networking.istio.io',
    },
    { error: tokenExpired(), is: isTokenExpired, code: 401, message: 'the token has expired, sign in again' },
    {
      error: tooManyAttempts(30),
      is: isTooManyAttempts,
      code: 429,
      message: 'too many attempts, try again in 30 s',
    },
  ];
  const predicates = [
    isClusterNotFound,
    isNamespaceNotFound,
    isClusterUnreachable,
    isIstioNotInstalled,
    isTokenExpired,
    isTooManyAttempts,
  ];

  it.each(all)('$error.reason: $message', ({ error, is, code, message }) => {
    expect(error.code).toBe(code);
    expect(error.message).toBe(message);
    expect(predicates.filter((predicate) => predicate(error))).toEqual([is]);
  });
});

describe('toProductError', () => {
  it('turns no answer into ClusterUnreachable with the reason', () => {
    const message = 'cluster "east" (https://127.0.0.1:1) cannot be reached: the connection was refused';
    const error = toProductError(serviceUnavailable(message, { cause: new Error('ECONNREFUSED') }));
    expect(error).toMatchObject({ reason: 'ClusterUnreachable', code: 503, message });
  });

  it('turns refused credentials into ClusterUnreachable: the caller did nothing wrong', () => {
    const message = 'cluster "east" refused the credentials (token)';
    const error = toProductError(unauthorized(message));
    expect(error).toMatchObject({ reason: 'ClusterUnreachable', code: 503, message });
  });

  it.each([
    serviceUnavailable('the server is currently unable to handle the request'),
    notFound({ group: '', plural: 'pods' }, 'cart'),
    forbidden({ group: '', plural: 'pods' }, 'cart', 'no'),
    new TypeError('a fault of ours'),
  ])('keeps what the API server answered, and our own faults: $message', (error) => {
    expect(toProductError(error)).toBe(error);
  });
});

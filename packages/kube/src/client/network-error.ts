import { ApiError, serviceUnavailable } from '../api/index.ts';

interface Coded {
  code?: unknown;
  cause?: unknown;
  errors?: unknown;
}

/** The first error in the chain that has a code: undici wraps errors, and a host with several addresses fails with a list. */
const coded = (error: unknown, depth = 0): { code: string; message: string } | undefined => {
  if (typeof error !== 'object' || error === null || depth > 5) return undefined;
  const { code, cause, errors } = error as Coded;
  const inner = coded(cause, depth + 1) ?? (Array.isArray(errors) ? coded(errors[0], depth + 1) : undefined);
  if (inner !== undefined) return inner;
  return typeof code === 'string' ? { code, message: error instanceof Error ? error.message : '' } : undefined;
};

const reasons: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed before the answer was complete',
  EPIPE: 'the connection was closed before the answer was complete',
  UND_ERR_SOCKET: 'the connection was closed before the answer was complete',
  ECONNABORTED: 'the connection was closed before the answer was complete',
  UND_ERR_CLOSED: 'the client was closed',
  UND_ERR_DESTROYED: 'the client was closed',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  UND_ERR_HEADERS_TIMEOUT: 'the answer did not come in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped coming',
  ENOTFOUND: 'its host name is unknown (DNS)',
  EAI_AGAIN: 'its host name cannot be resolved now (DNS)',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the network',
  CERT_HAS_EXPIRED: 'its TLS certificate has expired',
  CERT_NOT_YET_VALID: 'its TLS certificate is not valid yet',
  CERT_REVOKED: 'its TLS certificate is revoked',
  SELF_SIGNED_CERT_IN_CHAIN: 'its TLS certificate is not trusted (self-signed; set certificate-authority-data)',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its TLS certificate is not trusted (self-signed; set certificate-authority-data)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its TLS certificate is not trusted (signed by another authority than the one given)',
  UNABLE_TO_GET_ISSUER_CERT: 'its TLS certificate is not trusted (its issuer is unknown)',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its TLS certificate is not trusted (its issuer is unknown)',
  CERT_SIGNATURE_FAILURE: 'its TLS certificate is not trusted (signed by another authority than the one given)',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its TLS certificate is for another host name (set tls-server-name)',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS (is the address http://?)',
  EPROTO: 'the TLS handshake failed',
  UND_ERR_PRX_TLS: 'the TLS connection to the proxy failed',
};

/** Why the server cannot be reached, in plain words. */
export const networkReason = (error: unknown): string => {
  if (error instanceof SyntaxError) return 'what it answers is not whole JSON';
  const found = coded(error);
  if (found === undefined) return error instanceof Error && error.message !== '' ? error.message : 'the network failed';
  const known = reasons[found.code];
  if (known !== undefined) return known;
  if (found.code.startsWith('ERR_SSL_')) {
    const alert = found.code.slice('ERR_SSL_'.length).toLowerCase().replaceAll('_', ' ');
    return `the TLS handshake failed (${alert})`;
  }
  if (found.code.startsWith('HPE_')) return 'what it answers is not HTTP';
  return `${found.message === '' ? 'the network failed' : found.message} (${found.code})`;
};

/** True when the connection died under a request: on a kept-alive socket that says nothing about the server. */
export const isClosedSocket = (error: unknown): boolean =>
  ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(coded(error)?.code ?? '');

/** The 503 for a server that gave no answer; errors that are ApiErrors already stay as they are. */
export const toUnreachable = (error: unknown, target: { name: string; server: string }): ApiError =>
  error instanceof ApiError
    ? error
    : serviceUnavailable(`cluster "${target.name}" (${target.server}) cannot be reached: ${networkReason(error)}`, {
        cause: error,
      });

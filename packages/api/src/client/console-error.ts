import type { WireError } from '../console.ts';

/** Reasons made on this side of the wire, when no answer came. */
export type LocalReason = 'NetworkError' | 'Timeout' | 'BadAnswer';

/** Why a call failed: the server's own error, or a local reason with code 0 when no answer came. */
export class ConsoleError extends Error {
  /** A Kubernetes StatusReason, a product reason, a code of contract 000, or a `LocalReason`. */
  readonly reason: string;
  /** HTTP status; 0 when no answer came. */
  readonly code: number;
  /** The request field at fault, when one is. */
  readonly field: string | undefined;
  /** The same id as in the server's log line. */
  readonly traceId: string | undefined;

  constructor(error: Partial<WireError> & Pick<WireError, 'reason' | 'code' | 'message'>, cause?: unknown) {
    super(error.message, cause === undefined ? undefined : { cause });
    this.name = 'ConsoleError';
    this.reason = error.reason;
    this.code = error.code;
    this.field = error.field;
    this.traceId = error.trace_id;
  }
}

export const isConsoleError = (value: unknown): value is ConsoleError => value instanceof ConsoleError;

/** The caller gave up: not a failure to show. */
export const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

/** True when the same request may succeed later without a change on the caller's side. */
export const isTransient = (error: ConsoleError): boolean =>
  error.code === 0 || error.code === 408 || error.code === 429 || error.code >= 500;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Reads `{error: WireError}`; tolerates any other body, so that a proxy's error page still gives a sentence. */
export const toConsoleError = (status: number, statusText: string, body: unknown): ConsoleError => {
  const error = isRecord(body) && isRecord(body.error) ? body.error : {};
  const field = textOf(error.field);
  const traceId = textOf(error.trace_id);
  return new ConsoleError({
    reason: textOf(error.reason) ?? 'BadAnswer',
    code: status,
    message: textOf(error.message) ?? `HTTP ${status}${statusText === '' ? '' : ` ${statusText}`}`,
    ...(field === undefined ? {} : { field }),
    ...(traceId === undefined ? {} : { trace_id: traceId }),
  });
};

/** The same for contract 000, whose errors are `{trace_id, message, code}`: the code is the reason. */
export const toContractError = (status: number, statusText: string, body: unknown): ConsoleError => {
  const { code, message, trace_id } = isRecord(body) ? body : {};
  return toConsoleError(status, statusText, { error: { reason: code, message, trace_id } });
};

/** The same for contracts that wrap all answers alike: the reason is `data.error_type` where there is one, else the code. */
export const toEnvelopeError = (status: number, statusText: string, body: unknown): ConsoleError => {
  const { code, message, msg, data } = isRecord(body) ? body : {};
  const named = isRecord(data) ? data.error_type : undefined;
  const reason = named ?? (code === undefined ? undefined : String(code));
  return toConsoleError(status, statusText, { error: { reason, message: message ?? msg } });
};

/** Any thrown value as a ConsoleError; what `fetch` throws means that no answer came. */
export const fromThrown = (error: unknown): ConsoleError => {
  if (isConsoleError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  const timedOut = error instanceof Error && error.name === 'TimeoutError';
  return new ConsoleError({ reason: timedOut ? 'Timeout' : 'NetworkError', code: 0, message }, error);
};

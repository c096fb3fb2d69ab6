import { changeHeader } from '../manifests.ts';
import { fromThrown, isAbort, toConsoleError, type ConsoleError } from './console-error.ts';

/** A value of a query parameter; an array repeats the parameter, undefined and '' leave it out. */
export type QueryValue = string | number | boolean | readonly string[] | undefined;

export interface HttpOptions {
  /** e.g. `http://127.0.0.1:8080`; the page's own origin when absent. */
  baseUrl?: string;
  /** Sent as a bearer token; a browser relies on the session cookie instead. */
  token?: () => string | undefined;
  /** For tests and for hosts with a fetch of their own. */
  fetch?: typeof fetch;
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  query?: Readonly<Record<string, QueryValue>>;
  /** Sent as JSON; bytes are sent as they are. */
  body?: unknown;
  accept?: string;
  signal?: AbortSignal;
  /** For the headers and, with `json` and `text`, the body too. 30 s unless given; 0 for none. */
  timeoutMs?: number;
}

/** What a write answered, and its entry in the audit where `undoChange` can take it back. */
export type Written<T> = T & { change?: number };

export interface Http {
  /** The answer, when its status is 2xx; throws ConsoleError otherwise, AbortError when the caller's signal fired. */
  send: (path: string, options?: RequestOptions) => Promise<Response>;
  json: <T>(path: string, options?: RequestOptions) => Promise<T>;
  /** The same of a write, with how to take it back. */
  written: <T>(path: string, options?: RequestOptions) => Promise<Written<T>>;
  text: (path: string, options?: RequestOptions) => Promise<string>;
}

const toQuery = (query: Readonly<Record<string, QueryValue>>): string => {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === '') continue;
    if (typeof value === 'object') for (const item of value) params.append(name, item);
    else params.append(name, String(value));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
};

const readJson = async (response: Response): Promise<unknown> => {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
};

const isBytes = (body: unknown): boolean =>
  body instanceof Blob || body instanceof ArrayBuffer || ArrayBuffer.isView(body);

const toInit = (options: RequestOptions, token: string | undefined): RequestInit => {
  const headers: Record<string, string> = { accept: options.accept ?? 'application/json' };
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  // Node's own type does not know `cache`.
  const init: RequestInit & { cache: 'no-store' } = {
    method: options.method ?? 'GET',
    headers,
    credentials: 'same-origin',
    cache: 'no-store',
  };
  if (options.body !== undefined) {
    const raw = isBytes(options.body);
    headers['content-type'] = raw ? 'application/octet-stream' : 'application/json';
    init.body = raw ? (options.body as NonNullable<RequestInit['body']>) : JSON.stringify(options.body);
  }
  const timeoutMs = options.timeoutMs ?? 30_000;
  const signals = [options.signal, timeoutMs === 0 ? undefined : AbortSignal.timeout(timeoutMs)];
  const present = signals.filter((signal) => signal !== undefined);
  if (present.length > 0) init.signal = AbortSignal.any(present);
  return init;
};

/** Reads an answer that is no success, in its contract's own form. */
export type ReadError = (status: number, statusText: string, body: unknown) => ConsoleError;

export const createHttp = (options: HttpOptions = {}, toError: ReadError = toConsoleError): Http => {
  const call = options.fetch ?? fetch;
  const send = async (path: string, request: RequestOptions = {}): Promise<Response> => {
    const url = `${options.baseUrl ?? ''}${path}${toQuery(request.query ?? {})}`;
    let response: Response;
    try {
      response = await call(url, toInit(request, options.token?.()));
    } catch (error) {
      throw isAbort(error) ? error : fromThrown(error);
    }
    if (!response.ok) throw toError(response.status, response.statusText, await readJson(response));
    return response;
  };
  const read = async <T>(body: Promise<T>): Promise<T> => {
    try {
      return await body;
    } catch (error) {
      throw isAbort(error) ? error : fromThrown(error);
    }
  };
  const json = async <T>(path: string, request?: RequestOptions): Promise<[T, Response]> => {
    const response = await send(path, request);
    return [await read(response.json() as Promise<T>), response];
  };
  return {
    send,
    json: async <T>(path: string, request?: RequestOptions) => (await json<T>(path, request))[0],
    written: async <T>(path: string, request?: RequestOptions) => {
      const [body, { headers }] = await json<T>(path, request);
      const change = headers.get(changeHeader);
      return change === null ? body : { ...body, change: Number(change) };
    },
    text: async (path, request) => read((await send(path, request)).text()),
  };
};

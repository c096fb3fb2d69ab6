import { toConsoleError, toContractError, toEnvelopeError } from './console-error.ts';
import { openEventStream, type EventStream, type StreamState } from './event-stream.ts';
import { createHttp, type Http, type HttpOptions, type RequestOptions } from './http.ts';
import { operationTable, type OperationInputs } from './operations.gen.ts';
import type { SseEvent } from './sse-parser.ts';
import type { Timers } from './timers.ts';

export { operationTable } from './operations.gen.ts';
export type { Bytes, OperationInputs } from './operations.gen.ts';

/** The contracts, by name. */
export type Contract = keyof OperationInputs;

/** A successful answer as each contract wraps it. */
export interface Envelopes<T> {
  console: T;
  'kruise-dashboard': { data: T };
  kubegale: { code: number; data: T; msg: string };
  cloudpilot: { code: number; message: string; data: T };
  kite: { code: number; message: string; data: T };
}

export interface OperationCall {
  signal?: AbortSignal;
  /** Until the whole answer is there, in ms; 30 s unless given, 0 for none. */
  timeoutMs?: number;
}

type Input<C extends Contract, N extends keyof OperationInputs[C]> = OperationInputs[C][N];
type Given<I> = Record<never, never> extends I ? [input?: I, call?: OperationCall] : [input: I, call?: OperationCall];

/** One function for each endpoint. `T` is the data of its answer, of which the tables know nothing. */
export type OperationFunctions<C extends Contract> = {
  [N in keyof OperationInputs[C]]: <T = unknown>(...given: Given<Input<C, N>>) => Promise<Envelopes<T>[C]>;
};

export interface OperationStreamHandlers {
  onEvent: (event: SseEvent) => void;
  /** `closed` with an error: trying again would not help. */
  onState?: (state: StreamState) => void;
}

export type OperationClient = { [C in Contract]: OperationFunctions<C> } & {
  /** The answer as it comes, for what is no JSON: logs, files, exports. Without a time limit unless the call has one. */
  send: <C extends Contract, N extends keyof OperationInputs[C] & string>(
    endpoint: { contract: C; name: N },
    ...given: Given<Input<C, N>>
  ) => Promise<Response>;
  /** Server-sent events of an endpoint that has them; reconnects by itself until it is closed or the signal fires. */
  stream: <C extends Contract, N extends keyof OperationInputs[C] & string>(
    endpoint: { contract: C; name: N; input: Input<C, N> },
    handlers: OperationStreamHandlers,
    call?: Pick<OperationCall, 'signal'>,
  ) => EventStream;
};

export interface OperationClientOptions extends HttpOptions {
  timers?: Timers;
}

const readErrors = {
  console: toConsoleError,
  'kruise-dashboard': toContractError,
  kubegale: toEnvelopeError,
  cloudpilot: toEnvelopeError,
  kite: toEnvelopeError,
} as const;

type Fields = Readonly<Record<string, unknown>> & { body?: unknown };

/** The address with its parameters filled in; what is neither in the path nor the body is the query. */
const toRequest = (address: string, { body, ...fields }: Fields): { path: string } & RequestOptions => {
  const [method, template = ''] = address.split(' ');
  const query: Record<string, unknown> = { ...fields };
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = query[name];
    delete query[name];
    if (typeof value !== 'string' && typeof value !== 'number') throw new TypeError(`${template} needs ${name}`);
    return encodeURIComponent(value);
  });
  return {
    path,
    method: method as NonNullable<RequestOptions['method']>,
    query: query as NonNullable<RequestOptions['query']>,
    ...(body === undefined ? {} : { body }),
  };
};

const addressOf = (contract: Contract, name: string): string => {
  const address = (operationTable[contract] as Readonly<Record<string, string>>)[name];
  if (address === undefined) throw new TypeError(`${contract} has no operation ${name}`);
  return address;
};

/**
 * Every endpoint of every contract as a function, made from the tables that the server itself is made of. Every call rejects
 * with ConsoleError, or with AbortError when its signal fired.
 */
export const createOperationClient = (options: OperationClientOptions = {}): OperationClient => {
  const contracts = Object.keys(operationTable) as Contract[];
  const https = Object.fromEntries(
    contracts.map((contract) => [contract, createHttp(options, readErrors[contract])]),
  ) as Record<Contract, Http>;

  const functionsOf = (contract: Contract) =>
    Object.fromEntries(
      Object.entries(operationTable[contract]).map(([name, address]) => [
        name,
        (input: Fields = {}, call: OperationCall = {}) => {
          const { path, ...request } = toRequest(address, input);
          return https[contract].json(path, { ...request, ...call });
        },
      ]),
    );

  const send = (
    { contract, name }: { contract: Contract; name: string },
    input: Fields = {},
    call: OperationCall & { accept?: string } = {},
  ): Promise<Response> => {
    const { path, ...request } = toRequest(addressOf(contract, name), input);
    return https[contract].send(path, { accept: '*/*', timeoutMs: 0, ...request, ...call });
  };

  const stream = (
    { contract, name, input }: { contract: Contract; name: string; input: Fields },
    { onEvent, onState }: OperationStreamHandlers,
    call: Pick<OperationCall, 'signal'> = {},
  ): EventStream => {
    const opened = openEventStream({
      ...(options.timers === undefined ? {} : { timers: options.timers }),
      open: (signal) => send({ contract, name }, input, { signal, accept: 'text/event-stream' }),
      onEvent,
      onState: (state) => onState?.(state),
    });
    if (call.signal?.aborted === true) opened.close();
    else call.signal?.addEventListener('abort', opened.close, { once: true });
    return opened;
  };

  const functions = Object.fromEntries(contracts.map((contract) => [contract, functionsOf(contract)]));
  return { ...functions, send, stream } as unknown as OperationClient;
};

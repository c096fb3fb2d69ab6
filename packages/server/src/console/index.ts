import { consoleBase } from '@binnacle/api';
import type { Dialect } from '../http/row.ts';
import { Type } from 'typebox';
import { consoleRows, type ConsoleOptions } from './rows.ts';
import { toWireError } from './wire.ts';

export type { ConsoleOperations, ConsoleOptions } from './rows.ts';

/** The product's own API, for its web console. Success is the bare data, failure `{error: WireError}`. */
export const createConsoleDialect = (options: ConsoleOptions): Dialect => ({
  name: 'console',
  prefixes: [consoleBase],
  rows: consoleRows(options),
  success: (data) => data,
  schemas: {
    success: Type.Unsafe({}),
    failure: Type.Object({
      error: Type.Object({
        reason: Type.String(),
        code: Type.Integer(),
        message: Type.String(),
        field: Type.Optional(Type.String()),
        trace_id: Type.String(),
      }),
    }),
  },
  failure: (error, { traceId }) => ({ error: toWireError(error, traceId) }),
  streamFailure: (error, { traceId }) => toWireError(error, traceId),
});

import { createSystemClock } from '@binnacle/kube/clock';
import { pino, type DestinationStream } from 'pino';

/** What a line says of one request: never a body, a token or a query, which may hold either. */
export interface RequestLine {
  method: string;
  /** The row's path, not the caller's. */
  route: string;
  op: string | undefined;
  caller: string | undefined;
  cluster: string | undefined;
  status: number;
  ms: number;
  trace_id: string;
  reason?: string | undefined;
}

export type RowOfLine = Pick<RequestLine, 'method' | 'route' | 'op'>;

/** One write, or one read of something secret. `target` names it and holds none of its content. */
export interface AuditLine extends RequestLine {
  target: { kind: string | undefined; namespace: string | undefined; name: string | undefined };
}

export interface ServerLog {
  /** The lines of one row's requests: what they have in common is put into JSON once. */
  requests(row: RowOfLine): (line: Omit<RequestLine, keyof RowOfLine>) => void;
  info(line: object, message: string): void;
  error(line: object, message: string): void;
  /** Written whatever the log level is, and before it returns, so that a crash afterwards does not lose it. */
  audit(line: AuditLine): void;
}

/** Where lines go. One that holds them back says how to write them out. */
export interface LogDestination extends DestinationStream {
  flushSync?(): void;
}

/**
 * An open file, standard error unless told. Lines are written in blocks, at least once a second, so that logging costs a
 * request next to nothing. They are gathered as bytes: a text that grows line by line would be copied for each line, since
 * its length in bytes is asked for.
 */
export const createLogFile = (fd = 2): LogDestination => {
  const blocks = { minLength: 32_768, maxWrite: 65_536, periodicFlush: 1_000 };
  const file = pino.destination({ fd, sync: false, contentMode: 'buffer', ...blocks });
  return {
    write: (line) => void file.write(Buffer.from(line) as unknown as string),
    flushSync: () => file.flushSync(),
  };
};

/** The field of the time, as pino wants it. Lines of the same millisecond share it: a busy server writes many. */
const createTimeField = (): (() => string) => {
  const clock = createSystemClock();
  let at = -1;
  let field = '';
  return () => {
    const now = clock.now();
    if (now !== at) {
      at = now;
      field = `,"time":"${new Date(now).toISOString()}"`;
    }
    return field;
  };
};

/** One JSON line per event. */
export const createLog = (level: string, destination: LogDestination = createLogFile()): ServerLog => {
  const options = {
    base: null,
    timestamp: createTimeField(),
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const lines = pino({ ...options, level }, destination);
  const audit = pino({ ...options, level: 'info' }, destination);
  return {
    requests: (row) => {
      const own = lines.child(row);
      return (line) => own.info(line, 'request');
    },
    info: (line, message) => lines.info(line, message),
    error: (line, message) => lines.error(line, message),
    audit: (line) => {
      audit.info(line, 'audit');
      destination.flushSync?.();
    },
  };
};

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
  reason?: string;
}

/** One write, or one read of something secret. `target` names it and holds none of its content. */
export interface AuditLine extends RequestLine {
  target: { kind: string | undefined; namespace: string | undefined; name: string | undefined };
}

export interface ServerLog {
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
 * request next to nothing.
 */
export const createLogFile = (fd = 2): LogDestination =>
  pino.destination({ fd, sync: false, minLength: 32_768, maxWrite: 65_536, periodicFlush: 1_000 });

/** One JSON line per event. */
export const createLog = (level: string, destination: LogDestination = createLogFile()): ServerLog => {
  const options = {
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const lines = pino({ ...options, level }, destination);
  const audit = pino({ ...options, level: 'info' }, destination);
  return {
    info: (line, message) => lines.info(line, message),
    error: (line, message) => lines.error(line, message),
    audit: (line) => {
      audit.info(line, 'audit');
      destination.flushSync?.();
    },
  };
};

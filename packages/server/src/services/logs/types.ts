import type { Kind } from '@binnacle/kube/api';

/** Where a reader has come to in one container's log: the moment of the last line, and how many lines it had with that moment. */
export interface LogPosition {
  pod: string;
  container: string;
  /** RFC 3339, as the line had it. */
  time: string;
  count: number;
}

/** pods.streamLogs, pods.downloadLogs (viewer, read, cluster). Of what is asked for by `pod`, `labelSelector` or `kind` and `name`. */
export interface StreamLogsInput {
  namespace: string;
  pod?: string;
  labelSelector?: string;
  /** A workload, whose Pods are meant. */
  kind?: Kind;
  name?: string;
  /** All of them without it. */
  container?: string;
  previous?: boolean;
  /** Per container; 100 unless given. */
  tailLines?: number;
  sinceSeconds?: number;
  /** Only lines that hold this text, in any case. */
  search?: string;
  /** Go on from here: what was seen is not shown again. */
  resume?: readonly LogPosition[];
}

export interface LogLine {
  pod: string;
  container: string;
  /** RFC 3339, as the runtime wrote it. */
  time: string;
  text: string;
}

/** `waiting`: it has no log yet, or broke off; it is tried again. */
export interface SourceState {
  pod: string;
  container: string;
  state: 'open' | 'waiting' | 'ended';
  reason?: string;
}

export interface LogNews {
  lines?: readonly LogLine[];
  sources?: readonly SourceState[];
}

export interface LogStream {
  /** Merged in time order; pulled as fast as the reader takes it. Ends when all logs have ended or `signal` aborts. */
  news(signal: AbortSignal): AsyncIterable<LogNews>;
}

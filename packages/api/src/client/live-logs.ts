import { consoleBase } from '../console.ts';
import type { LogSource, WireLogLine } from '../logs.ts';
import { openEventStream, type EventStream, type StreamState } from './event-stream.ts';
import type { Http } from './http.ts';
import type { Timers } from './timers.ts';

/** Whose logs: one of `pod`, `labelSelector`, or `kind` and `name` of a workload. */
export interface LiveLogsQuery {
  clusterId: number;
  namespace: string;
  pod?: string;
  labelSelector?: string;
  kind?: string;
  name?: string;
  /** All without it. */
  container?: string;
  previous?: boolean;
  /** Per container; 100 unless given. */
  tailLines?: number;
  sinceSeconds?: number;
  search?: string;
}

export interface LiveLogsHandlers {
  /** In time order as far as it is known. */
  onLines: (lines: readonly WireLogLine[]) => void;
  onSources: (sources: readonly LogSource[]) => void;
  onState: (state: StreamState) => void;
}

/** How far each container's log was read, by `pod/container`: kept by a reader that stops and goes on later. */
export type LogPositions = Map<string, { time: string; count: number }>;

/** Live logs, as functions. */
export const createLiveLogs = (http: Http, timers?: Timers) => ({
  /** Goes on after a lost connection where it was: no line is lost or shown twice, save with `search`. */
  followLogs: (
    { clusterId, ...query }: LiveLogsQuery,
    handlers: LiveLogsHandlers,
    positions: LogPositions = new Map(),
  ): EventStream => {
    return openEventStream({
      ...(timers === undefined ? {} : { timers }),
      open: (signal) => {
        const resume = [...positions].map(([source, { time, count }]) => `${source}@${time},${count}`);
        const { sinceSeconds, ...rest } = query;
        return http.send(`${consoleBase}/clusters/${clusterId}/logs/stream`, {
          query: { ...rest, ...(resume.length === 0 ? { sinceSeconds } : { resume }) },
          accept: 'text/event-stream',
          signal,
          timeoutMs: 0,
        });
      },
      onState: handlers.onState,
      onEvent: ({ event, data }) => {
        if (event === 'sources') handlers.onSources(JSON.parse(data) as LogSource[]);
        if (event !== 'lines') return;
        const lines = JSON.parse(data) as WireLogLine[];
        for (const { pod, container, time } of lines) {
          const known = positions.get(`${pod}/${container}`);
          positions.set(`${pod}/${container}`, { time, count: known?.time === time ? known.count + 1 : 1 });
        }
        handlers.onLines(lines);
      },
    });
  },
  /** Of the logs as a text file, as far as they are kept; for a link that downloads. */
  logsUrl: ({ clusterId, ...query }: LiveLogsQuery): string => {
    const given = Object.entries(query).filter((entry) => entry[1] !== undefined);
    const text = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString();
    return `${consoleBase}/clusters/${clusterId}/logs/download?${text}`;
  },
});

import { logEvents, logFile, logMessages, streamLogsInput } from '../../http/log-query.ts';
import { row, type Row, type WireRequest } from '../../http/row.ts';
import type { LogOperations } from '../../services/logs/index.ts';
import { clusterOf } from './decoders.ts';
import { liveLogsQuery } from './parameters.ts';
import { prefix } from './resource-rows.ts';

const names = { tailLines: 'tail_lines', sinceSeconds: 'since_seconds' };
const decode = (request: WireRequest) => ({ cluster: clusterOf(request), input: streamLogsInput(request, names) });
const common = { method: 'GET' as const, section: 'README', query: liveLogsQuery, decode };

/** Live logs, beyond the document: of one Pod, of a workload's, or of those that a selector picks. */
export const liveLogRows = ({ stream, download }: LogOperations): Row[] =>
  ['/pods/:name/logs', '/logs'].flatMap((path) => [
    row({
      ...common,
      path: `${prefix}${path}/stream`,
      accept: 'text/event-stream',
      operation: stream,
      encode: logEvents,
    }),
    row({ ...common, path: `${prefix}${path}/stream`, accept: 'websocket', operation: stream, encode: logMessages }),
    row({ ...common, path: `${prefix}${path}/download`, media: ['text/plain'], operation: download, encode: logFile }),
  ]);

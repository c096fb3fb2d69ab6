import { consoleBase } from '@binnacle/api';
import { logEvents, logFile, logMessages, streamLogsInput } from '../http/log-query.ts';
import { row, type Row, type WireRequest } from '../http/row.ts';
import type { LogOperations } from '../services/logs/index.ts';
import { liveLogsQuery } from './parameters.ts';

const path = `${consoleBase}/clusters/:id/logs`;
const names = { tailLines: 'tailLines', sinceSeconds: 'sinceSeconds' };
const decode = (request: WireRequest) => ({
  cluster: request.params['id'],
  input: streamLogsInput(request, names),
});
const common = { method: 'GET' as const, section: 'packages/api/src/logs.ts', query: liveLogsQuery, decode };

/** Logs of many containers, merged. */
export const liveLogRows = ({ stream, download }: LogOperations): Row[] => [
  row({ ...common, path: `${path}/stream`, accept: 'text/event-stream', operation: stream, encode: logEvents }),
  row({ ...common, path: `${path}/stream`, accept: 'websocket', operation: stream, encode: logMessages }),
  row({ ...common, path: `${path}/download`, media: ['text/plain'], operation: download, encode: logFile }),
];

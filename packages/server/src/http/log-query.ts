import { kinds, type Kind } from '@binnacle/kube/api';
import { invalidField } from '../services/errors.ts';
import type { LogPosition, StreamLogsInput } from '../services/logs/index.ts';
import { queryText, requiredText } from './query.ts';
import type { Answer, SocketPeer, WireRequest } from './row.ts';
import { streamLogs, textOfLogs, type LogStream } from '../services/logs/index.ts';

/** How live logs are asked for, in every contract; `names` are a contract's own spellings of counts. */
export const streamLogsInput = (
  request: WireRequest,
  names: { tailLines: string; sinceSeconds: string },
): StreamLogsInput => {
  const pod = request.params['name'] ?? queryText(request, 'pod');
  const input: StreamLogsInput = {
    namespace: requiredText(request, 'namespace'),
    ...(pod === undefined ? {} : { pod }),
  };
  const kind = queryText(request, 'kind');
  if (kind !== undefined) input.kind = workloadKind(kind);
  const name = queryText(request, 'name');
  if (name !== undefined && request.params['name'] === undefined) input.name = name;
  for (const field of ['labelSelector', 'container', 'search'] as const) {
    const value = queryText(request, field);
    if (value !== undefined) input[field] = value;
  }
  for (const [field, spelling] of Object.entries(names) as [keyof typeof names, string][]) {
    const text = queryText(request, spelling);
    if (text === undefined) continue;
    if (!/^\d{1,15}$/.test(text)) throw invalidField(spelling, 'must be a whole number, 0 or more');
    input[field] = Number(text);
  }
  const previous = queryText(request, 'previous');
  if (previous !== undefined) {
    if (previous !== 'true' && previous !== 'false') throw invalidField('previous', 'must be true or false');
    input.previous = previous === 'true';
  }
  const resume = [request.query['resume'] ?? []].flat().map(toPosition);
  if (resume.length > 0) input.resume = resume;
  return input;
};

/** `Deployment`, `deployments` or `deployments.apps`. */
const workloadKind = (text: string): Kind => {
  const wanted = text.toLowerCase();
  const kind = kinds.find(
    (known) =>
      known.capabilities.includes('selectsPods') &&
      [known.kind.toLowerCase(), known.plural, `${known.plural}.${known.group}`].includes(wanted),
  );
  if (kind === undefined) throw invalidField('kind', `names no kind that has Pods: ${JSON.stringify(text)}`);
  return kind;
};

/** `pod/container@2026-11-21T14:00:00.5Z,1` */
const toPosition = (text: string): LogPosition => {
  const match = /^([^/]+)\/([^@]+)@([^,]+),(\d{1,6})$/.exec(text);
  if (match === null) throw invalidField('resume', 'must be pod/container@time,count');
  const [, pod = '', container = '', time = '', count] = match;
  return { pod, container, time, count: Number(count) };
};

export const logEvents = (output: LogStream): Answer => ({ type: 'events', run: (sink) => streamLogs(output, sink) });

/** The same events as messages: `{"event":"lines","data":[…]}`. */
export const logMessages = (output: LogStream): Answer => ({
  type: 'socket',
  protocols: [],
  run: async (peer: SocketPeer) => {
    const send = (event: string, data: string) => peer.send(`{"event":"${event}","data":${data}}`);
    await streamLogs(output, { send, closed: peer.closed });
    return undefined;
  },
});

/** A file. It ends with the logs, or when the client stops reading. */
export const logFile = (output: LogStream, request: WireRequest): Answer => ({
  type: 'stream',
  contentType: 'text/plain; charset=utf-8',
  headers: {
    'content-disposition': `attachment; filename="${(request.params['name'] ?? queryText(request, 'name') ?? queryText(request, 'pod') ?? 'logs').replace(/[^\w.-]/g, '_')}.log"`,
  },
  stream: textOfLogs(output, new AbortController().signal),
});

import { podKind } from '@binnacle/kube/api';
import type { LogsInput, LogsOutput } from '../../services/pods/index.ts';
import { queryText } from '../../http/query.ts';
import type { Answer, WireRequest } from '../../http/row.ts';
import { objectInput, queryBoolean, queryInteger, requiredNamespace } from './decoders.ts';

/** A log in the envelope is held in memory as a whole, so that it has bounds; `follow=true` has none. */
const mostLines = 10_000;
const mostBytes = 16 * 1024 * 1024;

/** Contract 001 §2.1.6, and the parameters of `kubectl logs` that it leaves out. */
export const logsInput = (request: WireRequest): LogsInput => {
  const { name } = objectInput(request, podKind);
  const container = queryText(request, 'container');
  const follow = queryBoolean(request, 'follow');
  const previous = queryBoolean(request, 'previous');
  const timestamps = queryBoolean(request, 'timestamps');
  const tailLines = queryInteger(request, 'tail_lines', 0);
  const sinceSeconds = queryInteger(request, 'since_seconds', 1);
  return {
    namespace: requiredNamespace(request),
    name,
    ...(container === undefined ? {} : { container }),
    ...(follow === undefined ? {} : { follow }),
    ...(previous === undefined ? {} : { previous }),
    ...(timestamps === undefined ? {} : { timestamps }),
    ...(follow ? {} : { tailLines: mostLines, limitBytes: mostBytes }),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
  };
};

/** With `follow=true` plain text as it comes; the whole text in the envelope otherwise. */
export const logsAnswer = async ({ stream }: LogsOutput, request: WireRequest): Promise<Answer> => {
  if (queryBoolean(request, 'follow')) return { type: 'stream', contentType: 'text/plain; charset=utf-8', stream };
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return { type: 'data', data: { logs: Buffer.concat(chunks).toString('utf8') } };
};

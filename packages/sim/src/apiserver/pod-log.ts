/** `/log` of a Pod, from the kubelet that runs it. */
import { badRequest, fromTime, invalid, invalidField, notFound, serviceUnavailable } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import type { LogRequest } from '../types.ts';
import type { ResourceCall } from './call.ts';
import { containerOf } from './pod-container.ts';
import { queryFlag } from './query-flag.ts';

const PODS = { group: '', plural: 'pods' };

const isTrue = (query: URLSearchParams, name: string): boolean => queryFlag(query, name) ?? false;

const number = (query: URLSearchParams, name: string): number | undefined => {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
};

/** Throws as kube-apiserver's PodLogOptions do. */
const logOptions = (
  query: URLSearchParams,
  name: string,
): Omit<LogRequest, 'namespace' | 'pod' | 'container' | 'signal'> => {
  const tailLines = number(query, 'tailLines');
  const sinceSeconds = number(query, 'sinceSeconds');
  const limitBytes = number(query, 'limitBytes');
  const sinceTime = query.get('sinceTime') ?? undefined;
  if (sinceTime !== undefined && fromTime(sinceTime) === undefined)
    throw badRequest(
      `parsing time ${JSON.stringify(sinceTime)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(sinceTime)} as "2006"`,
    );
  const errors: FieldError[] = [];
  if (tailLines !== undefined && tailLines < 0)
    errors.push(invalidField('tailLines', tailLines, 'must be greater than or equal to 0'));
  if (limitBytes !== undefined && limitBytes < 1)
    errors.push(invalidField('limitBytes', limitBytes, 'must be greater than 0'));
  if (sinceSeconds !== undefined && sinceTime !== undefined)
    errors.push({
      reason: 'FieldValueForbidden',
      message: 'Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
      field: '',
    });
  else if (sinceSeconds !== undefined && sinceSeconds < 1)
    errors.push(invalidField('sinceSeconds', sinceSeconds, 'must be greater than 0'));
  if (errors.length > 0) throw invalid({ group: '', kind: 'PodLogOptions' }, name, errors);
  return {
    follow: isTrue(query, 'follow'),
    previous: isTrue(query, 'previous'),
    timestamps: isTrue(query, 'timestamps'),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
    ...(sinceTime === undefined ? {} : { sinceTime }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
  };
};

/** Streams until the log ends or the client leaves; pulls no faster than the client reads. */
export const servePodLog = async (call: ResourceCall): Promise<void> => {
  const { info, context, response, query } = call;
  const name = info.name ?? '';
  const options = logOptions(query, name);
  const pod = context.registry.entry(info.resource, { namespace: info.namespace ?? '', name })?.object;
  if (pod === undefined) throw notFound(PODS, name);
  const container = containerOf(pod, query.get('container') ?? '');
  const agent = context.nodeAgent();
  if (agent === undefined) throw serviceUnavailable('no kubelet answers for this cluster');
  const leaving = new AbortController();
  response.once('close', () => leaving.abort());
  const signal = AbortSignal.any([leaving.signal, context.closing]);
  // A Pod that is on no node has no log yet.
  const assigned = (pod.spec as { nodeName?: string }).nodeName ?? '';
  if (assigned === '') {
    response.writeHead(204);
    response.end();
    return;
  }
  const chunks = await agent.containerLogs({
    ...options,
    namespace: info.namespace ?? '',
    pod: name,
    container,
    signal,
  });
  response.setHeader('Cache-Control', 'no-cache, private');
  response.setHeader('Content-Type', 'text/plain');
  response.writeHead(200);
  if (options.follow) response.flushHeaders();
  try {
    for await (const chunk of chunks) {
      if (signal.aborted) break;
      if (!response.write(chunk)) await drained(response, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  response.end();
};

const drained = (response: ResourceCall['response'], signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    response.once('drain', done);
    signal.addEventListener('abort', done, { once: true });
  });

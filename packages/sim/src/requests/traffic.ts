/** What one route is asked to send, from its annotation. */
import type { KubeObject } from '@binnacle/kube/api';
import type { SimulatedRequest } from './request.ts';

/** On an Ingress, HTTPRoute or VirtualService: a list of `{perSecond, path, headers, query}`. */
export const requestsAnnotation = 'sim.binnacle.dev/requests';

export interface Stream {
  perSecond: number;
  request: Omit<SimulatedRequest, 'host'>;
}

/** So many a second of one route at most. */
const mostPerSecond = 200;

const isText = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((one) => typeof one === 'string');

const lowerCase = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** None for an annotation that says nothing sensible. */
export const streamsOf = ({ metadata }: KubeObject): readonly Stream[] => {
  const text = metadata.annotations?.[requestsAnnotation];
  if (text === undefined) return [];
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return [];
  }
  return (Array.isArray(list) ? list : [list]).flatMap((one: unknown) => {
    const { perSecond, path = '/', headers = {}, query = {} } = (one ?? {}) as Record<string, unknown>;
    if (typeof perSecond !== 'number' || !(perSecond > 0) || typeof path !== 'string') return [];
    if (!isText(headers) || !isText(query)) return [];
    return [{ perSecond: Math.min(perSecond, mostPerSecond), request: { path, headers: lowerCase(headers), query } }];
  });
};

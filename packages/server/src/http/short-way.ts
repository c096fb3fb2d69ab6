import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse } from 'fast-querystring';
import type { Dispatcher } from './dispatcher.ts';
import type { Route } from './endpoint.ts';
import type { HostCheck } from './origin.ts';

export interface ShortWayOptions {
  routes: readonly Route[];
  checkHost: HostCheck;
  handle: Dispatcher['handle'];
}

/** Takes a request to the dispatcher; false for one that is not for it. */
export type ShortWay = (request: IncomingMessage, response: ServerResponse) => boolean;

const isFixed = ({ method, path }: Route): boolean => method === 'GET' && !/[:*]/.test(path);

/**
 * Lists are asked for again and again, by an address without parameters and without a body: there is nothing that a router
 * and its hooks could find out. Whatever is not exactly that, and whatever would be refused, goes the usual way.
 */
export const createShortWay = ({ routes, checkHost, handle }: ShortWayOptions): ShortWay => {
  const byPath = new Map(routes.filter(isFixed).map((route) => [route.path, route]));
  return (request, response) => {
    const { method, url = '', headers, socket } = request;
    if (method !== 'GET') return false;
    const pathEnd = url.indexOf('?');
    const route = byPath.get(pathEnd < 0 ? url : url.slice(0, pathEnd));
    if (route === undefined || 'content-length' in headers || 'transfer-encoding' in headers) return false;
    try {
      checkHost(headers.host, socket.localAddress);
    } catch {
      return false;
    }
    const query = pathEnd < 0 ? {} : parse(url.slice(pathEnd + 1));
    handle(route, { raw: request, params: {}, query, body: undefined }, response).catch(() => response.destroy());
    return true;
  };
};

/** Where Ingresses send a request, canary ones beside them as ingress-nginx and its kin read them. */
import type { KubeObject } from '@binnacle/kube/api';
import { cookiesOf, fits, hasPrefix } from './request.ts';
import type { Chance, Destination, SimulatedRequest } from './request.ts';

interface IngressPath {
  path?: string;
  pathType?: string;
  backend: { service?: { name: string } };
}
export interface Ingress extends KubeObject {
  spec?: {
    rules?: { host?: string; http?: { paths: IngressPath[] } }[];
    defaultBackend?: { service?: { name: string } };
  };
}

const prefixes = ['nginx.ingress.kubernetes.io/', 'alb.ingress.kubernetes.io/'];
const setting = ({ metadata }: Ingress, key: string): string | undefined =>
  prefixes.map((prefix) => metadata.annotations?.[`${prefix}${key}`]).find((value) => value !== undefined);

export const isCanary = (ingress: Ingress): boolean => setting(ingress, 'canary') === 'true';

const hostFits = (rule: string | undefined, host: string): boolean =>
  rule === undefined || rule === '' || rule === host || (rule.startsWith('*.') && host.endsWith(rule.slice(1)));

/** The Service of the longest path that covers the request's. */
const serviceOf = ({ spec = {} }: Ingress, { host, path }: SimulatedRequest): string | undefined => {
  const paths = (spec.rules ?? [])
    .filter((rule) => hostFits(rule.host, host))
    .flatMap(({ http }) => http?.paths ?? [])
    .filter((one) => (one.pathType === 'Exact' ? one.path === path : hasPrefix(path, one.path ?? '/')))
    .sort((a, b) => (b.path ?? '/').length - (a.path ?? '/').length);
  return (paths[0]?.backend ?? spec.defaultBackend)?.service?.name;
};

/** A header before a cookie before a weight; `always` and `never` settle it where the value is not named. */
const takes = (canary: Ingress, request: SimulatedRequest, chance: Chance): boolean => {
  const header = setting(canary, 'canary-by-header');
  const sent = header === undefined ? undefined : request.headers[header.toLowerCase()];
  if (sent !== undefined) {
    const [value, pattern] = [setting(canary, 'canary-by-header-value'), setting(canary, 'canary-by-header-pattern')];
    if (value !== undefined) {
      if (sent === value) return true;
    } else if (pattern !== undefined) {
      if (fits(pattern, sent)) return true;
    } else if (sent === 'always' || sent === 'never') return sent === 'always';
  }
  const query = setting(canary, 'canary-by-query');
  const asked = query === undefined ? undefined : request.query[query];
  if (asked !== undefined) {
    const pattern = setting(canary, 'canary-by-query-pattern');
    if (pattern === undefined ? asked === setting(canary, 'canary-by-query-value') : fits(pattern, asked)) return true;
  }
  const cookie = cookiesOf(request).get(setting(canary, 'canary-by-cookie') ?? '');
  if (cookie === 'always' || cookie === 'never') return cookie === 'always';
  return (
    chance() * Number(setting(canary, 'canary-weight-total') ?? 100) < Number(setting(canary, 'canary-weight') ?? 0)
  );
};

/** `others`: all Ingresses of the namespace. */
export const routeIngress = (
  ingress: Ingress,
  request: SimulatedRequest,
  { others, chance }: { others: readonly Ingress[]; chance: Chance },
): Destination | undefined => {
  const stable = serviceOf(ingress, request);
  if (stable === undefined) return undefined;
  const canary = others.find((other) => isCanary(other) && serviceOf(other, request) !== undefined);
  const service = canary !== undefined && takes(canary, request, chance) ? serviceOf(canary, request) : undefined;
  return { namespace: ingress.metadata.namespace ?? '', service: service ?? stable };
};

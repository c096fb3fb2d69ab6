/** Where an Istio VirtualService sends a request. Source: istio.io/latest/docs/reference/config/networking. */
import type { KubeObject } from '@binnacle/kube/api';
import { fits, weighted } from './request.ts';
import type { Chance, Destination, SimulatedRequest } from './request.ts';

interface StringMatch {
  exact?: string;
  prefix?: string;
  regex?: string;
}
interface HttpMatch {
  uri?: StringMatch;
  headers?: Record<string, StringMatch>;
  queryParams?: Record<string, StringMatch>;
}
interface HttpRoute {
  destination: { host: string; subset?: string };
  weight?: number;
}
export interface VirtualService extends KubeObject {
  spec?: { hosts?: string[]; http?: { match?: HttpMatch[]; route?: HttpRoute[] }[] };
}
export interface DestinationRule extends KubeObject {
  spec?: { host?: string; subsets?: { name: string; labels?: Record<string, string> }[] };
}

const textFits = ({ exact, prefix, regex }: StringMatch, text: string | undefined): boolean => {
  if (text === undefined) return false;
  if (exact !== undefined) return text === exact;
  if (prefix !== undefined) return text.startsWith(prefix);
  return regex === undefined || fits(regex, text);
};

const matches = ({ uri, headers = {}, queryParams = {} }: HttpMatch, request: SimulatedRequest): boolean =>
  (uri === undefined || textFits(uri, request.path)) &&
  Object.entries(headers).every(([name, wanted]) => textFits(wanted, request.headers[name.toLowerCase()])) &&
  Object.entries(queryParams).every(([name, wanted]) => textFits(wanted, request.query[name]));

/** `echo`, `echo.shop` or `echo.shop.svc.cluster.local`, as seen from a namespace. */
const serviceOf = (host: string, namespace: string): Destination => {
  const [service = '', space = namespace] = host.split('.');
  return { namespace: space, service };
};

/** `rules`: the DestinationRules of the namespace. */
export const routeVirtualService = (
  { metadata, spec = {} }: VirtualService,
  request: SimulatedRequest,
  { rules, chance }: { rules: readonly DestinationRule[]; chance: Chance },
): Destination | undefined => {
  const namespace = metadata.namespace ?? '';
  const rule = (spec.http ?? []).find(
    ({ match }) => match === undefined || match.length === 0 || match.some((one) => matches(one, request)),
  );
  const routes = rule?.route ?? [];
  // One route alone takes all, whatever its weight.
  const chosen = routes.length === 1 ? routes[0] : weighted(routes, chance, 0);
  if (chosen === undefined) return undefined;
  const destination = serviceOf(chosen.destination.host, namespace);
  const { subset } = chosen.destination;
  if (subset === undefined) return destination;
  const labels = rules
    .filter((one) => serviceOf(one.spec?.host ?? '', one.metadata.namespace ?? '').service === destination.service)
    .flatMap((one) => one.spec?.subsets ?? [])
    .find(({ name }) => name === subset)?.labels;
  // A subset that no rule describes has no Pods.
  return { ...destination, labels: labels ?? { 'no.such.subset': subset } };
};

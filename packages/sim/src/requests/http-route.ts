/** Where an HTTPRoute sends a request. Source: gateway-api.sigs.k8s.io/reference/spec, HTTPRouteRule. */
import type { KubeObject } from '@binnacle/kube/api';
import { fits, hasPrefix, weighted } from './request.ts';
import type { Chance, Destination, SimulatedRequest } from './request.ts';

interface ValueMatch {
  type?: string;
  name: string;
  value: string;
}
interface RouteMatch {
  path?: { type?: string; value?: string };
  headers?: ValueMatch[];
  queryParams?: ValueMatch[];
}
interface BackendRef {
  name: string;
  namespace?: string;
  weight?: number;
}
export interface HttpRoute extends KubeObject {
  spec?: { rules?: { matches?: RouteMatch[]; backendRefs?: BackendRef[] }[] };
}

const valueFits = ({ type, value }: ValueMatch, sent: string | undefined): boolean =>
  sent !== undefined && (type === 'RegularExpression' ? fits(value, sent) : sent === value);

const pathFits = ({ type = 'PathPrefix', value = '/' }: NonNullable<RouteMatch['path']>, path: string): boolean => {
  if (type === 'Exact') return path === value;
  return type === 'RegularExpression' ? fits(value, path) : hasPrefix(path, value);
};

const matches = ({ path = {}, headers = [], queryParams = [] }: RouteMatch, request: SimulatedRequest): boolean =>
  pathFits(path, request.path) &&
  headers.every((one) => valueFits(one, request.headers[one.name.toLowerCase()])) &&
  queryParams.every((one) => valueFits(one, request.query[one.name]));

/** What is more particular comes first: an exact path, a longer one, more headers, more query parameters. */
const precedence = ({ path = {}, headers = [], queryParams = [] }: RouteMatch): readonly number[] => [
  path.type === 'Exact' ? 1 : 0,
  (path.value ?? '/').length,
  headers.length,
  queryParams.length,
];

const byPrecedence = (a: readonly number[], b: readonly number[]): number => {
  const index = a.findIndex((value, i) => value !== b[i]);
  return index < 0 ? 0 : (b[index] ?? 0) - (a[index] ?? 0);
};

export const routeHttpRoute = (
  { metadata, spec = {} }: HttpRoute,
  request: SimulatedRequest,
  chance: Chance,
): Destination | undefined => {
  const [found] = (spec.rules ?? [])
    .flatMap(({ matches: wanted = [{}], backendRefs = [] }) => wanted.map((match) => ({ match, backendRefs })))
    .filter(({ match }) => matches(match, request))
    .sort((a, b) => byPrecedence(precedence(a.match), precedence(b.match)));
  const backend = found && weighted(found.backendRefs, chance, 1);
  return backend && { namespace: backend.namespace ?? metadata.namespace ?? '', service: backend.name };
};

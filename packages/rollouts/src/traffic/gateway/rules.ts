/** The rules of an HTTPRoute with a canary in them, and without (rules §5.4). Each starts from the original rules. */
import type { HttpMatch } from '../../api/index.ts';
import type { RouteNames } from '../provider.ts';
import type { BackendRef, HttpRouteMatch, HttpRouteRule } from './http-route.ts';

const isService = ({ kind = 'Service' }: BackendRef): boolean => kind === 'Service';

const backendNamed = (rule: HttpRouteRule, name: string): BackendRef | undefined =>
  rule.backendRefs?.find((ref) => isService(ref) && ref.name === name);

/** As before any canary: no canary backends, the stable one's weight 1, no rules that were only for the canary. */
export const withoutCanary = (rules: readonly HttpRouteRule[], names: RouteNames): HttpRouteRule[] =>
  rules.flatMap((rule) => {
    if (backendNamed(rule, names.canaryService) === undefined) return [rule];
    const left = (rule.backendRefs ?? []).filter((ref) => !(isService(ref) && ref.name === names.canaryService));
    if (left.length === 0) return [];
    return [{ ...rule, backendRefs: left.map((ref) => (isStable(ref, names) ? { ...ref, weight: 1 } : ref)) }];
  });

const isStable = (ref: BackendRef, { stableService }: RouteNames): boolean =>
  isService(ref) && ref.name === stableService;

/** A share of every rule that leads to the stable Service. */
export const withWeight = (rules: readonly HttpRouteRule[], names: RouteNames, percent: number): HttpRouteRule[] =>
  withoutCanary(rules, names).map((rule) => {
    const stable = backendNamed(rule, names.stableService);
    if (stable === undefined) return rule;
    return {
      ...rule,
      backendRefs: [
        ...(rule.backendRefs ?? []).map((ref) => (isStable(ref, names) ? { ...ref, weight: 100 - percent } : ref)),
        { ...stable, name: names.canaryService, weight: percent },
      ],
    };
  });

/** Rules of their own for what matches, after all others. */
export const withMatches = (
  rules: readonly HttpRouteRule[],
  names: RouteNames,
  matches: readonly HttpMatch[],
): HttpRouteRule[] => {
  const originals = withoutCanary(rules, names);
  const paths = matches.filter(({ path }) => path !== undefined);
  const others = matches.filter(({ path }) => path === undefined);
  let first = true;
  const canaries = originals.flatMap((rule) => {
    const stable = backendNamed(rule, names.stableService);
    if (stable === undefined) return [];
    const combined = [...(first ? paths.map(toRouteMatch) : []), ...crossed(rule.matches ?? [], others)];
    first = false;
    if (combined.length === 0) return [];
    return [{ ...rule, matches: combined, backendRefs: [{ ...stable, name: names.canaryService }] }];
  });
  return [...originals, ...canaries];
};

/** Each existing match with each wanted one. */
const crossed = (existing: readonly HttpRouteMatch[], wanted: readonly HttpMatch[]): HttpRouteMatch[] =>
  wanted.flatMap((match) =>
    existing.map((own) => ({
      ...own,
      ...joined('headers', own.headers, match.headers),
      ...joined('queryParams', own.queryParams, match.queryParams),
    })),
  );

const joined = <T>(key: string, a: readonly T[] | undefined, b: readonly T[] | undefined): Record<string, T[]> =>
  a === undefined && b === undefined ? {} : { [key]: [...(a ?? []), ...(b ?? [])] };

const toRouteMatch = ({ path, headers, queryParams }: HttpMatch): HttpRouteMatch => ({
  ...(path === undefined ? {} : { path }),
  ...(headers === undefined ? {} : { headers }),
  ...(queryParams === undefined ? {} : { queryParams }),
});

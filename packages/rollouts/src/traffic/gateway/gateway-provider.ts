/** HTTPRoute: weights and rules in the user's own object (rules §5.4). */
import { sameJson, weightOf } from '../../api/index.ts';
import type { Reader } from '../../cluster/reader.ts';
import { patchOf } from '../../cluster/write.ts';
import type { Write } from '../../cluster/write.ts';
import type { RouteNames, TrafficProvider } from '../provider.ts';
import { httpRouteKind } from './http-route.ts';
import type { HttpRoute, HttpRouteRule } from './http-route.ts';
import { withMatches, withoutCanary, withWeight } from './rules.ts';

export const gatewayProvider = (
  reader: Reader,
  route: RouteNames & { namespace: string; httpRouteName: string },
): TrafficProvider => {
  const { namespace, httpRouteName } = route;
  const found = reader.get<HttpRoute>(httpRouteKind, namespace, httpRouteName);
  const rules = found?.spec.rules ?? [];
  const become = (wanted: readonly HttpRouteRule[]): readonly Write[] =>
    // With one Service for both revisions a route has nothing to tell apart.
    found === undefined || route.stableService === route.canaryService || sameJson(rules, wanted)
      ? []
      : [
          patchOf(httpRouteKind, found, {
            // Rules are one list to a merge patch: a change by somebody else meanwhile must not be lost.
            metadata: { resourceVersion: found.metadata.resourceVersion },
            spec: { rules: wanted },
          }),
        ];
  return {
    missing: () => (found === undefined ? `HTTPRoute ${namespace}/${httpRouteName} is missing` : undefined),
    ensure: (strategy) => {
      const matches = strategy.matches ?? [];
      if (matches.length > 0) return become(withMatches(rules, route, matches));
      const weight = weightOf(strategy);
      return weight === undefined ? [] : become(withWeight(rules, route, weight));
    },
    restore: () => become(withoutCanary(rules, route)),
  };
};

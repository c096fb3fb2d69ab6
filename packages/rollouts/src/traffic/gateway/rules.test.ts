import { describe, expect, it } from 'vitest';
import { readerOf } from '../../cluster/reader.fixture.ts';
import { gatewayProvider } from './gateway-provider.ts';
import type { HttpRoute, HttpRouteRule } from './http-route.ts';
import { withMatches, withoutCanary, withWeight } from './rules.ts';

const names = { stableService: 'echo', canaryService: 'echo-canary' };
const prefix = (value: string) => ({ path: { type: 'PathPrefix', value } });
const shop: HttpRouteRule = {
  matches: [prefix('/shop')],
  backendRefs: [{ kind: 'Service', name: 'echo', port: 80, weight: 1 }],
};
const other: HttpRouteRule = { matches: [prefix('/other')], backendRefs: [{ name: 'other', port: 80, weight: 1 }] };
const rules = [shop, other];
const backend = (name: string, weight: number) => ({ kind: 'Service', name, port: 80, weight });
const gray = { headers: [{ type: 'Exact' as const, name: 'user', value: 'a' }] };

describe('§5.4 HTTPRoute', () => {
  it('§5.4 weight 20: stable 80, canary 20; restored to 1', () => {
    const weighted = withWeight(rules, names, 20);
    expect(weighted).toEqual([{ ...shop, backendRefs: [backend('echo', 80), backend('echo-canary', 20)] }, other]);
    expect(withWeight(weighted, names, 50)[0]!.backendRefs).toEqual([backend('echo', 50), backend('echo-canary', 50)]);
    expect(withoutCanary(weighted, names)).toEqual(rules);
  });

  it('§5.4 B53 headers: a rule of their own after all others', () => {
    const matched = withMatches(rules, names, [gray]);
    expect(matched).toEqual([
      shop,
      other,
      { matches: [{ ...prefix('/shop'), headers: gray.headers }], backendRefs: [backend('echo-canary', 1)] },
    ]);
    expect(withMatches(matched, names, [gray])).toEqual(matched);
    expect(withoutCanary(matched, names)).toEqual(rules);
  });

  it('§5.4 query parameters, and both', () => {
    const query = { queryParams: [{ name: 'q', value: 'v' }] };
    expect(withMatches([shop], names, [query, { ...gray, ...query }])[1]!.matches).toEqual([
      { ...prefix('/shop'), ...query },
      { ...prefix('/shop'), ...gray, ...query },
    ]);
  });

  it('§5.4 a path stands alone in the first rule, wherever it comes among the matches', () => {
    const twice = [shop, { ...shop, matches: [prefix('/b')] }];
    const path = { path: { type: 'Exact' as const, value: '/new' } };
    expect(
      withMatches(twice, names, [path, gray])
        .slice(2)
        .map(({ matches }) => matches),
    ).toEqual([[path, { ...prefix('/shop'), ...gray }], [{ ...prefix('/b'), ...gray }]]);
    expect(withMatches(twice, names, [path])).toHaveLength(3);
  });

  it('§5.4 a weight step after a match step leaves no rule behind', () => {
    expect(withWeight(withMatches(rules, names, [gray]), names, 20)).toEqual(withWeight(rules, names, 20));
  });
});

describe('§5.4 provider', () => {
  const route = (own: HttpRouteRule[]): HttpRoute => ({
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'HTTPRoute',
    metadata: { name: 'echo', namespace: 'shop', resourceVersion: '7' },
    spec: { rules: own },
  });
  const provider = (...objects: HttpRoute[]) =>
    gatewayProvider(readerOf(...objects), { ...names, namespace: 'shop', httpRouteName: 'echo' });

  it('§5.4 writes the rules for the version it has read; matches win over weight', () => {
    expect(provider(route(rules)).ensure({ traffic: '20%', matches: [gray] })).toMatchObject([
      {
        name: 'echo',
        patch: { metadata: { resourceVersion: '7' }, spec: { rules: withMatches(rules, names, [gray]) } },
      },
    ]);
    expect(provider(route(withWeight(rules, names, 20))).ensure({ traffic: '20%' })).toEqual([]);
  });

  it('§5.4 restores, and says what is missing', () => {
    expect(provider(route(withWeight(rules, names, 20))).restore()).toMatchObject([{ patch: { spec: { rules } } }]);
    expect(provider(route(rules)).restore()).toEqual([]);
    expect(provider().missing()).toBe('HTTPRoute shop/echo is missing');
  });

  it('§5.4 with one Service for both there is nothing to tell apart', () => {
    const same = gatewayProvider(readerOf(route(rules)), {
      stableService: 'echo',
      canaryService: 'echo',
      namespace: 'shop',
      httpRouteName: 'echo',
    });
    expect([same.ensure({ traffic: '20%' }), same.restore()]).toEqual([[], []]);
  });
});

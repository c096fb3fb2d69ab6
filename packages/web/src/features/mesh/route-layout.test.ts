import type { MeshReply, WireMeshRoute } from '@binnacle/api';
import { expect, it } from 'vitest';
import { layOut, rowHeight, ruleOf } from './route-layout.ts';

const to = (host: string, subset = '') => ({ host, subset, port: null, weight: 50 });
const route = (destinations: WireMeshRoute['destinations']): WireMeshRoute => ({
  protocol: 'http',
  name: '',
  matches: [],
  destinations,
  notes: [],
});

it('lays routes out one below the other, a redirect as tall as a route to one place', () => {
  const { routes, height } = layOut([route([to('a'), to('b'), to('c')]), route([])]);
  expect(height).toBe(4 * rowHeight);
  expect(routes.map(({ y }) => y)).toEqual([rowHeight, 3 * rowHeight]);
  expect(routes[0]?.targets.map(({ y }) => y)).toEqual([0, rowHeight, 2 * rowHeight]);
  expect(layOut([]).height).toBe(rowHeight);
});

it('finds the labels of a subset by any spelling of the host', () => {
  const rules = [
    { host: 'cart.shop.svc.cluster.local', subsets: [{ name: 'v1', labels: { version: 'v1', tier: 'web' } }] },
  ] as unknown as MeshReply['destination_rules'];
  expect(ruleOf(rules, { host: 'cart', subset: 'v1' })).toBe('version=v1, tier=web');
  expect(ruleOf(rules, { host: 'cart', subset: 'v2' })).toBeUndefined();
  expect(ruleOf(rules, { host: 'catalog', subset: 'v1' })).toBeUndefined();
});

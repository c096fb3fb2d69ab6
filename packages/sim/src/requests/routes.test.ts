import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@binnacle/kube/api';
import { routeHttpRoute } from './http-route.ts';
import type { HttpRoute } from './http-route.ts';
import { routeIngress } from './ingress.ts';
import type { Ingress } from './ingress.ts';
import type { SimulatedRequest } from './request.ts';
import { requestsAnnotation, streamsOf } from './traffic.ts';
import { routeVirtualService } from './virtual-service.ts';
import type { DestinationRule, VirtualService } from './virtual-service.ts';

const request = (more: Partial<SimulatedRequest> = {}): SimulatedRequest => ({
  host: 'a.example',
  path: '/',
  headers: {},
  query: {},
  ...more,
});
const object = <T extends KubeObject>(spec: object, annotations: Record<string, string> = {}, name = 'echo'): T =>
  ({ apiVersion: 'v1', kind: 'Route', metadata: { name, namespace: 'shop', annotations }, spec }) as unknown as T;

describe('Ingress', () => {
  const rules = (service: string) => [
    {
      host: 'a.example',
      http: {
        paths: [
          { path: '/', pathType: 'Prefix', backend: { service: { name: service } } },
          { path: '/api', pathType: 'Prefix', backend: { service: { name: `${service}-api` } } },
        ],
      },
    },
  ];
  const stable = object<Ingress>({ rules: rules('echo') });
  const canary = (keys: Record<string, string>, prefix = 'nginx') =>
    object<Ingress>(
      { rules: rules('echo-canary') },
      Object.fromEntries(
        Object.entries({ canary: 'true', ...keys }).map(([key, value]) => [
          `${prefix}.ingress.kubernetes.io/${key}`,
          value,
        ]),
      ),
      'echo-canary',
    );
  const goesTo = (others: Ingress[], asked: SimulatedRequest, chance = 0.5) =>
    routeIngress(stable, asked, { others: [stable, ...others], chance: () => chance })?.service;

  it.each<[string, Ingress[], Partial<SimulatedRequest>, number, string | undefined]>([
    ['the longest path', [], { path: '/api/v1' }, 0, 'echo-api'],
    ['no other path of the same beginning', [], { path: '/apiary' }, 0, 'echo'],
    ['another host', [], { host: 'b.example' }, 0, undefined],
    ['below the weight', [canary({ 'canary-weight': '20' })], {}, 0.19, 'echo-canary'],
    ['above the weight', [canary({ 'canary-weight': '20' })], {}, 0.2, 'echo'],
    ['of aliyun-alb', [canary({ 'canary-weight': '100' }, 'alb')], {}, 0.5, 'echo-canary'],
    ['a header', [canary({ 'canary-by-header': 'User' })], { headers: { user: 'always' } }, 0, 'echo-canary'],
    [
      'a header that says never',
      [canary({ 'canary-by-header': 'user', 'canary-weight': '100' })],
      { headers: { user: 'never' } },
      0,
      'echo',
    ],
    [
      'a header’s value',
      [canary({ 'canary-by-header': 'user', 'canary-by-header-value': 'a' })],
      { headers: { user: 'a' } },
      0,
      'echo-canary',
    ],
    [
      'another value',
      [canary({ 'canary-by-header': 'user', 'canary-by-header-value': 'a' })],
      { headers: { user: 'b' } },
      0,
      'echo',
    ],
    [
      'a pattern',
      [canary({ 'canary-by-header': 'user', 'canary-by-header-pattern': 'a.*' })],
      { headers: { user: 'ab' } },
      0,
      'echo-canary',
    ],
    [
      'a cookie',
      [canary({ 'canary-by-cookie': 'lane' })],
      { headers: { cookie: 'x=1; lane=always' } },
      0,
      'echo-canary',
    ],
  ])('%s', (...[, others, asked, chance, service]) => {
    expect(goesTo(others, request(asked), chance)).toBe(service);
  });
});

describe('HTTPRoute', () => {
  const rule = (backends: [string, number][], ...matches: object[]) => ({
    ...(matches.length === 0 ? {} : { matches }),
    backendRefs: backends.map(([name, weight]) => ({ name, weight })),
  });
  const header = { headers: [{ name: 'User', value: 'a' }] };
  const route = object<HttpRoute>({
    rules: [
      rule(
        [
          ['echo', 80],
          ['canary', 20],
        ],
        { path: { type: 'PathPrefix', value: '/' } },
      ),
      rule([['gray', 1]], { path: { type: 'PathPrefix', value: '/' }, ...header }),
      rule([['none', 0]], { path: { type: 'Exact', value: '/none' } }),
    ],
  });
  it.each([
    [{}, 0.79, 'echo'],
    [{}, 0.8, 'canary'],
    [{ headers: { user: 'a' } }, 0, 'gray'],
    [{ path: '/none' }, 0, undefined],
  ])('%j at %d → %s', (asked, chance, service) => {
    expect(routeHttpRoute(route, request(asked as Partial<SimulatedRequest>), () => chance)?.service).toBe(service);
  });
});

describe('VirtualService', () => {
  const to = (host: string, weight?: number, subset?: string) => ({
    destination: { host, ...(subset === undefined ? {} : { subset }) },
    ...(weight === undefined ? {} : { weight }),
  });
  const route = object<VirtualService>({
    http: [
      { match: [{ headers: { user: { regex: 'a.*' } } }], route: [to('gray.other.svc.cluster.local')] },
      { match: [{ uri: { prefix: '/sub' } }], route: [to('echo', 100, 'canary')] },
      { route: [to('echo', 60), to('echo-canary', 40)] },
    ],
  });
  const rules = [object<DestinationRule>({ host: 'echo', subsets: [{ name: 'canary', labels: { lane: 'gray' } }] })];
  it.each([
    [{}, 0.59, { namespace: 'shop', service: 'echo' }],
    [{}, 0.6, { namespace: 'shop', service: 'echo-canary' }],
    [{ headers: { user: 'ab' } }, 0, { namespace: 'other', service: 'gray' }],
    [{ path: '/sub/way' }, 0, { namespace: 'shop', service: 'echo', labels: { lane: 'gray' } }],
  ])('%j at %d', (asked, chance, destination) => {
    expect(
      routeVirtualService(route, request(asked as Partial<SimulatedRequest>), { rules, chance: () => chance }),
    ).toEqual(destination);
  });
});

describe('the annotation', () => {
  const streams = (text: string) => streamsOf(object({}, { [requestsAnnotation]: text }));
  it('says how many requests of what sort come', () => {
    expect(streams('[{"perSecond":2,"headers":{"X-Lane":"gray"}},{"perSecond":9999,"path":"/a"}]')).toEqual([
      { perSecond: 2, request: { path: '/', headers: { 'x-lane': 'gray' }, query: {} } },
      { perSecond: 200, request: { path: '/a', headers: {}, query: {} } },
    ]);
  });
  it.each(['', 'twenty', '5', 'null', '{"perSecond":"5"}', '{"perSecond":-1}', '{"perSecond":1,"headers":5}'])(
    'that makes no sense brings none: %s',
    (text) => {
      expect(streams(text)).toEqual([]);
    },
  );
});

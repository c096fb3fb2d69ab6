import { afterAll, describe, expect, it } from 'vitest';
import { createSystemClock } from '@binnacle/kube/clock';
import { createScriptRunner } from '../../lua/index.ts';
import { builtInScripts } from './istio-scripts.ts';

const runner = createScriptRunner(createSystemClock({ keepAlive: true }), { seconds: 30, megabytes: 32 });
afterAll(() => runner.close());

interface Asked {
  weight?: number;
  matches?: object[];
  requestHeaderModifier?: object;
  canaryService?: string;
}

const decide = async (kind: string, spec: object, asked: Asked) => {
  const { weight, matches = [], canaryService = 'echo-canary', requestHeaderModifier } = asked;
  const answer = await runner.run({
    script: builtInScripts[`${kind}.networking.istio.io`] ?? '',
    obj: {
      data: { spec, labels: {}, annotations: {} },
      canaryWeight: weight ?? -1,
      stableWeight: weight === undefined ? -1 : 100 - weight,
      matches,
      canaryService,
      stableService: 'echo',
      requestHeaderModifier,
    },
  });
  return answer.type === 'failed' ? answer.message : (answer.value as { spec: object }).spec;
};

const to = (host: string, weight?: number) => ({ destination: { host }, ...(weight === undefined ? {} : { weight }) });
const matched = { match: [{ uri: { prefix: '/admin' } }], route: [to('echo')] };

describe('§5.5 VirtualService', () => {
  it('§5.5 B10 a weight is taken from every route of a rule that leads to the stable Service', async () => {
    const http = [matched, { route: [to('other', 40), to('echo.shop.svc', 60)] }, { route: [to('other')] }];
    expect(await decide('VirtualService', { hosts: ['a'], http }, { weight: 20 })).toEqual({
      hosts: ['a'],
      http: [
        matched,
        { route: [to('other', 32), to('echo.shop.svc', 48), to('echo-canary', 20)] },
        { route: [to('other')] },
      ],
    });
  });

  it('§5.5 routes without weights share what is left; no traffic value sends all', async () => {
    const spec = { tcp: [{ route: [to('echo'), to('echo')] }], tls: [{ route: [to('echo')] }] };
    expect(await decide('VirtualService', spec, { weight: 10 })).toEqual({
      tcp: [{ route: [to('echo', 45), to('echo', 45), to('echo-canary', 10)] }],
      tls: [{ route: [to('echo', 90), to('echo-canary', 10)] }],
    });
    expect(await decide('VirtualService', { http: [{ route: [to('echo')] }] }, {})).toEqual({
      http: [{ route: [to('echo', 0), to('echo-canary', 100)] }],
    });
  });

  it('§5.5 B11 one Service for both: the canary is a subset', async () => {
    const spec = { http: [{ route: [to('echo')] }] };
    expect(await decide('VirtualService', spec, { weight: 20, canaryService: 'echo' })).toEqual({
      http: [{ route: [to('echo', 80), { destination: { host: 'echo', subset: 'canary' }, weight: 20 }] }],
    });
  });

  it('§5.5 matches become rules of their own, the last one first; weights stay', async () => {
    const matches = [
      { path: { value: '/api' }, headers: [{ type: 'Exact', name: 'user', value: 'a' }] },
      { queryParams: [{ type: 'RegularExpression', name: 'q', value: 'v.*' }] },
    ];
    const requestHeaderModifier = { set: [{ name: 'x-lane', value: 'gray' }], remove: ['x-old'] };
    const stable = { route: [to('echo', 100)] };
    const request = { request: { set: { 'x-lane': 'gray' }, remove: ['x-old'] } };
    expect(await decide('VirtualService', { http: [stable] }, { weight: 20, matches, requestHeaderModifier })).toEqual({
      http: [
        { match: [{ queryParams: { q: { regex: 'v.*' } } }], headers: request, route: [to('echo-canary')] },
        {
          match: [{ uri: { prefix: '/api' }, headers: { user: { exact: 'a' } } }],
          headers: request,
          route: [to('echo-canary')],
        },
        stable,
      ],
    });
  });
});

describe('§5.5 DestinationRule', () => {
  it('§5.5 B11 gets the canary subset', async () => {
    const v1 = { name: 'v1', labels: { version: 'v1' } };
    expect(await decide('DestinationRule', { host: 'echo', subsets: [v1] }, { weight: 20 })).toEqual({
      host: 'echo',
      subsets: [v1, { name: 'canary', labels: { 'istio.service.tag': 'gray' } }],
    });
  });

  it('§5.5 needs a list of subsets', async () => {
    expect(await decide('DestinationRule', { host: 'echo' }, { weight: 20 })).toBe(
      'the DestinationRule has no subsets',
    );
  });
});

import { afterAll, describe, expect, it } from 'vitest';
import type { Ingress } from '@binnacle/kube/api';
import { createSystemClock } from '@binnacle/kube/clock';
import type { TrafficStrategy } from '../../api/index.ts';
import { readerOf } from '../../cluster/reader.fixture.ts';
import type { Reader } from '../../cluster/reader.ts';
import { createScriptRunner } from '../../lua/index.ts';
import type { ScriptAnswer, ScriptCall } from '../../lua/index.ts';
import { annotateFor } from './annotate.ts';
import type { Annotations } from './annotate.ts';
import { ingressProvider } from './ingress-provider.ts';

const runner = createScriptRunner(createSystemClock({ keepAlive: true }), { seconds: 30, megabytes: 32 });
afterAll(() => runner.close());

/** What `decide` makes of it once the scripts that it asks for have run. */
const scripted = async <T>(reader: Reader, decide: (reader: Reader) => T): Promise<T> => {
  const answers = new Map<string, ScriptAnswer>();
  for (;;) {
    let asked: ScriptCall | undefined;
    const script: Reader['script'] = (call) => {
      const answer = answers.get(JSON.stringify(call));
      if (answer === undefined) asked ??= call;
      return answer ?? { type: 'failed', message: 'it has not run yet' };
    };
    const decided = decide({ ...reader, script });
    if (asked === undefined) return decided;
    answers.set(JSON.stringify(asked), await runner.run(asked));
  }
};
const annotate = (classType: string, existing: Annotations, strategy: TrafficStrategy) =>
  scripted(readerOf(), (reader) =>
    annotateFor(reader, { classType, canaryService: 'echo-canary' })!(existing, strategy),
  );

const nginx = (keys: Record<string, string>, prefix = 'nginx.ingress.kubernetes.io/') =>
  Object.fromEntries(Object.entries(keys).map(([key, value]) => [`${prefix}${key}`, value]));
const alb = (keys: Record<string, string>) => nginx(keys, 'alb.ingress.kubernetes.io/');
const header = (name: string, value: string, type: 'Exact' | 'RegularExpression' = 'Exact') => ({
  headers: [{ type, name, value }],
});

describe('§5.3 annotations', () => {
  it.each<[string, string, TrafficStrategy, Record<string, string>]>([
    ['nginx', 'weight', { traffic: '5%' }, nginx({ canary: 'true', 'canary-weight': '5' })],
    [
      'nginx',
      'header',
      { matches: [header('user', 'a')] },
      nginx({ canary: 'true', 'canary-by-header': 'user', 'canary-by-header-value': 'a' }),
    ],
    [
      'nginx',
      'pattern',
      { matches: [header('user', 'a.*', 'RegularExpression')] },
      nginx({ canary: 'true', 'canary-by-header': 'user', 'canary-by-header-pattern': 'a.*' }),
    ],
    [
      'nginx',
      'cookie',
      { matches: [header('canary-by-cookie', 'demo')] },
      nginx({ canary: 'true', 'canary-by-cookie': 'demo' }),
    ],
    [
      'nginx',
      'header and cookie',
      { matches: [header('user', 'a'), header('canary-by-cookie', 'demo')] },
      nginx({ canary: 'true', 'canary-by-header': 'user', 'canary-by-header-value': 'a', 'canary-by-cookie': 'demo' }),
    ],
    [
      'nginx',
      'a later header',
      { matches: [header('user', 'a', 'RegularExpression'), header('who', 'b')] },
      nginx({ canary: 'true', 'canary-by-header': 'who', 'canary-by-header-value': 'b' }),
    ],
    ['higress', 'a match without headers', { matches: [{ path: { value: '/a' } }] }, nginx({ canary: 'true' })],
    ['aliyun-alb', 'weight', { traffic: '20%' }, alb({ canary: 'true', 'canary-weight': '20', order: '1' })],
    [
      'mse',
      'query and header control',
      {
        matches: [{ queryParams: [{ name: 'q', value: 'v' }] }],
        requestHeaderModifier: {
          set: [
            { name: 'x', value: '1' },
            { name: 'y', value: '2' },
          ],
        },
      },
      {
        ...nginx({ canary: 'true', 'canary-by-query': 'q', 'canary-by-query-value': 'v' }),
        'mse.ingress.kubernetes.io/request-header-control-update': 'x 1y 2',
      },
    ],
  ])('§5.3 %s: %s', async (...[classType, , strategy, expected]) => {
    expect(await annotate(classType, { note: 'kept' }, strategy)).toEqual({ note: 'kept', ...expected });
  });

  it('§5.3 B8 a later weight takes the header keys away', async () => {
    const before = await annotate('aliyun-alb', {}, { matches: [header('user', 'a')] });
    expect(await annotate('aliyun-alb', before as Annotations, { traffic: '50%' })).toEqual(
      alb({ canary: 'true', 'canary-weight': '50', order: '1' }),
    );
  });

  it('§5.3 mse: no query keys stay behind', async () => {
    const before = await annotate(
      'mse',
      { 'mse.ingress.kubernetes.io/service-subset': '' },
      { matches: [{ queryParams: [{ name: 'q', value: 'v' }] }] },
    );
    expect(await annotate('mse', before as Annotations, { traffic: '50%' })).toEqual({
      ...nginx({ canary: 'true', 'canary-weight': '50' }),
      'mse.ingress.kubernetes.io/service-subset': 'gray',
    });
  });
});

const path = (name: string) => ({
  path: '/',
  pathType: 'Prefix',
  backend: { service: { name, port: { number: 80 } } },
});
const ingress = (name: string, annotations: Record<string, string> = {}): Ingress => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name, namespace: 'shop', annotations },
  spec: {
    ingressClassName: 'nginx',
    rules: [
      { host: 'a', http: { paths: [path('echo'), path('other')] } },
      { host: 'b', http: { paths: [path('other')] } },
    ],
  },
});
const owner = { apiVersion: 'rollouts.kruise.io/v1beta1', kind: 'Rollout', name: 'demo', uid: 'u1' };
const providerOf = (reader: Reader, classType?: string) =>
  ingressProvider(reader, {
    namespace: 'shop',
    stableService: 'echo',
    canaryService: 'echo-canary',
    ingress: { name: 'echo', ...(classType === undefined ? {} : { classType }) },
    owner,
  });
const provider = (classType: string | undefined, ...objects: Ingress[]) => providerOf(readerOf(...objects), classType);
const ensure = (strategy: TrafficStrategy, ...objects: Ingress[]) =>
  scripted(readerOf(...objects), (reader) => providerOf(reader).ensure(strategy));

describe('§5.3 Ingress', () => {
  it('§5.3 is made with no traffic, for the paths to the stable Service alone', async () => {
    expect(await ensure({ traffic: '20%' }, ingress('echo', { note: 'a' }))).toMatchObject([
      {
        type: 'create',
        object: {
          metadata: {
            name: 'echo-canary',
            annotations: { note: 'a', ...nginx({ canary: 'true', 'canary-weight': '0' }) },
            ownerReferences: [owner],
          },
          spec: { ingressClassName: 'nginx', rules: [{ host: 'a', http: { paths: [path('echo-canary')] } }] },
        },
      },
    ]);
  });

  it('§5.3 does not pass on what kubectl apply keeps for itself', async () => {
    const applied = ingress('echo', { note: 'a', 'kubectl.kubernetes.io/last-applied-configuration': '{}' });
    const annotations = { note: 'a', ...nginx({ canary: 'true', 'canary-weight': '0' }) };
    const [write] = [await ensure({ traffic: '20%' }, applied)].flat();
    expect(write).toHaveProperty('object.metadata.annotations', annotations);
  });

  it('§5.3 then patched with the difference, then verified', async () => {
    const made = ingress('echo-canary', nginx({ canary: 'true', 'canary-by-header': 'user', 'canary-weight': '0' }));
    expect(await ensure({ traffic: '20%' }, ingress('echo'), made)).toMatchObject([
      { type: 'patch', name: 'echo-canary', patch: { metadata: { annotations: nginx({ 'canary-weight': '20' }) } } },
    ]);
    const right = ingress('echo-canary', nginx({ canary: 'true', 'canary-weight': '20' }));
    expect(await ensure({ traffic: '20%' }, ingress('echo'), right)).toEqual([]);
  });

  it('§5.3 no traffic and no canary: nothing to do', async () => {
    expect(await ensure({ traffic: '0%' }, ingress('echo'))).toEqual([]);
  });

  it('§5.3 restore deletes the canary and leaves the stable one', () => {
    expect(provider(undefined, ingress('echo'), ingress('echo-canary')).restore()).toMatchObject([
      { type: 'delete', name: 'echo-canary' },
    ]);
    expect(provider(undefined, ingress('echo')).restore()).toEqual([]);
  });

  it('§5.3 says what is missing', () => {
    expect(provider(undefined).missing()).toBe('Ingress shop/echo is missing');
    expect(provider('traefik', ingress('echo')).missing()).toBe('Ingress class traefik is not known');
  });
});

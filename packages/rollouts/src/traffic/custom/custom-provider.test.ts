import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@binnacle/kube/api';
import { readerOf } from '../../cluster/reader.fixture.ts';
import type { Reader } from '../../cluster/reader.ts';
import type { ScriptAnswer } from '../../lua/index.ts';
import { customProvider } from './custom-provider.ts';

const key = 'rollouts.kruise.io/original-spec-configuration';
const refs = [
  { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', name: 'echo' },
  { apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', name: 'echo' },
];
const object = (kind: string, spec: object, annotations?: Record<string, string>): KubeObject =>
  ({
    apiVersion: 'networking.istio.io/v1',
    kind,
    metadata: { name: 'echo', namespace: 'shop', resourceVersion: '7', ...(annotations ? { annotations } : {}) },
    spec,
  }) as KubeObject;
const saved = (spec: object) => JSON.stringify({ spec, labels: {}, annotations: {} });
const configMap = (data: Record<string, string>): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'kruise-rollout-configuration', namespace: 'kruise-rollout' },
    data,
  }) as KubeObject;

const provider = (objects: readonly KubeObject[], script?: Reader['script']) =>
  customProvider(
    { ...readerOf(...objects), ...(script === undefined ? {} : { script }) },
    { namespace: 'shop', stableService: 'echo', canaryService: 'echo-canary', refs },
  );
const answer = (value: unknown): ScriptAnswer => ({ type: 'value', value });

describe('§5.5 custom network references', () => {
  it('§5.5 originals are kept before anything is changed', () => {
    const writes = provider([object('VirtualService', { a: 1 }), object('DestinationRule', { b: 2 }, { note: 'x' })]);
    expect(writes.ensure({ traffic: '20%' })).toMatchObject([
      { kind: { plural: 'virtualservices' }, patch: { metadata: { annotations: { [key]: saved({ a: 1 }) } } } },
      {
        kind: { plural: 'destinationrules' },
        patch: {
          metadata: {
            resourceVersion: '7',
            annotations: { [key]: JSON.stringify({ spec: { b: 2 }, labels: {}, annotations: { note: 'x' } }) },
          },
        },
      },
    ]);
  });

  const kept = [
    object('VirtualService', { a: 9, gone: true }, { [key]: saved({ a: 1 }) }),
    object('DestinationRule', { b: 2 }, { [key]: saved({ b: 2 }) }),
  ];

  it('§5.5 scripts start from the originals, and only a difference is written', () => {
    const seen: object[] = [];
    const { ensure } = provider(kept, ({ obj }) => {
      seen.push(obj);
      return answer((obj as { data: object }).data);
    });
    expect(ensure({ traffic: '20%' })).toMatchObject([{ name: 'echo', patch: { spec: { a: 1, gone: null } } }]);
    expect(seen).toMatchObject([
      { data: { spec: { a: 1 } }, canaryWeight: 20, stableWeight: 80, canaryService: 'echo-canary' },
      { data: { spec: { b: 2 } } },
    ]);
    expect(provider(kept, () => answer({ spec: { a: 9, gone: true } })).ensure({})).toMatchObject([
      { kind: { plural: 'destinationrules' } },
    ]);
  });

  it('§5.5 one script that fails leaves every route as it is', () => {
    const { ensure } = provider(kept, ({ obj }) =>
      'b' in (obj as { data: { spec: object } }).data.spec
        ? { type: 'failed', message: 'script:1: no' }
        : answer({ spec: { a: 5 } }),
    );
    expect(ensure({ traffic: '20%' })).toEqual({
      problem: 'The Lua script for DestinationRule.networking.istio.io has failed: script:1: no',
    });
  });

  it.each([[5], [{}], [{ spec: [] }], [{ spec: {}, labels: 'no' }]])('§5.5 nonsense is named: %j', (value) => {
    expect(provider(kept, () => answer(value)).ensure({ traffic: '20%' })).toEqual({
      problem:
        'The Lua script for VirtualService.networking.istio.io has failed: it must return a table with spec, and labels ' +
        'and annotations where there are some',
    });
  });

  it('§5.5 a script of the configuration goes before what is built in', () => {
    const scripts: string[] = [];
    const own = configMap({ 'lua.traffic.routing.VirtualService.networking.istio.io': 'return obj.data' });
    provider([...kept, own], ({ script, obj }) => {
      scripts.push(script);
      return answer((obj as { data: object }).data);
    }).ensure({ traffic: '20%' });
    expect(scripts[0]).toBe('return obj.data');
    expect(scripts[1]).toContain('istio.service.tag');
  });

  it('§5.5 restored: everything as it was, the annotation gone', () => {
    expect(provider(kept).restore()).toMatchObject([
      { patch: { spec: { a: 1, gone: null }, metadata: { annotations: { [key]: null } } } },
      { patch: { metadata: { annotations: { [key]: null } } } },
    ]);
    expect(provider([object('VirtualService', {}), object('DestinationRule', {})]).restore()).toEqual([]);
  });

  it('§5.5 says what is missing', () => {
    expect(provider([object('VirtualService', {})]).missing()).toBe('DestinationRule shop/echo is missing');
    const unknown = { apiVersion: 'mesh.example.com/v1', kind: 'Route', name: 'echo' };
    const names = { namespace: 'shop', stableService: 'echo', canaryService: 'echo-canary' };
    expect(customProvider(readerOf(), { ...names, refs: [unknown] }).missing()).toBe(
      'There is no Lua script for Route.mesh.example.com',
    );
  });
});

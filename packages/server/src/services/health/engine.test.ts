import { createManualClock } from '@binnacle/kube/clock';
import {
  istioVirtualServiceKind,
  nodeKind,
  podKind,
  serviceKind,
  type Kind,
  type UnstructuredObject,
} from '@binnacle/kube/api';
import { describe, expect, it } from 'vitest';
import { createEngine, type Engine } from './engine.ts';
import { followed } from './followed.ts';
import { rules } from './rules/index.ts';

const start = Date.parse('2026-11-21T12:00:00Z');

const fixture = () => {
  const clock = createManualClock(start);
  const engine = createEngine({ followed, rules, clock });
  for (const { kind } of followed) engine.know(kind, true);
  return { clock, engine };
};

const put = (engine: Engine, kind: Kind, object: UnstructuredObject): void => {
  const { namespace = '', name, labels = {} } = object.metadata;
  engine.put(kind, { namespace, name, labels, object: () => object });
};
const object = (kind: Kind, name: string, rest: object): UnstructuredObject => ({
  apiVersion: 'v1',
  kind: kind.kind,
  metadata: { name, namespace: kind.namespaced ? 'shop' : '', creationTimestamp: '2026-11-01T00:00:00Z' },
  ...rest,
});
const service = (name: string) => object(serviceKind, name, { spec: {} });
const route = (name: string, host: string) =>
  object(istioVirtualServiceKind, name, { spec: { hosts: [host], http: [{ route: [{ destination: { host } }] }] } });
const codes = (engine: Engine, name: string) =>
  engine.of(istioVirtualServiceKind, 'shop', name).map(({ code }) => code);

/** Lets the clock stand still while the engine gives way to others. */
const settle = async ({ engine, clock }: ReturnType<typeof fixture>): Promise<void> => {
  let isDone = false;
  const done = engine.settle().then(() => {
    isDone = true;
  });
  while (!isDone) await clock.advance(0);
  await done;
};

describe('the engine of findings', () => {
  it('looks again when what a rule looked at comes, changes or goes, and when it was not there', async () => {
    const world = fixture();
    const { engine } = world;
    put(engine, istioVirtualServiceKind, route('cart', 'cart'));
    await settle(world);
    expect(codes(engine, 'cart')).toEqual(['VirtualServiceUnknownDestination']);
    put(engine, serviceKind, service('cart'));
    await settle(world);
    expect(codes(engine, 'cart')).toEqual([]);
    engine.remove(serviceKind, 'shop', 'cart');
    await settle(world);
    expect(codes(engine, 'cart')).toEqual(['VirtualServiceUnknownDestination']);
    engine.know(serviceKind, false);
    await settle(world);
    expect(codes(engine, 'cart')).toEqual([]);
    engine.remove(istioVirtualServiceKind, 'shop', 'cart');
    await settle(world);
    expect([...engine.all()].flat()).toEqual([]);
  });

  it.each([100, 2_000])('checks as little after a change among %i objects as among few', async (count) => {
    const world = fixture();
    const { engine } = world;
    for (let index = 0; index < count; index += 1) {
      put(engine, serviceKind, service(`s-${index}`));
      put(engine, istioVirtualServiceKind, route(`v-${index}`, `s-${index}`));
    }
    await settle(world);
    const before = engine.checks;
    engine.remove(serviceKind, 'shop', 's-7');
    await settle(world);
    // The route that led there, and nothing else: the Service itself is gone.
    expect(engine.checks - before).toBe(1);
    expect(codes(engine, 'v-7')).toEqual(['VirtualServiceUnknownDestination']);
    put(engine, nodeKind, object(nodeKind, 'n', { spec: {} }));
    await settle(world);
    expect(engine.checks - before).toBe(2);
  });

  it('looks again when a rule asked to, though nothing has changed', async () => {
    const world = fixture();
    const { engine, clock } = world;
    const startedAt = new Date(start - 10_000).toISOString();
    const state = { name: 'main', ready: false, restartCount: 0, state: { running: { startedAt } } };
    put(
      engine,
      podKind,
      object(podKind, 'p', { spec: { containers: [] }, status: { phase: 'Running', containerStatuses: [state] } }),
    );
    const found = () => engine.of(podKind, 'shop', 'p').map(({ code }) => code);
    await settle(world);
    expect(found()).toEqual([]);
    await clock.advance(49_000);
    await settle(world);
    expect(found()).toEqual([]);
    await clock.advance(1_000);
    await settle(world);
    expect(found()).toEqual(['PodProbeFailing']);
  });

  it('finds the same whatever the order in which objects come', async () => {
    const objects: [Kind, UnstructuredObject][] = [
      [serviceKind, service('a')],
      [istioVirtualServiceKind, route('v', 'a')],
      [istioVirtualServiceKind, route('w', 'a')],
      [istioVirtualServiceKind, route('x', 'b')],
    ];
    const found = async (order: typeof objects) => {
      const world = fixture();
      for (const [kind, one] of order) {
        put(world.engine, kind, one);
        await settle(world);
      }
      return [...world.engine.all()]
        .flat()
        .map(({ code, name }) => `${code} ${name}`)
        .sort();
    };
    const first = await found(objects);
    expect(first).toEqual(['VirtualServiceShadowed w', 'VirtualServiceUnknownDestination x']);
    expect(await found([...objects].reverse())).toEqual(first);
  });
});

import { describe, expect, it } from 'vitest';
import type { TrafficRouting } from '../api/index.ts';
import { nextRouting } from './next-routing.ts';
import type { Traffic } from './create-traffic.ts';

const own = 'rollouts.kruise.io/trafficrouting';
const held = 'progressing.rollouts.kruise.io/demo';

interface Case {
  phase?: NonNullable<TrafficRouting['status']>['phase'];
  finalizers?: string[];
  deleted?: boolean;
}

const routingOf = ({ phase, finalizers = [own], deleted = false }: Case): TrafficRouting => ({
  apiVersion: 'rollouts.kruise.io/v1alpha1',
  kind: 'TrafficRouting',
  metadata: {
    name: 'shared',
    namespace: 'shop',
    resourceVersion: '7',
    generation: 3,
    finalizers,
    ...(deleted ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
  },
  spec: { objectRef: [{ service: 'echo' }], strategy: { weight: 20 } },
  ...(phase === undefined ? {} : { status: { phase } }),
});

const write = (name: string) => ({ type: 'delete' as const, kind: {} as never, namespace: 'shop', name });
const traffic = (more: Partial<Traffic> = {}): Traffic => ({
  gracePeriodSeconds: 3,
  generatesService: false,
  missing: () => undefined,
  pinStable: () => [],
  services: () => [],
  route: ({ traffic: share }) => [write(`to ${share}`)],
  restoreRoutes: () => [write('back')],
  restoreStable: () => [],
  removeCanary: () => [],
  ...more,
});
const next = (of: Case, more?: Partial<Traffic>) => nextRouting({ routing: routingOf(of), traffic: [traffic(more)] });
const calm = { restoreRoutes: () => [] };

describe('§5.6 TrafficRouting', () => {
  it('§5.6 Initial → Healthy, with a finalizer of its own', () => {
    expect(next({ finalizers: [] })).toMatchObject({
      status: { observedGeneration: 3, phase: 'Healthy', message: 'TrafficRouting is Healthy' },
      upkeep: [{ patch: { metadata: { resourceVersion: '7', finalizers: [own] } } }],
      writes: [],
    });
  });

  it('§5.6 Initial while something is missing, which is said', () => {
    expect(next({}, { missing: () => 'Service shop/echo is missing' })).toMatchObject({
      status: { phase: 'Initial', message: 'Service shop/echo is missing' },
      problem: 'Service shop/echo is missing',
    });
  });

  it.each([
    ['Healthy', [own], 'Healthy'],
    ['Healthy', [own, held], 'Progressing'],
    ['Progressing', [own], 'Finalizing'],
  ] as const)('§5.6 %s with %j → %s, and nothing is written yet', (phase, finalizers, after) => {
    expect(next({ phase, finalizers: [...finalizers] })).toMatchObject({ status: { phase: after }, writes: [] });
  });

  it('§5.6 Progressing routes by its own strategy for as long as any Rollout holds it', () => {
    expect(next({ phase: 'Progressing', finalizers: [own, held] })).toMatchObject({
      status: { phase: 'Progressing', message: 'TrafficRouting is Progressing' },
      writes: [{ name: 'to 20%' }],
    });
  });

  it('§5.6 a script that fails is in the message', () => {
    expect(
      next({ phase: 'Progressing', finalizers: [own, held] }, { route: () => ({ problem: 'the script has failed' }) }),
    ).toMatchObject({ status: { phase: 'Progressing', message: 'the script has failed' }, writes: [] });
  });

  it('§5.6 Finalizing restores, then Healthy', () => {
    expect(next({ phase: 'Finalizing' })).toMatchObject({
      status: { phase: 'Finalizing' },
      writes: [{ name: 'back' }],
    });
    expect(next({ phase: 'Finalizing' }, calm)).toMatchObject({ status: { phase: 'Healthy' }, writes: [] });
  });

  it('§5.6 Terminating restores before its finalizer goes, and waits for those who hold it', () => {
    expect(next({ phase: 'Healthy', deleted: true })).toMatchObject({ status: { phase: 'Terminating' }, writes: [] });
    const leaving: Case = { phase: 'Terminating', deleted: true };
    expect(next({ ...leaving, finalizers: [own, held] })).toMatchObject({ writes: [] });
    expect(next(leaving)).toMatchObject({ writes: [{ name: 'back' }] });
    expect(next(leaving, calm)).toMatchObject({ writes: [{ patch: { metadata: { finalizers: [] } } }] });
  });
});

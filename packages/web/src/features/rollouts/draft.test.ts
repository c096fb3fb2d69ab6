import type { RolloutProspect } from '@binnacle/api';
import { describe, expect, it } from 'vitest';
import { presets, routesOf, toRollout, toStep, usualStyle, warningsOf, type Draft } from './draft.ts';

const prospect = (part: Partial<RolloutProspect> = {}): RolloutProspect => ({
  replicas: 5,
  containers: [{ name: 'main', image: 'cart:1' }],
  services: [{ name: 'cart', ingresses: [{ name: 'cart', class: 'nginx' }], http_routes: [] }],
  autoscalers: [],
  rollouts: [],
  serves_rollouts: true,
  ...part,
});
const draft = (part: Partial<Draft> = {}): Draft => ({
  namespace: 'shop',
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  workload: 'cart',
  name: 'cart',
  style: 'canary',
  steps: [toStep(20, 20), toStep(100, 100, 300)],
  route: { service: 'cart', provider: 'ingress', name: 'cart' },
  ...part,
});

describe('the Rollout that a draft means', () => {
  it('has its steps and its route', () => {
    expect(toRollout(draft(), prospect()).spec).toEqual({
      workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart' },
      strategy: {
        canary: {
          enableExtraWorkloadForCanary: true,
          steps: [
            { replicas: '20%', traffic: '20%', pause: {} },
            { replicas: '100%', traffic: '100%', pause: { duration: 300 } },
          ],
          trafficRoutings: [{ service: 'cart', ingress: { classType: 'nginx', name: 'cart' } }],
        },
      },
    });
  });

  it('leaves requests alone where no route is chosen', () => {
    expect(toRollout(draft({ route: undefined, style: 'partition' }), prospect()).spec.strategy).toEqual({
      canary: {
        enableExtraWorkloadForCanary: false,
        steps: [
          { replicas: '20%', pause: {} },
          { replicas: '100%', pause: { duration: 300 } },
        ],
      },
    });
  });

  it('goes by an HTTPRoute, and blue-green', () => {
    const services = [{ name: 'cart', ingresses: [], http_routes: ['cart'] }];
    const [route] = routesOf(prospect({ services }));
    const { strategy } = toRollout(draft({ style: 'blueGreen', route }), prospect({ services })).spec;
    expect(strategy.blueGreen?.trafficRoutings).toEqual([{ service: 'cart', gateway: { httpRouteName: 'cart' } }]);
    expect(strategy.canary).toBeUndefined();
  });

  it('is of the style that is usual for its kind', () => {
    const routes = routesOf(prospect());
    expect(usualStyle('Deployment', routes)).toBe('canary');
    expect(usualStyle('Deployment', [])).toBe('partition');
    expect(usualStyle('CloneSet', routes)).toBe('partition');
  });

  it.each(presets)('$id has steps that grow to all Pods', ({ steps }) => {
    const pods = steps().map((step) => step.pods);
    expect(pods).toEqual([...pods].sort((a, b) => a - b));
    expect(pods.at(-1)).toBe(100);
  });
});

describe('what would not work', () => {
  it.each<[string, Partial<Draft>, Partial<RolloutProspect>]>([
    ['absent', {}, { serves_rollouts: false }],
    ['rollout', {}, { rollouts: ['other'] }],
    ['autoscaler', {}, { autoscalers: ['cart'] }],
    ['noService', { route: undefined }, { services: [] }],
    ['noRoute', { route: undefined }, { services: [{ name: 'cart', ingresses: [], http_routes: [] }] }],
    [
      'manyRoutes',
      {},
      { services: [{ name: 'cart', ingresses: [{ name: 'cart', class: '' }], http_routes: ['cart'] }] },
    ],
    ['blueGreenUnrouted', { style: 'blueGreen', route: undefined }, {}],
    ['noBlueGreen', { style: 'blueGreen', kind: 'StatefulSet' }, {}],
    ['noCanary', { kind: 'StatefulSet' }, {}],
    ['falling', { steps: [toStep(50), toStep(20)] }, {}],
    ['noSteps', { steps: [] }, {}],
  ])('%s', (warning, part, found) => {
    expect(warningsOf(draft(part), prospect(found))).toContain(`rollouts.warn.${warning}`);
  });

  it('nothing, of a Deployment with one route', () => {
    expect(warningsOf(draft(), prospect())).toEqual([]);
  });
});

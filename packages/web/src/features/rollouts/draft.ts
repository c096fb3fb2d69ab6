/** A Rollout in the making: what the form holds, the object it means, and what would not work. */
import type { RolloutProspect } from '@binnacle/api';
import { supportsBlueGreen, type Rollout, type RolloutStep, type TrafficRoutingRef } from '@binnacle/rollouts/api';
import type { TextKey } from '../../ui/text/text-key.ts';

export type DraftStyle = 'canary' | 'partition' | 'blueGreen';

export interface DraftStep {
  /** Tells steps apart while they are moved. */
  id: number;
  /** Percent of the Pods. */
  pods: number;
  /** Percent of the requests; undefined where the step routes none. */
  requests: number | undefined;
  /** Seconds; undefined where somebody has to confirm. */
  pause: number | undefined;
}

/** A Service with one route that leads to it; undefined for a release that leaves requests alone. */
export interface DraftRoute {
  service: string;
  provider: 'ingress' | 'gateway';
  name: string;
}

export interface Draft {
  namespace: string;
  apiVersion: string;
  kind: string;
  workload: string;
  name: string;
  style: DraftStyle;
  steps: readonly DraftStep[];
  route: DraftRoute | undefined;
}

let lastId = 0;

export const toStep = (pods: number, requests?: number, pause?: number): DraftStep => {
  lastId += 1;
  return { id: lastId, pods, requests, pause };
};

export interface Preset {
  id: string;
  label: TextKey;
  /** The steps make sense in this style only. */
  style?: DraftStyle;
  steps: () => DraftStep[];
}

export const presets: readonly Preset[] = [
  {
    id: 'careful',
    label: 'rollouts.preset.careful',
    steps: () => [toStep(5, 5), toStep(25, 25), toStep(50, 50), toStep(100, 100)],
  },
  {
    id: 'quick',
    label: 'rollouts.preset.quick',
    steps: () => [toStep(20, 20), toStep(100, 100)],
  },
  {
    id: 'timed',
    label: 'rollouts.preset.timed',
    steps: () => [toStep(10, 10, 300), toStep(50, 50, 300), toStep(100, 100)],
  },
  {
    id: 'blueGreen',
    label: 'rollouts.preset.blueGreen',
    style: 'blueGreen',
    steps: () => [toStep(100, 0), toStep(100, 50), toStep(100, 100)],
  },
];

/** In canary style requests can be divided at any share; only Deployments have it. */
export const usualStyle = (kind: string, routes: readonly DraftRoute[]): DraftStyle =>
  kind === 'Deployment' && routes.length > 0 ? 'canary' : 'partition';

/** Every Service and route of the workload, as choices. */
export const routesOf = ({ services }: RolloutProspect): DraftRoute[] =>
  services.flatMap(({ name: service, ingresses, http_routes }) => [
    ...ingresses.map(({ name }): DraftRoute => ({ service, provider: 'ingress', name })),
    ...http_routes.map((name): DraftRoute => ({ service, provider: 'gateway', name })),
  ]);

const routingOf = (
  { service, provider, name }: DraftRoute,
  { services }: RolloutProspect,
): Pick<TrafficRoutingRef, 'service' | 'ingress' | 'gateway'> => {
  if (provider === 'gateway') return { service, gateway: { httpRouteName: name } };
  const found = services.flatMap(({ ingresses }) => ingresses).find((ingress) => ingress.name === name);
  return { service, ingress: { classType: found?.class || 'nginx', name } };
};

const stepOf = ({ pods, requests, pause }: DraftStep, isRouted: boolean): RolloutStep => ({
  replicas: `${pods}%`,
  ...(isRouted && requests !== undefined ? { traffic: `${requests}%` } : {}),
  pause: pause === undefined ? {} : { duration: pause },
});

export const toRollout = (draft: Draft, prospect: RolloutProspect): Rollout => {
  const { namespace, name, apiVersion, kind, workload, style, route } = draft;
  const plan = {
    steps: draft.steps.map((step) => stepOf(step, route !== undefined)),
    ...(route === undefined ? {} : { trafficRoutings: [routingOf(route, prospect)] }),
  };
  return {
    apiVersion: 'rollouts.kruise.io/v1beta1',
    kind: 'Rollout',
    metadata: { name, namespace },
    spec: {
      workloadRef: { apiVersion, kind, name: workload },
      strategy:
        style === 'blueGreen'
          ? { blueGreen: plan }
          : { canary: { enableExtraWorkloadForCanary: style === 'canary', ...plan } },
    },
  };
};

/** What would not work, or not as one might think. The API server's own word comes with its dry run. */
export const warningsOf = (draft: Draft, prospect: RolloutProspect): TextKey[] => {
  const { style, steps, kind, apiVersion, route } = draft;
  const isFalling = steps.some((step, index) => step.pods < (steps[index - 1]?.pods ?? 0));
  const warnings: [boolean, TextKey][] = [
    [!prospect.serves_rollouts, 'rollouts.warn.absent'],
    [prospect.rollouts.length > 0, 'rollouts.warn.rollout'],
    [prospect.autoscalers.length > 0, 'rollouts.warn.autoscaler'],
    [prospect.services.length === 0, 'rollouts.warn.noService'],
    [prospect.services.length > 0 && routesOf(prospect).length === 0, 'rollouts.warn.noRoute'],
    [routesOf(prospect).length > 1, 'rollouts.warn.manyRoutes'],
    [route === undefined && style === 'blueGreen', 'rollouts.warn.blueGreenUnrouted'],
    [style === 'blueGreen' && !supportsBlueGreen({ apiVersion, kind }), 'rollouts.warn.noBlueGreen'],
    [style === 'canary' && kind !== 'Deployment', 'rollouts.warn.noCanary'],
    [isFalling, 'rollouts.warn.falling'],
    [steps.length === 0, 'rollouts.warn.noSteps'],
  ];
  return warnings.filter(([holds]) => holds).map(([, text]) => text);
};

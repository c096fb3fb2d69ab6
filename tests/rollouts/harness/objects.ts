import type { KubeObject } from '@binnacle/kube/api';
import type { RolloutStep, StrategyPlan } from '@binnacle/rollouts/api';

/** What the bodies change: the name of everything they make is `echo`. */
export const name = 'echo';

/** `v2` becomes an image of that version; a behaviour of the simulator may follow (`v2-sim-unready`). */
export const imageOf = (version: string): string => `nginx:${version}`;

export const template = (version = 'v1') => ({
  metadata: { labels: { app: name } },
  spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'main', image: imageOf(version) }] },
});

const selector = { matchLabels: { app: name } };

/** Five Pods, one more while they are replaced, never one fewer. */
export const deployment = (spec: object = {}): KubeObject =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: 5,
      selector,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: template(),
      ...spec,
    },
  }) as KubeObject;

export const statefulSet = (spec: object = {}): KubeObject =>
  ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name },
    spec: {
      replicas: 5,
      serviceName: name,
      podManagementPolicy: 'Parallel',
      selector,
      template: template(),
      ...spec,
    },
  }) as KubeObject;

export const daemonSet = (spec: object = {}): KubeObject =>
  ({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name },
    spec: {
      selector,
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      template: template(),
      ...spec,
    },
  }) as KubeObject;

export const service = (spec: object = {}): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }], ...spec },
  }) as KubeObject;

export const ingress = (annotations: Record<string, string> = {}): KubeObject =>
  ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, annotations },
    spec: {
      ingressClassName: 'nginx',
      rules: [
        {
          host: 'echo.example.com',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name, port: { number: 80 } } } }],
          },
        },
      ],
    },
  }) as KubeObject;

/** Steps that wait to be approved. */
export const steps = (...replicas: (string | number)[]): RolloutStep[] =>
  replicas.map((value) => ({ replicas: value, pause: {} }));

/** A short grace period, and every step's traffic its share of Pods unless it says otherwise. */
export const traffic = (more: object = {}) => ({
  trafficRoutings: [{ service: name, gracePeriodSeconds: 1, ingress: { classType: 'nginx', name }, ...more }],
});

interface RolloutShape {
  style: 'canary' | 'partition' | 'blueGreen';
  steps: readonly RolloutStep[];
  workload: KubeObject;
  plan?: Partial<StrategyPlan> & Record<string, unknown>;
  annotations?: Record<string, string>;
}

export const rollout = ({ style, steps: list, workload, plan = {}, annotations = {} }: RolloutShape): KubeObject => {
  const { apiVersion, kind } = workload;
  const extra = style === 'canary' ? { enableExtraWorkloadForCanary: true } : {};
  return {
    apiVersion: 'rollouts.kruise.io/v1beta1',
    kind: 'Rollout',
    metadata: { name, annotations },
    spec: {
      workloadRef: { apiVersion, kind, name },
      strategy: { [style === 'blueGreen' ? 'blueGreen' : 'canary']: { steps: list, ...extra, ...plan } },
    },
  } as KubeObject;
};

/** The objects that the bench of releases makes. */
import type { KubeObject } from '@binnacle/kube/api';

export interface Ref {
  namespace: string;
  name: string;
}

export const deploymentOf = ({ namespace, name }: Ref, version: string): KubeObject =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas: 5,
      selector: { matchLabels: { app: name } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels: { app: name } },
        spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'main', image: `nginx:${version}` }] },
      },
    },
  }) as KubeObject;

export const rolloutOf = ({ namespace, name }: Ref, canary: object): KubeObject =>
  ({
    apiVersion: 'rollouts.kruise.io/v1beta1',
    kind: 'Rollout',
    metadata: { name, namespace },
    spec: { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, strategy: { canary } },
  }) as KubeObject;

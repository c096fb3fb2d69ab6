/** The objects that tests make. */
import type { UnstructuredObject } from '@binnacle/kube/api';

export const namespaceObject = (name: string): UnstructuredObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
});

export const configMapObject = (name: string, labels: Record<string, string> = {}): UnstructuredObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'shop', labels },
  data: { colour: 'green' },
});

export const podObject = (
  name: string,
  containers: string[] = ['main'],
  metadata: Partial<UnstructuredObject['metadata']> = {},
): UnstructuredObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', ...metadata },
  spec: { containers: containers.map(containerObject) },
});

export const deploymentObject = (
  name: string,
  replicas = 1,
  spec: Record<string, unknown> = {},
): UnstructuredObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'shop' },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [containerObject('main')] } },
    ...spec,
  },
});

const containerObject = (name: string) => ({ name, image: 'registry.example/shop:1.0' });

import type { KubeObject } from '@binnacle/kube/api';
import type { LocalClient } from '../types.ts';
import { refs } from '../local/objects.ts';
import type {
  ConfigMap,
  Container,
  Deployment,
  IntOrString,
  Namespace,
  Node,
  Probe,
  Service,
} from '../local/objects.ts';

/** A workload of a scenario in few words; `toObjects` spells it out. */
export interface App {
  name: string;
  namespace: string;
  image: string;
  replicas?: number;
  /** What it belongs to, for `app.kubernetes.io/part-of`. */
  partOf: string;
  /** `app.kubernetes.io/component`. */
  component: string;
  port?: number;
  /** Path of the probes; `tcp` for a plain connection, `none` for no probe. */
  health?: string;
  cpu?: string;
  memory?: string;
  env?: Record<string, string>;
  /** Files mounted at /etc/config. */
  config?: Record<string, string>;
  /** Keys of a Secret read as environment; values are made up and worthless. */
  secret?: Record<string, string>;
  sidecar?: Container;
  init?: Container;
  strategy?: 'RollingUpdate' | 'Recreate';
  maxSurge?: IntOrString;
  progressDeadlineSeconds?: number;
  nodeSelector?: Record<string, string>;
  changeCause?: string;
  serviceType?: 'ClusterIP' | 'LoadBalancer';
  /** Beside those that every app has. */
  labels?: Record<string, string>;
  /** The app's own name unless given. */
  containerName?: string;
  /** False for one of several that share a Service. */
  hasService?: boolean;
}

const versionOf = (image: string): string => {
  const tag = image.slice(image.lastIndexOf(':') + 1);
  return tag.replace(/-sim-.*$/, '');
};

/** What selects an app's pods: stays the same for ever. */
const selectorOf = ({ name, partOf }: App) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/instance': `${partOf}-${name}`,
});

const labelsOf = (app: App): Record<string, string> => ({
  ...selectorOf(app),
  'app.kubernetes.io/version': versionOf(app.image),
  'app.kubernetes.io/component': app.component,
  'app.kubernetes.io/part-of': app.partOf,
  'app.kubernetes.io/managed-by': 'Helm',
  ...app.labels,
});

const probesOf = ({ health = '/healthz', port }: App): Partial<Container> => {
  if (port === undefined || health === 'none') return {};
  const check = health === 'tcp' ? { tcpSocket: { port } } : { httpGet: { path: health, port: 'http' } };
  const readinessProbe: Probe = { ...check, initialDelaySeconds: 1, periodSeconds: 5, timeoutSeconds: 2 };
  const livenessProbe: Probe = { ...check, initialDelaySeconds: 10, periodSeconds: 10, timeoutSeconds: 2 };
  return { readinessProbe, livenessProbe };
};

const toContainer = (app: App): Container => {
  const { name, image, port, cpu = '100m', memory = '128Mi', env = {}, config, secret } = app;
  const fromSecret = Object.keys(secret ?? {}).map((key) => ({
    name: key,
    valueFrom: { secretKeyRef: { name, key } },
  }));
  const portName = app.health === 'tcp' ? 'tcp' : 'http';
  return {
    name: app.containerName ?? name,
    image,
    imagePullPolicy: 'IfNotPresent',
    ...(port === undefined ? {} : { ports: [{ name: portName, containerPort: port, protocol: 'TCP' }] }),
    env: [...Object.entries(env).map(([key, value]) => ({ name: key, value })), ...fromSecret],
    resources: { requests: { cpu, memory }, limits: { memory } },
    ...probesOf(app),
    ...(config === undefined ? {} : { volumeMounts: [{ name: 'config', mountPath: '/etc/config', readOnly: true }] }),
  };
};

export const toDeployment = (app: App): Deployment => {
  const annotations: Record<string, string> =
    app.changeCause === undefined ? {} : { 'kubernetes.io/change-cause': app.changeCause };
  const podAnnotations: Record<string, string> =
    app.port === undefined ? {} : { 'prometheus.io/scrape': 'true', 'prometheus.io/port': String(app.port) };
  const isRolling = (app.strategy ?? 'RollingUpdate') === 'RollingUpdate';
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: app.name, namespace: app.namespace, labels: labelsOf(app), annotations },
    spec: {
      replicas: app.replicas ?? 1,
      selector: { matchLabels: selectorOf(app) },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: app.progressDeadlineSeconds ?? 600,
      strategy: isRolling
        ? { type: 'RollingUpdate', rollingUpdate: { maxSurge: app.maxSurge ?? '25%', maxUnavailable: '25%' } }
        : { type: 'Recreate' },
      template: {
        metadata: { labels: labelsOf(app), annotations: podAnnotations },
        spec: {
          containers: [toContainer(app), ...(app.sidecar === undefined ? [] : [app.sidecar])],
          ...(app.init === undefined ? {} : { initContainers: [app.init] }),
          ...(app.nodeSelector === undefined ? {} : { nodeSelector: app.nodeSelector }),
          ...(app.config === undefined
            ? {}
            : { volumes: [{ name: 'config', configMap: { name: `${app.name}-config` } }] }),
        },
      },
    },
  };
};

const toService = (app: App & { port: number }): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: app.name, namespace: app.namespace, labels: labelsOf(app) },
  spec: {
    type: app.serviceType ?? 'ClusterIP',
    selector: selectorOf(app),
    ports: [
      app.health === 'tcp'
        ? { name: 'tcp', port: app.port, targetPort: 'tcp', protocol: 'TCP' }
        : { name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' },
    ],
  },
});

const createNamespace = async (client: LocalClient, name: string, labels: Record<string, string>): Promise<void> => {
  const namespace: Namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
  await client.create(refs.namespaces, namespace);
};

export const createNamespaces = async (
  client: LocalClient,
  names: readonly string[],
  labels: Record<string, string>,
): Promise<void> => {
  for (const name of names) await createNamespace(client, name, labels);
};

/** Creates an app with its Service, ConfigMap and Secret. */
export const install = async (client: LocalClient, app: App): Promise<void> => {
  const { name, namespace, port, config, secret } = app;
  const labels = labelsOf(app);
  if (config !== undefined) {
    const map: ConfigMap = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `${name}-config`, namespace, labels },
      data: config,
    };
    await client.create(refs.configMaps, map);
  }
  if (secret !== undefined) {
    const object: KubeObject & { type: string; data: Record<string, string> } = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace, labels },
      type: 'Opaque',
      data: Object.fromEntries(
        Object.entries(secret).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
      ),
    };
    await client.create(refs.secrets, object);
  }
  if (port !== undefined && app.hasService !== false) await client.create(refs.services, toService({ ...app, port }));
  await client.create(refs.deployments, toDeployment(app));
};

/** Brings out a new version of an app that is there. */
export const release = async (client: LocalClient, app: App): Promise<void> => {
  const held = client.get<Deployment>(refs.deployments, { namespace: app.namespace, name: app.name });
  if (held === undefined) throw new Error(`no deployment ${app.namespace}/${app.name} to release`);
  const wanted = toDeployment(app);
  await client.update(refs.deployments, {
    ...held,
    metadata: {
      ...held.metadata,
      labels: wanted.metadata.labels,
      annotations: { ...held.metadata.annotations, ...wanted.metadata.annotations },
    },
    spec: { ...held.spec, replicas: wanted.spec.replicas, template: wanted.spec.template },
  });
};

/** One worker node; its kubelet fills in the rest. */
export const createNode = async (
  client: LocalClient,
  { name, zone, type = 'sim-standard' }: { name: string; zone: string; type?: string },
): Promise<void> => {
  const node: Node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'node-role.kubernetes.io/worker': '',
        'node.kubernetes.io/instance-type': type,
        'topology.kubernetes.io/region': 'eu-north',
        'topology.kubernetes.io/zone': `eu-north-${zone}`,
      },
      annotations: { 'node.alpha.kubernetes.io/ttl': '0' },
    },
    spec: { providerID: `sim:///eu-north-${zone}/${name}` },
  };
  await client.create(refs.nodes, node);
};

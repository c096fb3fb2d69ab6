import type { Exchange } from '../../../testing/golden.ts';

/** One small object of every kind of contract 001, for its golden exchanges. */
const container = { name: 'main', image: 'registry.example.com/shop/cart:1.0' };
const template = (app: string) => ({ metadata: { labels: { app } }, spec: { containers: [container] } });
const selector = (app: string) => ({ matchLabels: { app } });
const role = { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] };
const subjects = [{ kind: 'ServiceAccount', name: 'default', namespace: 'shop' }];

export interface GoldenObject {
  plural: string;
  namespaced: boolean;
  content: Record<string, unknown>;
}

const of = (plural: string, type: string, rest: Record<string, unknown> = {}): GoldenObject => {
  const [apiVersion = '', kind = ''] = type.split(' ');
  return {
    plural,
    namespaced: true,
    content: { apiVersion, kind, metadata: { name: `golden-${kind.toLowerCase()}` }, ...rest },
  };
};
const clusterWide = (object: GoldenObject): GoldenObject => ({ ...object, namespaced: false });
const rbac = 'rbac.authorization.k8s.io/v1';

/** Those of §2.2–§6 and beyond that have all five actions. */
export const goldenObjects: readonly GoldenObject[] = [
  of('deployments', 'apps/v1 Deployment', {
    spec: { replicas: 0, selector: selector('golden-d'), template: template('golden-d') },
  }),
  of('statefulsets', 'apps/v1 StatefulSet', {
    spec: { replicas: 0, serviceName: 'golden', selector: selector('golden-s'), template: template('golden-s') },
  }),
  of('daemonsets', 'apps/v1 DaemonSet', {
    spec: { selector: selector('golden-ds'), template: template('golden-ds') },
  }),
  of('replicasets', 'apps/v1 ReplicaSet', {
    spec: { replicas: 0, selector: selector('golden-rs'), template: template('golden-rs') },
  }),
  of('jobs', 'batch/v1 Job', {
    spec: { suspend: true, template: { spec: { restartPolicy: 'Never', containers: [container] } } },
  }),
  of('cronjobs', 'batch/v1 CronJob', {
    spec: {
      schedule: '0 3 * * *',
      suspend: true,
      jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [container] } } } },
    },
  }),
  of('services', 'v1 Service', { spec: { selector: { app: 'golden' }, ports: [{ port: 80 }] } }),
  of('ingresses', 'networking.k8s.io/v1 Ingress', {
    spec: { defaultBackend: { service: { name: 'cart', port: { number: 80 } } } },
  }),
  of('endpoints', 'v1 Endpoints'),
  clusterWide(
    of('persistentvolumes', 'v1 PersistentVolume', {
      spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' } },
    }),
  ),
  of('persistentvolumeclaims', 'v1 PersistentVolumeClaim', {
    spec: { storageClassName: '', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  }),
  clusterWide(of('storageclasses', 'storage.k8s.io/v1 StorageClass', { provisioner: 'example.com/disk' })),
  of('configmaps', 'v1 ConfigMap', { data: { colour: 'green' } }),
  of('secrets', 'v1 Secret', { stringData: { password: 'never shown' } }),
  of('roles', `${rbac} Role`, role),
  clusterWide(of('clusterroles', `${rbac} ClusterRole`, role)),
  of('rolebindings', `${rbac} RoleBinding`, {
    subjects,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'golden' },
  }),
  clusterWide(
    of('clusterrolebindings', `${rbac} ClusterRoleBinding`, {
      subjects,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'golden' },
    }),
  ),
  of('serviceaccounts', 'v1 ServiceAccount'),
  of('horizontalpodautoscalers', 'autoscaling/v2 HorizontalPodAutoscaler', {
    spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'nobody' } },
  }),
  of('poddisruptionbudgets', 'policy/v1 PodDisruptionBudget', {
    spec: { minAvailable: 1, selector: selector('golden') },
  }),
  of('networkpolicies', 'networking.k8s.io/v1 NetworkPolicy', { spec: { podSelector: {} } }),
  clusterWide(
    of('ingressclasses', 'networking.k8s.io/v1 IngressClass', { spec: { controller: 'example.com/ingress' } }),
  ),
  of('endpointslices', 'discovery.k8s.io/v1 EndpointSlice', { addressType: 'IPv4', endpoints: [] }),
  of('leases', 'coordination.k8s.io/v1 Lease', { spec: { holderIdentity: 'nobody' } }),
  {
    plural: 'customresourcedefinitions',
    namespaced: false,
    content: {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'wombats.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'wombats', singular: 'wombat', kind: 'Wombat' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
      },
    },
  },
];

const shop = 'cluster_id=1&namespace=shop';
const inShop = { cluster_id: 1, namespace: 'shop' };

/** The plain actions of a kind, in order, on an object that nothing else looks at. */
export const plainExchanges = ({ plural, namespaced, content }: GoldenObject): Exchange[] => {
  const { name } = content['metadata'] as { name: string };
  const query = namespaced ? shop : 'cluster_id=1';
  const scope = namespaced ? inShop : { cluster_id: 1 };
  const body = { ...scope, content };
  const changed = { ...scope, content: { ...content, metadata: { name, labels: { 'example.com/seen': 'yes' } } } };
  const exchange = (method: string, path: string, rest: Partial<Exchange> = {}): Exchange => ({
    row: `${method} ${path.replace(/\?.*$/, '').replace(name, ':name')}`,
    name: plural,
    method,
    path,
    ...rest,
  });
  return [
    exchange('POST', `/${plural}`, { body }),
    exchange('POST', `/${plural}`, { body }),
    exchange('GET', `/${plural}?${query}&keyword=${name}`, { until: ({ data }) => data?.total === 1 }),
    exchange('GET', `/${plural}/${name}?${query}`),
    exchange('PUT', `/${plural}/${name}`, { body: changed }),
    exchange('DELETE', `/${plural}/${name}?${query}`),
    exchange('GET', `/${plural}/${name}?${query}`, { until: ({ data }) => data === null }),
  ];
};

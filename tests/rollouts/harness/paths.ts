const groups = {
  rollouts: '/apis/rollouts.kruise.io/v1beta1',
  batchreleases: '/apis/rollouts.kruise.io/v1beta1',
  trafficroutings: '/apis/rollouts.kruise.io/v1alpha1',
  rollouthistories: '/apis/rollouts.kruise.io/v1alpha1',
  deployments: '/apis/apps/v1',
  replicasets: '/apis/apps/v1',
  statefulsets: '/apis/apps/v1',
  daemonsets: '/apis/apps/v1',
  controllerrevisions: '/apis/apps/v1',
  clonesets: '/apis/apps.kruise.io/v1alpha1',
  'kruise-statefulsets': '/apis/apps.kruise.io/v1beta1',
  'kruise-daemonsets': '/apis/apps.kruise.io/v1alpha1',
  ingresses: '/apis/networking.k8s.io/v1',
  httproutes: '/apis/gateway.networking.k8s.io/v1beta1',
  virtualservices: '/apis/networking.istio.io/v1',
  destinationrules: '/apis/networking.istio.io/v1',
  horizontalpodautoscalers: '/apis/autoscaling/v2',
  events: '/api/v1',
  pods: '/api/v1',
  services: '/api/v1',
  configmaps: '/api/v1',
  nodes: '/api/v1',
} as const;

export type Plural = keyof typeof groups;

/** The path of a namespaced collection, or of one object in it. */
export const at = (plural: Plural, ns: string, name?: string): string =>
  `${groups[plural]}/namespaces/${ns}/${plural.replace('kruise-', '')}${name === undefined ? '' : `/${name}`}`;

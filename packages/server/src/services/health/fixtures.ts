/** A bad and a good fixture for each rule. */
import type { UnstructuredObject } from '@binnacle/kube/api';

export const now = Date.parse('2026-11-21T12:00:00Z');

export interface Fixture {
  code: string;
  /** What the finding is about. */
  kind: string;
  name: string;
  bad: readonly UnstructuredObject[];
  good: readonly UnstructuredObject[];
}

type Fields = Record<string, unknown>;

const object = (type: `${string} ${string}`, metadata: Fields & { name: string }, rest: Fields): UnstructuredObject => {
  const [apiVersion = '', kind = ''] = type.split(' ');
  return { apiVersion, kind, metadata: { creationTimestamp: '2026-11-01T00:00:00Z', ...metadata }, ...rest };
};

const node = (spec: Fields, ...conditions: Fields[]) =>
  object('v1 Node', { name: 'n' }, { spec, status: { conditions } });
const ready = { type: 'Ready', status: 'True' };

const pod = (status: Fields, { spec = {}, labels = {} }: { spec?: Fields; labels?: Fields } = {}) =>
  object(
    'v1 Pod',
    { name: 'p', namespace: 'shop', labels },
    { spec: { containers: [{ name: 'main', image: 'cart:1' }], ...spec }, status: { phase: 'Running', ...status } },
  );
const container = (state: Fields, rest: Fields = {}) => ({
  containerStatuses: [{ name: 'main', image: 'cart:1', ready: false, restartCount: 3, state, ...rest }],
});
const waiting = (reason: string) => container({ waiting: { reason, message: 'why' } });
const running = { containerStatuses: [{ name: 'main', ready: true, restartCount: 0, state: { running: {} } }] };

const template = (main: Fields = {}) => ({
  template: { spec: { containers: [{ name: 'main', image: 'cart:1', ...main }] } },
});
const workload = (kind: string, spec: Fields, status: Fields) =>
  object(`apps/v1 ${kind}`, { name: 'w', namespace: 'shop' }, { spec: { ...template(), ...spec }, status });
const deployment = (spec: Fields, status: Fields = {}) => workload('Deployment', spec, status);
const whole = { resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi' } } };

const service = (selector: Fields = { app: 'cart' }) =>
  object('v1 Service', { name: 'cart', namespace: 'shop' }, { spec: { selector } });
const slice = (isReady: boolean) =>
  object(
    'discovery.k8s.io/v1 EndpointSlice',
    { name: 'cart-1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'cart' } },
    { endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: isReady } }] },
  );

const certificate = (facts: Fields) => object('v1 Secret', { name: 'tls', namespace: 'shop' }, facts);
const day = 86_400_000;

const istio =
  (group: string, kind: string) =>
  (name: string, spec: Fields, metadata: Fields = {}) =>
    object(`${group}.istio.io/v1 ${kind}`, { name, namespace: 'shop', ...metadata }, { spec });
const gateway = istio('networking', 'Gateway');
const virtualService = istio('networking', 'VirtualService');
const destinationRule = istio('networking', 'DestinationRule');
const peerAuthentication = istio('security', 'PeerAuthentication');
const serviceEntry = istio('networking', 'ServiceEntry');

const to = (host: string, subset?: string) => ({ destination: { host, ...(subset === undefined ? {} : { subset }) } });
const routed = (...route: Fields[]) => ({ hosts: ['cart'], http: [{ route }] });
const ingress = { selector: { istio: 'ingress' } };
const cartPod = (version: string) => pod(running, { labels: { app: 'cart', version } });
const subsets = (...names: string[]) => ({
  host: 'cart',
  subsets: names.map((name) => ({ name, labels: { version: name } })),
});
const mode = (host: string, tls: string) => ({ host, trafficPolicy: { tls: { mode: tls } } });
const proxied = (version: string) =>
  pod(running, {
    spec: { containers: [{ name: 'main' }, { name: 'istio-proxy', image: `istio/proxyv2:${version}` }] },
  });
const istiod = object(
  'apps/v1 Deployment',
  { name: 'istiod', namespace: 'istio-system' },
  { spec: { template: { spec: { containers: [{ name: 'discovery', image: 'istio/pilot:1.24.2' }] } } } },
);
const startedLongAgo = { running: { startedAt: '2026-11-01T00:00:00Z' } };
const meshed = pod(
  { containerStatuses: [{ name: 'istio-proxy', ready: true, restartCount: 0, state: startedLongAgo }] },
  { spec: { containers: [{ name: 'main' }, { name: 'istio-proxy', image: 'istio/proxyv2:1.24.2' }] } },
);
const proxySync = (behind: Fields) =>
  object(
    'debug.istiod/v1 Proxy',
    { name: 'p', namespace: 'shop' },
    { sync: { namespace: 'shop', name: 'p', istiod: 'istiod-1', behind } },
  );
const injected = object('v1 Namespace', { name: 'shop', labels: { 'istio-injection': 'enabled' } }, {});

const soundCertificate = certificate({ notAfter: now + 90 * day });
const secured = gateway('g', { ...ingress, servers: [{ tls: { mode: 'SIMPLE', credentialName: 'tls' } }] });

const onNode = (code: string, bad: UnstructuredObject): Fixture => ({
  code,
  kind: 'Node',
  name: 'n',
  bad: [bad],
  good: [node({}, ready)],
});
const onPod = (code: string, bad: UnstructuredObject, good = pod(running)): Fixture => ({
  code,
  kind: 'Pod',
  name: 'p',
  bad: [bad],
  good: [good],
});

export const fixtures: readonly Fixture[] = [
  onNode(
    'NodeNotReady',
    node({}, { type: 'Ready', status: 'Unknown', message: 'Kubelet stopped posting node status.' }),
  ),
  onNode('NodeNotReady', node({})),
  onNode('NodePressure', node({}, ready, { type: 'DiskPressure', status: 'True' })),
  onNode('NodeCordoned', node({ unschedulable: true }, ready)),

  onPod('PodCrashLooping', pod(waiting('CrashLoopBackOff'))),
  onPod('PodImageNotPulled', pod(waiting('ImagePullBackOff'))),
  onPod('PodCannotStart', pod(waiting('CreateContainerConfigError'))),
  onPod(
    'PodUnschedulable',
    pod({ phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }] }),
  ),
  onPod(
    'PodProbeFailing',
    pod(container({ running: { startedAt: '2026-11-21T11:58:00Z' } })),
    pod(container({ running: { startedAt: '2026-11-21T11:59:50Z' } })),
  ),
  onPod(
    'PodOutOfMemory',
    pod(container({ running: {} }, { ready: true, lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } })),
  ),
  onPod('PodFailed', pod({ phase: 'Failed' })),

  ...[
    {
      kind: 'Deployment',
      bad: [{ replicas: 2 }, { availableReplicas: 1 }],
      good: [{ replicas: 2 }, { availableReplicas: 2 }],
    },
    { kind: 'StatefulSet', bad: [{ replicas: 2 }, { replicas: 2 }], good: [{ replicas: 0 }, { replicas: 0 }] },
    {
      kind: 'DaemonSet',
      bad: [{}, { desiredNumberScheduled: 3, numberAvailable: 2 }],
      good: [{}, { desiredNumberScheduled: 3, numberAvailable: 3 }],
    },
  ].map(({ kind, bad, good }): Fixture => ({
    code: 'WorkloadNotAvailable',
    kind,
    name: 'w',
    bad: [workload(kind, bad[0]!, bad[1]!)],
    good: [workload(kind, good[0]!, good[1]!)],
  })),
  {
    code: 'WorkloadStuck',
    kind: 'Deployment',
    name: 'w',
    bad: [
      deployment({}, { conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }] }),
    ],
    good: [deployment({}, { conditions: [{ type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' }] })],
  },
  ...['WorkloadWithoutRequests', 'WorkloadWithoutLimits'].map((code): Fixture => ({
    code,
    kind: 'Deployment',
    name: 'w',
    bad: [deployment({})],
    good: [deployment(template(whole))],
  })),
  {
    code: 'WorkloadWithoutProbes',
    kind: 'Deployment',
    name: 'w',
    bad: [deployment(template({ ports: [{ containerPort: 80 }] }))],
    good: [deployment(template({ ports: [{ containerPort: 80 }], readinessProbe: { tcpSocket: { port: 80 } } }))],
  },

  { code: 'ServiceWithoutEndpoints', kind: 'Service', name: 'cart', bad: [service()], good: [service({})] },
  {
    code: 'ServiceWithoutEndpoints',
    kind: 'Service',
    name: 'cart',
    bad: [service(), slice(false)],
    good: [service(), slice(true)],
  },

  ...[
    { code: 'CertificateExpired', bad: { notAfter: now - day } },
    { code: 'CertificateNearExpiry', bad: { notAfter: now + 5 * day } },
    { code: 'CertificateUnreadable', bad: { problem: 'tls.crt is empty' } },
  ].map(({ code, bad }): Fixture => ({
    code,
    kind: 'Secret',
    name: 'tls',
    bad: [certificate(bad)],
    good: [soundCertificate],
  })),

  {
    code: 'GatewayWithoutWorkload',
    kind: 'Gateway',
    name: 'g',
    bad: [gateway('g', ingress), pod(running, { labels: { istio: 'other' } })],
    good: [gateway('g', ingress), pod(running, { labels: { istio: 'ingress' } })],
  },
  { code: 'GatewayCredentialMissing', kind: 'Gateway', name: 'g', bad: [secured], good: [secured, soundCertificate] },
  {
    code: 'VirtualServiceUnknownDestination',
    kind: 'VirtualService',
    name: 'v',
    bad: [virtualService('v', routed(to('cart')))],
    good: [virtualService('v', routed(to('cart'))), service()],
  },
  {
    code: 'VirtualServiceUnknownDestination',
    kind: 'VirtualService',
    name: 'v',
    bad: [virtualService('v', routed(to('api.example.com'))), serviceEntry('e', { hosts: ['*.example.org'] })],
    good: [virtualService('v', routed(to('api.example.com'))), serviceEntry('e', { hosts: ['*.example.com'] })],
  },
  {
    code: 'VirtualServiceUnknownSubset',
    kind: 'VirtualService',
    name: 'v',
    bad: [virtualService('v', routed(to('cart', 'v2'))), service(), destinationRule('d', subsets('v1'))],
    good: [virtualService('v', routed(to('cart', 'v1'))), service(), destinationRule('d', subsets('v1'))],
  },
  {
    code: 'VirtualServiceUnknownGateway',
    kind: 'VirtualService',
    name: 'v',
    bad: [virtualService('v', { ...routed(), gateways: ['other/g'] }), gateway('g', ingress)],
    good: [virtualService('v', { ...routed(), gateways: ['g', 'mesh'] }), gateway('g', ingress)],
  },
  {
    code: 'VirtualServiceShadowed',
    kind: 'VirtualService',
    name: 'v',
    bad: [
      virtualService('v', routed()),
      virtualService('older', routed(), { creationTimestamp: '2026-10-01T00:00:00Z' }),
    ],
    good: [
      virtualService('v', routed()),
      virtualService('younger', routed(), { creationTimestamp: '2026-11-02T00:00:00Z' }),
    ],
  },
  {
    code: 'VirtualServiceShadowed',
    kind: 'VirtualService',
    name: 'v',
    bad: [
      virtualService('v', { ...routed(), gateways: ['g'] }),
      virtualService('a', { ...routed(), gateways: ['shop/g'] }),
    ],
    good: [
      virtualService('v', { ...routed(), gateways: ['g'] }),
      virtualService('a', { hosts: ['cart'], gateways: ['g'], http: [{ match: [{ uri: { prefix: '/a' } }] }] }),
    ],
  },
  {
    code: 'VirtualServiceUnreachableRoute',
    kind: 'VirtualService',
    name: 'v',
    bad: [virtualService('v', { hosts: ['cart'], http: [{}, { match: [{ uri: { prefix: '/a' } }] }] })],
    good: [virtualService('v', { hosts: ['cart'], http: [{ match: [{ uri: { prefix: '/a' } }] }, {}] })],
  },
  {
    code: 'VirtualServiceWeights',
    kind: 'VirtualService',
    name: 'v',
    bad: [virtualService('v', routed({ ...to('cart', 'v1'), weight: 90 }, { ...to('cart', 'v2'), weight: 20 }))],
    good: [virtualService('v', routed({ ...to('cart', 'v1'), weight: 90 }, { ...to('cart', 'v2'), weight: 10 }))],
  },
  {
    code: 'DestinationRuleUnknownHost',
    kind: 'DestinationRule',
    name: 'd',
    bad: [destinationRule('d', { host: 'cart.other.svc.cluster.local' }), service()],
    good: [destinationRule('d', { host: 'cart.shop.svc.cluster.local' }), service()],
  },
  {
    code: 'DestinationRuleSubsetWithoutPods',
    kind: 'DestinationRule',
    name: 'd',
    bad: [destinationRule('d', subsets('v1', 'v2')), service(), cartPod('v1')],
    good: [destinationRule('d', subsets('v1')), service(), cartPod('v1')],
  },
  {
    code: 'DestinationRuleWithoutEffect',
    kind: 'DestinationRule',
    name: 'd',
    bad: [destinationRule('d', { host: 'cart' })],
    good: [destinationRule('d', subsets('v1'))],
  },
  ...[
    { scope: {}, own: 'STRICT', bad: 'DISABLE', good: 'ISTIO_MUTUAL' },
    { scope: { namespace: 'istio-system' }, own: 'STRICT', bad: 'SIMPLE', good: 'ISTIO_MUTUAL' },
    { scope: {}, own: 'DISABLE', bad: 'ISTIO_MUTUAL', good: 'DISABLE' },
  ].map(({ scope, own, bad, good }): Fixture => {
    const demand = peerAuthentication('default', { mtls: { mode: own } }, scope);
    return {
      code: 'MtlsConflict',
      kind: 'DestinationRule',
      name: 'd',
      bad: [destinationRule('d', mode('cart', bad)), service(), demand],
      good: [destinationRule('d', mode('cart', good)), service(), demand],
    };
  }),
  {
    code: 'MtlsConflict',
    kind: 'DestinationRule',
    name: 'd',
    bad: [
      destinationRule('d', mode('cart', 'DISABLE')),
      service(),
      peerAuthentication('all', { mtls: { mode: 'PERMISSIVE' } }),
      peerAuthentication('cart', { selector: { matchLabels: { app: 'cart' } }, mtls: { mode: 'STRICT' } }),
    ],
    good: [
      destinationRule('d', mode('cart', 'DISABLE')),
      service(),
      peerAuthentication('all', { mtls: { mode: 'STRICT' } }),
      peerAuthentication('cart', { selector: { matchLabels: { app: 'cart' } }, mtls: { mode: 'PERMISSIVE' } }),
    ],
  },
  {
    ...onPod('ProxyVersionSkew', proxied('1.22.8')),
    bad: [proxied('1.22.8'), istiod],
    good: [proxied('1.24.0'), istiod],
  },
  {
    ...onPod('ProxyOutOfSync', meshed),
    bad: [meshed, proxySync({ routes: { sent: 'a2', since: now - 40_000 } })],
    good: [meshed, proxySync({})],
  },
  // What is behind for a moment is under way, and a proxy that istiod does not list is not connected.
  {
    ...onPod('ProxyOutOfSync', meshed),
    bad: [meshed],
    good: [meshed, proxySync({ routes: { sent: 'a2', since: now - 10_000 } })],
  },
  { ...onPod('ProxyMissing', pod(running)), bad: [pod(running), injected], good: [proxied('1.24.2'), injected] },
];

import { deploymentKind, namespaceKind, podKind, type Container, type Deployment, type Pod } from '@binnacle/kube/api';
import { rootNamespace } from '../hosts.ts';
import type { Rule, Subject } from '../types.ts';

/** `1.24.2` from `docker.io/istio/proxyv2:1.24.2-distroless`. */
export const versionOfImage = (image: string | undefined): string | undefined =>
  /:v?(\d+\.\d+(\.\d+)?)/.exec(image ?? '')?.[1];

const minorOf = (version: string): string => version.split('.').slice(0, 2).join('.');

const proxyOf = (subject: Subject): Container | undefined => {
  const { containers = [], initContainers = [] } = (subject.object() as unknown as Pod).spec;
  return [...containers, ...initContainers].find(({ name }) => name === 'istio-proxy');
};

export const istioProxyRules: readonly Rule[] = [
  {
    code: 'ProxyVersionSkew',
    kind: podKind,
    severity: 'warning',
    title: 'The proxy is of another minor version than istiod',
    recommendation: 'Restart the workload, so that it gets the proxy that goes with istiod.',
    *check(subject, world) {
      const own = versionOfImage(proxyOf(subject)?.image);
      if (own === undefined) return;
      const istiod = world.get(deploymentKind, rootNamespace, 'istiod');
      const { spec } = (istiod?.object() ?? {}) as Partial<Deployment>;
      const current = versionOfImage(spec?.template.spec?.containers?.[0]?.image);
      if (current !== undefined && minorOf(current) !== minorOf(own)) yield `it is ${own}, and istiod is ${current}`;
    },
  },
  {
    code: 'ProxyMissing',
    kind: podKind,
    severity: 'warning',
    title: 'The Pod has no proxy though its namespace asks for one',
    recommendation: 'Restart the workload: proxies are only added to new Pods.',
    *check(subject, world) {
      const namespace = world.get(namespaceKind, '', subject.namespace);
      if (namespace?.labels['istio-injection'] !== 'enabled') return;
      const pod = subject.object() as unknown as Pod;
      const own = subject.labels['sidecar.istio.io/inject'] ?? pod.metadata.annotations?.['sidecar.istio.io/inject'];
      const ends = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
      if (own === 'false' || ends || pod.spec['hostNetwork' as never] === true) return;
      if (proxyOf(subject) === undefined) yield `namespace "${subject.namespace}" has istio-injection=enabled`;
    },
  },
];

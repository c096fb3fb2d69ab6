import { istioGatewayKind, podKind, secretKind, type IstioGateway } from '@binnacle/kube/api';
import { labelTerm } from '../terms.ts';
import type { Rule, Subject, World } from '../types.ts';

const gatewayOf = (subject: Subject) => subject.object() as IstioGateway;

/** Pods of whatever namespace that have all the labels. */
const podsWith = (world: World, selector: Readonly<Record<string, string>>): Subject[] => {
  const [first, ...rest] = Object.entries(selector);
  if (first === undefined) return [];
  return world
    .find(podKind, labelTerm(...first))
    .filter(({ labels }) => rest.every(([key, value]) => labels[key] === value));
};

const ownCertificate = new Set(['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL']);

export const istioGatewayRules: readonly Rule[] = [
  {
    code: 'GatewayWithoutWorkload',
    kind: istioGatewayKind,
    severity: 'critical',
    title: 'No workload serves the gateway',
    recommendation: 'Compare its selector with the labels of the Pods of the gateway that is meant.',
    *check(subject, world) {
      const selector = gatewayOf(subject).spec?.selector ?? {};
      // With none it is for every gateway there is.
      if (Object.keys(selector).length === 0 || !world.knows(podKind)) return;
      if (podsWith(world, selector).length > 0) return;
      yield `no Pod has ${Object.entries(selector)
        .map(([key, value]) => `${key}=${value}`)
        .join(', ')}`;
    },
  },
  {
    code: 'GatewayCredentialMissing',
    kind: istioGatewayKind,
    severity: 'warning',
    title: 'The gateway names no TLS Secret that is there',
    recommendation: 'Create a Secret of type kubernetes.io/tls in the namespace of the Pods that serve the gateway.',
    *check(subject, world) {
      if (!world.knows(secretKind) || !world.knows(podKind)) return;
      const { servers = [], selector = {} } = gatewayOf(subject).spec ?? {};
      const namespaces = new Set(podsWith(world, selector).map(({ namespace }) => namespace));
      if (namespaces.size === 0) namespaces.add(subject.namespace);
      for (const { tls } of servers) {
        const { credentialName: name = '', mode = '' } = tls ?? {};
        if (name === '' || !ownCertificate.has(mode)) continue;
        for (const namespace of namespaces)
          if (world.get(secretKind, namespace, name) === undefined)
            yield `there is no Secret of type kubernetes.io/tls "${name}" in namespace "${namespace}"`;
      }
    },
  },
];

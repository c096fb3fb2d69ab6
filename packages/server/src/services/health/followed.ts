import {
  daemonSetKind,
  deploymentKind,
  endpointSliceKind,
  istioDestinationRuleKind,
  istioGatewayKind,
  istioPeerAuthenticationKind,
  istioServiceEntryKind,
  istioVirtualServiceKind,
  namespaceKind,
  nodeKind,
  podKind,
  secretKind,
  serviceKind,
  statefulSetKind,
  type IstioDestinationRule,
  type IstioServiceEntry,
  type IstioVirtualService,
} from '@binnacle/kube/api';
import { fullHost, serviceHost } from './hosts.ts';
import { gatewaysOf } from './gateways.ts';
import { proxySyncKind } from './proxy-sync.ts';
import { claimTerm, hostTerm, labelTerm, namespaceTerm, serviceTerm } from './terms.ts';
import type { Followed, Subject } from './types.ts';

const labelTerms = ({ labels }: Subject): string[] =>
  Object.entries(labels).map(([key, value]) => labelTerm(key, value));

/** Kubernetes' own, which every cluster has. */
export const kubernetesKinds: readonly Followed[] = [
  { kind: nodeKind },
  { kind: namespaceKind },
  { kind: podKind, terms: labelTerms },
  { kind: deploymentKind },
  { kind: statefulSetKind },
  { kind: daemonSetKind },
  { kind: serviceKind, terms: ({ namespace, name }) => [hostTerm(serviceHost(namespace, name))] },
  {
    kind: endpointSliceKind,
    terms: ({ namespace, labels }) => {
      const service = labels['kubernetes.io/service-name'];
      return service === undefined ? [] : [serviceTerm(namespace, service)];
    },
  },
];

/** Istio's, where it is installed. */
export const istioFollowed: readonly Followed[] = [
  { kind: istioGatewayKind },
  {
    kind: istioVirtualServiceKind,
    terms: (subject) => {
      const { spec } = subject.object() as IstioVirtualService;
      return gatewaysOf(subject).flatMap((gateway) =>
        (spec?.hosts ?? []).map((host) => claimTerm(gateway, fullHost(host, subject.namespace))),
      );
    },
  },
  {
    kind: istioDestinationRuleKind,
    terms: (subject) => {
      const { spec } = subject.object() as IstioDestinationRule;
      return [hostTerm(fullHost(spec?.host ?? '', subject.namespace))];
    },
  },
  {
    kind: istioServiceEntryKind,
    terms: (subject) => ((subject.object() as IstioServiceEntry).spec?.hosts ?? []).map(hostTerm),
  },
  { kind: istioPeerAuthenticationKind, terms: ({ namespace }) => [namespaceTerm(namespace)] },
];

/** Certificates in Secrets, of which only the dates are kept. */
export const certificateFollowed: Followed = { kind: secretKind };

/** Not followed: istiod is asked for them. */
export const proxyFollowed: Followed = { kind: proxySyncKind };

export const followed: readonly Followed[] = [...kubernetesKinds, ...istioFollowed, certificateFollowed, proxyFollowed];

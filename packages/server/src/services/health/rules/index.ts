import { istioKinds } from '@binnacle/kube/api';
import type { Rule } from '../types.ts';
import { certificateRules } from './certificates.ts';
import { istioDestinationRules } from './istio-destinations.ts';
import { istioGatewayRules } from './istio-gateways.ts';
import { istioProxyRules } from './istio-proxies.ts';
import { istioRouteRules } from './istio-routes.ts';
import { nodeRules } from './nodes.ts';
import { podRules } from './pods.ts';
import { serviceRules } from './services.ts';
import { workloadRules } from './workloads.ts';

/** Everything that is looked for. A code never changes its meaning. */
export const rules: readonly Rule[] = [
  ...nodeRules,
  ...podRules,
  ...workloadRules,
  ...serviceRules,
  ...certificateRules,
  ...istioGatewayRules,
  ...istioRouteRules,
  ...istioDestinationRules,
  ...istioProxyRules,
];

const istioGroups = new Set(istioKinds.map(({ group }) => group));

/** The rules that are about the mesh, also where they are about Pods. */
export const isIstioRule = ({ kind, code }: Pick<Rule, 'kind' | 'code'>): boolean =>
  istioGroups.has(kind.group) || code.startsWith('Proxy');

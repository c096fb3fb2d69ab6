import {
  istioDestinationRuleKind,
  istioGatewayKind,
  istioVirtualServiceKind,
  type IstioDestination,
  type IstioDestinationRule,
  type IstioHttpRoute,
  type IstioVirtualService,
} from '@binnacle/kube/api';
import { gatewaysOf, mesh } from '../gateways.ts';
import { fullHost, isKnownHost } from '../hosts.ts';
import { claimTerm, hostTerm } from '../terms.ts';
import type { Rule, Subject } from '../types.ts';

const specOf = (subject: Subject) => (subject.object() as IstioVirtualService).spec ?? {};

/** Everywhere that requests may be sent. */
const destinationsOf = (subject: Subject): IstioDestination[] => {
  const { http = [], tcp = [], tls = [] } = specOf(subject);
  return [
    ...[...http, ...tcp, ...tls].flatMap(({ route = [] }) => route.map(({ destination }) => destination)),
    ...http.flatMap(({ mirror, mirrors = [] }) => [mirror, ...mirrors.map(({ destination }) => destination)]),
  ].filter((destination) => destination !== undefined);
};

const isCatchAll = ({ match = [] }: Pick<IstioHttpRoute, 'match'>): boolean => match.length === 0;

const createdAt = (subject: Subject): string => subject.object().metadata.creationTimestamp ?? '';
/** Istio's order: the oldest first, then by name. */
const isBefore = (one: Subject, other: Subject): boolean =>
  `${createdAt(one)} ${one.name}.${one.namespace}` < `${createdAt(other)} ${other.name}.${other.namespace}`;
const isSame = (one: Subject, other: Subject): boolean => one.name === other.name && one.namespace === other.namespace;

export const istioRouteRules: readonly Rule[] = [
  {
    code: 'VirtualServiceUnknownDestination',
    kind: istioVirtualServiceKind,
    severity: 'critical',
    title: 'A route points nowhere',
    recommendation:
      'Name a Service that exists (by its full name when it is in another namespace), or add a ServiceEntry.',
    *check(subject, world) {
      const hosts = new Set(destinationsOf(subject).map(({ host = '' }) => fullHost(host, subject.namespace)));
      for (const host of hosts) if (!isKnownHost(world, host)) yield `the mesh knows no host "${host}"`;
    },
  },
  {
    code: 'VirtualServiceUnknownSubset',
    kind: istioVirtualServiceKind,
    severity: 'critical',
    title: 'A route names a subset that nobody defines',
    recommendation: 'Define the subset in a DestinationRule for the same host, or route without it.',
    *check(subject, world) {
      const seen = new Set<string>();
      for (const { host = '', subset } of destinationsOf(subject)) {
        if (subset === undefined || subset === '') continue;
        const full = fullHost(host, subject.namespace);
        if (seen.has(`${full} ${subset}`)) continue;
        seen.add(`${full} ${subset}`);
        const defined = world
          .find(istioDestinationRuleKind, hostTerm(full))
          .flatMap((rule) => (rule.object() as IstioDestinationRule).spec?.subsets ?? []);
        if (!defined.some(({ name }) => name === subset)) yield `host "${full}" has no subset "${subset}"`;
      }
    },
  },
  {
    code: 'VirtualServiceUnknownGateway',
    kind: istioVirtualServiceKind,
    severity: 'critical',
    title: 'It is bound to a gateway that does not exist',
    recommendation: 'Create the Gateway, or name it with its namespace: namespace/name.',
    *check(subject, world) {
      for (const gateway of gatewaysOf(subject)) {
        if (gateway === mesh || !world.knows(istioGatewayKind)) continue;
        const [namespace = '', name = ''] = gateway.split('/');
        if (world.get(istioGatewayKind, namespace, name) === undefined) yield `there is no Gateway "${gateway}"`;
      }
    },
  },
  {
    code: 'VirtualServiceShadowed',
    kind: istioVirtualServiceKind,
    severity: 'warning',
    title: 'An older one takes its requests',
    recommendation: 'Put the routes of one host into one VirtualService.',
    *check(subject, world) {
      for (const gateway of gatewaysOf(subject))
        for (const host of specOf(subject).hosts ?? []) {
          const full = fullHost(host, subject.namespace);
          const older = world.find(istioVirtualServiceKind, claimTerm(gateway, full)).find(
            (other) =>
              !isSame(other, subject) &&
              isBefore(other, subject) &&
              // Gateways merge what claims one host, and lose only what comes after a route that takes all.
              (gateway === mesh || (specOf(other).http ?? []).some(isCatchAll)),
          );
          const where = gateway === mesh ? 'in the mesh' : `at gateway "${gateway}"`;
          if (older !== undefined)
            yield `requests for "${full}" ${where} follow VirtualService "${older.namespace}/${older.name}"`;
        }
    },
  },
  {
    code: 'VirtualServiceUnreachableRoute',
    kind: istioVirtualServiceKind,
    severity: 'warning',
    title: 'A route is never reached',
    recommendation: 'Put the route that matches everything last.',
    *check(subject) {
      const { http = [] } = specOf(subject);
      const all = http.findIndex(isCatchAll);
      const lost = all < 0 ? 0 : http.length - all - 1;
      if (lost > 0)
        yield `route ${all + 1} takes every request, so that ${lost} after it ${lost === 1 ? 'is' : 'are'} never reached`;
    },
  },
  {
    code: 'VirtualServiceWeights',
    kind: istioVirtualServiceKind,
    severity: 'warning',
    title: 'The weights of a route are not shares of 100',
    recommendation: 'Make the weights add up to 100, so that they read as percentages.',
    *check(subject) {
      for (const [index, { route = [] }] of (specOf(subject).http ?? []).entries()) {
        if (route.length < 2) continue;
        const total = route.reduce((sum, { weight = 0 }) => sum + weight, 0);
        if (total !== 100) yield `the weights of route ${index + 1} add up to ${total}`;
      }
    },
  },
];

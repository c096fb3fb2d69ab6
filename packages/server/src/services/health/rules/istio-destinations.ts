import {
  istioDestinationRuleKind,
  istioPeerAuthenticationKind,
  podKind,
  type IstioDestinationRule,
  type IstioPeerAuthentication,
  type Service,
} from '@binnacle/kube/api';
import { fullHost, isKnownHost, rootNamespace, serviceOf } from '../hosts.ts';
import { labelTerm, namespaceTerm } from '../terms.ts';
import type { Rule, Subject, World } from '../types.ts';

const specOf = (subject: Subject) => (subject.object() as IstioDestinationRule).spec ?? {};
const hostOf = (subject: Subject): string => fullHost(specOf(subject).host ?? '', subject.namespace);
const selectorOf = (service: Subject) => (service.object() as unknown as Service).spec.selector ?? {};

/** Pods that a Service selects. */
const podsOf = (world: World, service: Subject): Subject[] => {
  const [first, ...rest] = Object.entries(selectorOf(service));
  if (first === undefined) return [];
  return world
    .find(podKind, labelTerm(...first))
    .filter(
      ({ namespace, labels }) => namespace === service.namespace && rest.every(([key, value]) => labels[key] === value),
    );
};

/** What the Pods of a Service demand of those who call them: the narrowest setting decides. */
const demandedMode = (world: World, service: Subject): { mode: string; by: Subject } | undefined => {
  const selected = Object.entries(selectorOf(service));
  const settings = (namespace: string) =>
    world.find(istioPeerAuthenticationKind, namespaceTerm(namespace)).map((by) => {
      const { selector, mtls } = (by.object() as IstioPeerAuthentication).spec ?? {};
      return { by, labels: Object.entries(selector?.matchLabels ?? {}), mode: mtls?.mode ?? 'UNSET' };
    });
  const here = settings(service.namespace);
  const isSet = ({ mode }: { mode: string }) => mode !== 'UNSET';
  const forWorkload = here.find(
    (setting) =>
      isSet(setting) &&
      setting.labels.length > 0 &&
      setting.labels.every(([key, value]) => selected.some(([k, v]) => k === key && v === value)),
  );
  const forNamespace = here.find((setting) => isSet(setting) && setting.labels.length === 0);
  const forMesh = settings(rootNamespace).find((setting) => isSet(setting) && setting.labels.length === 0);
  return forWorkload ?? forNamespace ?? forMesh;
};

export const istioDestinationRules: readonly Rule[] = [
  {
    code: 'DestinationRuleUnknownHost',
    kind: istioDestinationRuleKind,
    severity: 'warning',
    title: 'It is about a host that the mesh does not know',
    recommendation:
      'Name a Service that exists (by its full name when it is in another namespace), or add a ServiceEntry.',
    *check(subject, world) {
      const host = hostOf(subject);
      if (!isKnownHost(world, host)) yield `the mesh knows no host "${host}"`;
    },
  },
  {
    code: 'DestinationRuleSubsetWithoutPods',
    kind: istioDestinationRuleKind,
    severity: 'warning',
    title: 'A subset holds no Pod',
    recommendation:
      'Compare the labels of the subset with those of the Pods; requests routed to an empty subset fail with 503.',
    *check(subject, world) {
      const service = serviceOf(world, hostOf(subject));
      if (service === undefined || !world.knows(podKind)) return;
      const pods = podsOf(world, service);
      // A Service scaled to nothing has a finding of its own.
      if (pods.length === 0) return;
      for (const { name = '', labels = {} } of specOf(subject).subsets ?? []) {
        const wanted = Object.entries(labels);
        if (pods.some((pod) => wanted.every(([key, value]) => pod.labels[key] === value))) continue;
        yield `subset "${name}": none of the ${pods.length} Pods of the Service has ${wanted
          .map(([key, value]) => `${key}=${value}`)
          .join(', ')}`;
      }
    },
  },
  {
    code: 'DestinationRuleWithoutEffect',
    kind: istioDestinationRuleKind,
    severity: 'info',
    title: 'It has neither subsets nor a traffic policy',
    recommendation: 'Delete it, or say what it is meant to do.',
    *check(subject) {
      const { subsets = [], trafficPolicy } = specOf(subject);
      if (subsets.length === 0 && trafficPolicy === undefined) yield 'it changes nothing';
    },
  },
  {
    code: 'MtlsConflict',
    kind: istioDestinationRuleKind,
    severity: 'critical',
    title: 'Callers and called disagree about mutual TLS',
    recommendation: 'Use ISTIO_MUTUAL, or no tls setting at all, where mutual TLS is demanded.',
    *check(subject, world) {
      const mode = specOf(subject).trafficPolicy?.tls?.mode;
      const service = serviceOf(world, hostOf(subject));
      if (mode === undefined || service === undefined) return;
      const demanded = demandedMode(world, service);
      if (demanded === undefined) return;
      const { by } = demanded;
      const who = `PeerAuthentication "${by.namespace}/${by.name}"`;
      if (demanded.mode === 'STRICT' && mode !== 'ISTIO_MUTUAL')
        yield `callers use ${mode}, and ${who} demands mutual TLS (STRICT)`;
      if (demanded.mode === 'DISABLE' && mode === 'ISTIO_MUTUAL')
        yield `callers use ISTIO_MUTUAL, and ${who} has switched mutual TLS off (DISABLE)`;
    },
  },
];

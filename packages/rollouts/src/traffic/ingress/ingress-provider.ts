/** Ingress: a second one beside the stable one, that its controller takes for a canary (rules §5.3). */
import { ingressKind } from '@binnacle/kube/api';
import type { Ingress, IngressRule, OwnerReference } from '@binnacle/kube/api';
import { sameJson, weightOf } from '../../api/index.ts';
import type { Reader } from '../../cluster/reader.ts';
import { deletionOf, patchOf } from '../../cluster/write.ts';
import type { RouteNames, TrafficProvider } from '../provider.ts';
import { annotateFor, isFailure } from './annotate.ts';
import type { Annotations } from './annotate.ts';

export interface IngressRoute extends RouteNames {
  namespace: string;
  ingress: { classType?: string; name: string };
  owner: OwnerReference;
}

/** Only the paths that lead to the stable Service, now to the canary one. */
const canaryRules = (rules: readonly IngressRule[], { stableService, canaryService }: RouteNames): IngressRule[] =>
  rules.flatMap((rule) => {
    const paths = (rule.http?.paths ?? [])
      .filter(({ backend }) => backend.service?.name === stableService)
      .map((path) => ({
        ...path,
        backend: { ...path.backend, service: { ...path.backend.service, name: canaryService } },
      }));
    return paths.length === 0 ? [] : [{ ...rule, http: { paths } }];
  });

const newCanary = (stable: Ingress, route: IngressRoute, annotations: Annotations): Ingress => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: {
    name: `${stable.metadata.name}-canary`,
    namespace: route.namespace,
    ...(stable.metadata.labels === undefined ? {} : { labels: stable.metadata.labels }),
    annotations,
    ownerReferences: [route.owner],
  },
  spec: {
    ...(stable.spec.ingressClassName === undefined ? {} : { ingressClassName: stable.spec.ingressClassName }),
    ...(stable.spec.tls === undefined ? {} : { tls: stable.spec.tls }),
    rules: canaryRules(stable.spec.rules ?? [], route),
  },
});

/** What `kubectl apply` keeps for itself says what the stable Ingress is, not its canary. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

const passedOn = ({ metadata }: Ingress): Annotations => {
  const { [lastApplied]: _own, ...annotations } = metadata.annotations ?? {};
  return annotations;
};

const difference = (before: Annotations, after: Annotations): Record<string, string | null> => ({
  ...Object.fromEntries(
    Object.keys(before)
      .filter((key) => !(key in after))
      .map((key) => [key, null]),
  ),
  ...Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value)),
});

export const ingressProvider = (reader: Reader, route: IngressRoute): TrafficProvider => {
  const { namespace, ingress } = route;
  const { classType } = ingress;
  const annotate = annotateFor(reader, { ...(classType ? { classType } : {}), canaryService: route.canaryService });
  const stable = reader.get<Ingress>(ingressKind, namespace, ingress.name);
  const canary = reader.get<Ingress>(ingressKind, namespace, `${ingress.name}-canary`);
  return {
    missing: () => {
      if (annotate === undefined) return `Ingress class ${ingress.classType ?? ''} is not known`;
      return stable === undefined ? `Ingress ${namespace}/${ingress.name} is missing` : undefined;
    },
    ensure: (strategy) => {
      if (annotate === undefined || stable === undefined) return [];
      if (canary === undefined) {
        if (weightOf(strategy) === 0 && (strategy.matches ?? []).length === 0) return [];
        // Takes no traffic yet.
        const first = annotate(passedOn(stable), { traffic: '0%' });
        return isFailure(first)
          ? first
          : [{ type: 'create', kind: ingressKind, object: newCanary(stable, route, first) }];
      }
      const before = canary.metadata.annotations ?? {};
      const after = annotate(before, strategy);
      if (isFailure(after)) return after;
      return sameJson(before, after)
        ? []
        : [patchOf(ingressKind, canary, { metadata: { annotations: difference(before, after) } })];
    },
    restore: () =>
      canary === undefined || canary.metadata.deletionTimestamp !== undefined ? [] : [deletionOf(ingressKind, canary)],
  };
};

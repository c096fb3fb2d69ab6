/** Ingress: a second one beside the stable one, that its controller takes for a canary (rules §5.3). */
import { ingressKind } from '@binnacle/kube/api';
import type { Ingress, IngressRule, OwnerReference } from '@binnacle/kube/api';
import { sameJson, weightOf } from '../../api/index.ts';
import type { Reader } from '../../cluster/reader.ts';
import { deletionOf, patchOf } from '../../cluster/write.ts';
import type { RouteNames, TrafficProvider } from '../provider.ts';
import type { Annotations, AnnotationsFor } from './annotations.ts';
import { annotationsFor } from './annotations.ts';

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

const newCanary = (stable: Ingress, route: IngressRoute, annotate: AnnotationsFor): Ingress => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: {
    name: `${stable.metadata.name}-canary`,
    namespace: route.namespace,
    ...(stable.metadata.labels === undefined ? {} : { labels: stable.metadata.labels }),
    // Takes no traffic yet.
    annotations: annotate(stable.metadata.annotations ?? {}, { traffic: '0%' }),
    ownerReferences: [route.owner],
  },
  spec: {
    ...(stable.spec.ingressClassName === undefined ? {} : { ingressClassName: stable.spec.ingressClassName }),
    ...(stable.spec.tls === undefined ? {} : { tls: stable.spec.tls }),
    rules: canaryRules(stable.spec.rules ?? [], route),
  },
});

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
  const annotate = annotationsFor(ingress.classType || undefined);
  const stable = reader.get<Ingress>(ingressKind, namespace, ingress.name);
  const canary = reader.get<Ingress>(ingressKind, namespace, `${ingress.name}-canary`);
  return {
    missing: () => {
      if (annotate === undefined) return `Ingress class ${ingress.classType ?? ''} is not known`;
      return stable === undefined ? `Ingress ${namespace}/${ingress.name} is missing` : undefined;
    },
    ensure: (strategy) => {
      if (annotate === undefined || stable === undefined) return [];
      if (canary === undefined)
        return weightOf(strategy) === 0 && (strategy.matches ?? []).length === 0
          ? []
          : [{ type: 'create', kind: ingressKind, object: newCanary(stable, route, annotate) }];
      const before = canary.metadata.annotations ?? {};
      const after = annotate(before, strategy);
      return sameJson(before, after)
        ? []
        : [patchOf(ingressKind, canary, { metadata: { annotations: difference(before, after) } })];
    },
    restore: () =>
      canary === undefined || canary.metadata.deletionTimestamp !== undefined ? [] : [deletionOf(ingressKind, canary)],
  };
};

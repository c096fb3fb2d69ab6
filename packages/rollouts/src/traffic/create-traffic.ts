/** A Rollout's traffic over what is seen of it: Services and every provider that its routing names (rules §5.2). */
import type { OwnerReference } from '@binnacle/kube/api';
import type { TrafficRoutingRef, TrafficStrategy } from '../api/index.ts';
import type { Reader } from '../cluster/reader.ts';
import type { Write } from '../cluster/write.ts';
import { customProvider } from './custom/custom-provider.ts';
import { gatewayProvider } from './gateway/gateway-provider.ts';
import { ingressProvider } from './ingress/ingress-provider.ts';
import { isProblem } from './provider.ts';
import type { Routes, TrafficProvider } from './provider.ts';
import { createServices } from './services.ts';

export interface TrafficOptions {
  namespace: string;
  ref: TrafficRoutingRef;
  /** The label that tells revisions apart. */
  revisionKey: string;
  /** Owns what is made. */
  owner: OwnerReference;
  /** False: the stable Service is used for both, and no Service is touched. */
  generatesService: boolean;
}

const defaultGraceSeconds = 3;

export type Traffic = ReturnType<typeof createTraffic>;

export const createTraffic = (reader: Reader, options: TrafficOptions) => {
  const { namespace, ref, revisionKey, owner, generatesService } = options;
  const canaryService = generatesService ? `${ref.service}-canary` : ref.service;
  const names = { stableService: ref.service, canaryService };
  const services = createServices(reader, {
    namespace,
    stable: ref.service,
    canary: canaryService,
    revisionKey,
    owner,
  });
  const providers: TrafficProvider[] = [
    ...(ref.customNetworkRefs?.length
      ? [customProvider(reader, { ...names, namespace, refs: ref.customNetworkRefs })]
      : []),
    ...(ref.ingress === undefined
      ? []
      : [ingressProvider(reader, { ...names, namespace, ingress: ref.ingress, owner })]),
    ...(ref.gateway?.httpRouteName === undefined
      ? []
      : [gatewayProvider(reader, { ...names, namespace, httpRouteName: ref.gateway.httpRouteName })]),
  ];
  /** None of them is written when one cannot say what it needs. */
  const route = (strategy: TrafficStrategy): Routes => {
    const writes: Write[] = [];
    for (const provider of providers) {
      const routes = provider.ensure(strategy);
      if (isProblem(routes)) return routes;
      writes.push(...routes);
    }
    return writes;
  };
  const none: readonly Write[] = [];

  return {
    gracePeriodSeconds: ref.gracePeriodSeconds || defaultGraceSeconds,
    generatesService,
    missing: (): string | undefined => {
      if (services.stable === undefined) return `Service ${namespace}/${ref.service} is missing`;
      return providers.map((provider) => provider.missing()).find((problem) => problem !== undefined);
    },
    pinStable: (revision: string) => (generatesService ? services.pin(revision) : none),
    services: (revisions: { stable: string; canary: string }) => {
      if (generatesService) return services.ensure(revisions);
      return services.stable === undefined ? undefined : none;
    },
    route,
    restoreRoutes: () => providers.flatMap((provider) => provider.restore()),
    restoreStable: () => (generatesService ? services.restore() : none),
    removeCanary: () => services.removeCanary(),
  };
};

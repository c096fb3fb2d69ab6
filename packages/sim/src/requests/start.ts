/**
 * Requests from outside: sent through routes that ask for them, answered by Pods as their images do, counted, and scraped
 * by the cluster's Prometheus. Costs nothing while no route asks.
 */
import type { KubeObject, ResourceRef } from '@binnacle/kube/api';
import { behaviourOf } from '../kubelet/images.ts';
import { keyOf, refs, type Pod } from '../local/objects.ts';
import { answerPrometheus, createTimeSeries } from '../prometheus/index.ts';
import type { ControllerContext } from '../types.ts';
import { createCounts } from './counts.ts';
import { routeHttpRoute } from './http-route.ts';
import type { HttpRoute } from './http-route.ts';
import { isCanary, routeIngress } from './ingress.ts';
import type { Ingress } from './ingress.ts';
import { podFor } from './pods.ts';
import type { Destination, SimulatedRequest } from './request.ts';
import { createUsageCounters } from '../usage/counters.ts';
import { usageWindowMs, type UsingPod } from '../usage/usage.ts';
import { streamsOf } from './traffic.ts';
import { routeVirtualService } from './virtual-service.ts';
import type { DestinationRule, VirtualService } from './virtual-service.ts';

const tickMs = 1_000;
/** Prometheus' scrape interval, in ticks. */
const ticksAScrape = 5;
/** So far back is known what containers have used, when Prometheus is first asked. */
const usagePastMs = 3_600_000;

const followed = [
  { group: 'networking.k8s.io', plural: 'ingresses' },
  { group: 'gateway.networking.k8s.io', plural: 'httproutes' },
  { group: 'networking.istio.io', plural: 'virtualservices' },
  { group: 'networking.istio.io', plural: 'destinationrules' },
] as const;
type Plural = (typeof followed)[number]['plural'];

const revisionOf = ({ metadata }: Pod): string =>
  metadata.labels?.['pod-template-hash'] ?? metadata.labels?.['controller-revision-hash'] ?? '';
const imageOf = ({ spec }: Pod): string => spec.containers[0]?.image ?? '';
const tagOf = (image: string): string => /:([^:/@]+)(@|$)/.exec(image)?.[1] ?? 'latest';

const hostOf = (route: KubeObject): string => {
  const { rules, hosts, hostnames } = ((route as { spec?: unknown }).spec ?? {}) as {
    rules?: { host?: string }[];
    hosts?: string[];
    hostnames?: string[];
  };
  return rules?.[0]?.host ?? hosts?.[0] ?? hostnames?.[0] ?? 'localhost';
};

export const startRequests = ({ client, clock, rng }: ControllerContext) => {
  const series = createTimeSeries();
  const counts = createCounts();
  const chance = () => rng.next();
  const known: Record<Plural, Map<string, KubeObject>> = {
    ingresses: new Map(),
    httproutes: new Map(),
    virtualservices: new Map(),
    destinationrules: new Map(),
  };
  const asking = new Map<string, { plural: Plural; route: KubeObject }>();
  const inNamespace = <T extends KubeObject>(plural: Plural, namespace: string): T[] =>
    [...known[plural].values()].filter(({ metadata }) => metadata.namespace === namespace) as T[];

  const destinationOf = (plural: Plural, route: KubeObject, request: SimulatedRequest): Destination | undefined => {
    const namespace = route.metadata.namespace ?? '';
    switch (plural) {
      case 'ingresses':
        return routeIngress(route as Ingress, request, {
          others: inNamespace<Ingress>('ingresses', namespace),
          chance,
        });
      case 'httproutes':
        return routeHttpRoute(route as HttpRoute, request, chance);
      default:
        return routeVirtualService(route as VirtualService, request, {
          rules: inNamespace<DestinationRule>('destinationrules', namespace),
          chance,
        });
    }
  };

  const send = (plural: Plural, route: KubeObject, request: SimulatedRequest): void => {
    const destination = destinationOf(plural, route, request);
    const pod = destination && podFor(client, destination, chance);
    const labels = {
      namespace: route.metadata.namespace ?? '',
      route: `${route.kind}/${route.metadata.name}`,
      service: destination?.service ?? '',
      pod: pod?.metadata.name ?? '',
      revision: pod === undefined ? '' : revisionOf(pod),
      version: pod === undefined ? '' : tagOf(imageOf(pod)),
    };
    // A gateway answers 404 where no rule fits and 503 where nobody is ready.
    if (pod === undefined) return counts.add({ labels, code: destination === undefined ? 404 : 503, seconds: 0.001 });
    const { errorPercent, delayMs } = behaviourOf(imageOf(pod));
    const fails = chance() * 100 < errorPercent;
    const slow = chance() < 0.05 ? 5 : 1;
    counts.add({ labels, code: fails ? 500 : 200, seconds: (0.015 + chance() * 0.06) * slow + delayMs / 1000 });
  };

  let ticks = 0;
  let stopTick: (() => void) | undefined;
  const tick = (): void => {
    ticks += 1;
    for (const { plural, route } of asking.values())
      for (const { perSecond, request } of streamsOf(route)) {
        const count = Math.floor(perSecond) + (chance() < perSecond % 1 ? 1 : 0);
        for (let i = 0; i < count; i += 1) send(plural, route, { ...request, host: hostOf(route) });
      }
    if (ticks % ticksAScrape === 0) {
      counts.scrape(series, clock.now());
      series.expire(clock.now());
    }
    stopTick = asking.size > 0 ? clock.after(tickMs, tick) : undefined;
  };

  // What containers use costs nothing before somebody asks for it: only then is it scraped, and its past made up for.
  const usage = createUsageCounters();
  let scrapedAt: number | undefined;
  let stopUsage: (() => void) | undefined;
  const scrapeUsage = (): void => {
    const now = Math.floor(clock.now() / usageWindowMs) * usageWindowMs;
    const nodes = client.list<KubeObject>(refs.nodes).map(({ metadata }) => metadata.name);
    const pods = client.list<UsingPod>(refs.pods);
    for (let at = Math.max(scrapedAt ?? 0, now - usagePastMs) + usageWindowMs; at <= now; at += usageWindowMs)
      for (const { name, labels, value } of usage.look(nodes, pods, at))
        series.add({ __name__: name, ...labels }, { at, value });
    scrapedAt = now;
    series.expire(clock.now());
    stopUsage = clock.after(usageWindowMs, scrapeUsage);
  };

  const follow = (plural: Plural, ref: ResourceRef): (() => void) =>
    client.watch<KubeObject>(ref, ({ type, object }) => {
      const key = keyOf(object);
      const id = `${plural} ${key}`;
      const gone = type === 'DELETED';
      if (gone) known[plural].delete(key);
      else known[plural].set(key, object);
      // A canary Ingress bears its stable one's annotations: requests come to the stable one.
      const asks = !gone && plural !== 'destinationrules' && streamsOf(object).length > 0;
      if (asks && !(plural === 'ingresses' && isCanary(object as Ingress))) asking.set(id, { plural, route: object });
      else asking.delete(id);
      if (asking.size > 0) stopTick ??= clock.after(tickMs, tick);
    });

  const watches = new Map<Plural, () => void>();
  const followServed = (): void => {
    const kinds = client.kinds();
    for (const { group, plural } of followed) {
      const ref = kinds.find((kind) => kind.group === group && kind.plural === plural);
      const stop = watches.get(plural);
      if (ref !== undefined && stop === undefined) watches.set(plural, follow(plural, ref));
      if (ref !== undefined || stop === undefined) continue;
      stop();
      watches.delete(plural);
      known[plural].clear();
    }
  };
  followServed();
  const stopKinds = client.watchKinds(followServed);

  return {
    /** What the cluster's Prometheus says. */
    prometheus: (asked: Parameters<typeof answerPrometheus>[1]) => {
      if (stopUsage === undefined) scrapeUsage();
      return answerPrometheus(series, asked, clock.now());
    },
    close: () => {
      stopKinds();
      for (const stop of watches.values()) stop();
      stopTick?.();
      stopUsage?.();
    },
  };
};

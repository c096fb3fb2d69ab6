import {
  toTime,
  type IstioDestinationRule,
  type IstioGateway,
  type IstioHttpRoute,
  type IstioPlainRoute,
  type IstioTrafficPolicy,
  type IstioVirtualService,
  type Kind,
} from '@binnacle/kube/api';
import { healthOf, versionOfImage } from '../../services/health/index.ts';
import type { Configuration, DescribedComponent, JudgedObject, MeshHealth } from '../../services/istio/index.ts';
import { conditionFields, replicaFields, strategyFields } from './deployment-codecs.ts';
import type { Fields } from './fields.ts';
import { healthFields, validationFields } from './health-codecs.ts';
import { ageOf, identity, metadataOf } from './metadata.ts';
import { containerFields, podItem } from './pod-codecs.ts';
import { portFields } from './service-codecs.ts';

/** How each kind is shown: what a list counts, and what the detail holds beside name, validation and health. */
interface Shown {
  item: (object: never) => Fields;
  detail: (object: never) => Fields;
}

const trafficPolicy = (policy: IstioTrafficPolicy | undefined): Fields | null =>
  policy === undefined
    ? null
    : {
        load_balancer: policy.loadBalancer ?? null,
        connection_pool: policy.connectionPool ?? null,
        outlier_detection: policy.outlierDetection ?? null,
        tls: policy.tls ?? null,
        port_level_settings: policy.portLevelSettings ?? [],
      };

const httpRoute = (route: IstioHttpRoute): Fields => ({
  ...(route.name === undefined ? {} : { name: route.name }),
  match: route.match ?? [],
  route: route.route ?? [],
  redirect: route.redirect ?? null,
  rewrite: route.rewrite ?? null,
  timeout: route.timeout ?? null,
  retries: route.retries ?? null,
  fault: route.fault ?? null,
  mirror: route.mirror ?? null,
});

const plainRoute = ({ match = [], route = [] }: IstioPlainRoute): Fields => ({ match, route });

const gateway: Shown = {
  item: ({ spec }: IstioGateway) => ({
    servers_count: spec?.servers?.length ?? 0,
    hosts_count: new Set((spec?.servers ?? []).flatMap(({ hosts = [] }) => hosts)).size,
  }),
  detail: ({ spec, status }: IstioGateway) => ({
    servers: (spec?.servers ?? []).map(({ port, hosts = [], tls, defaultEndpoint }) => ({
      port: port ?? null,
      hosts,
      tls: tls ?? null,
      default_endpoint: defaultEndpoint ?? null,
    })),
    selector: spec?.selector ?? {},
    status: status ?? {},
  }),
};

const virtualService: Shown = {
  item: ({ spec }: IstioVirtualService) => ({
    hosts_count: spec?.hosts?.length ?? 0,
    gateways_count: spec?.gateways?.length ?? 0,
    routes_count: (spec?.http?.length ?? 0) + (spec?.tcp?.length ?? 0) + (spec?.tls?.length ?? 0),
  }),
  detail: ({ spec, status }: IstioVirtualService) => ({
    hosts: spec?.hosts ?? [],
    gateways: spec?.gateways ?? [],
    http_routes: (spec?.http ?? []).map(httpRoute),
    tcp_routes: (spec?.tcp ?? []).map(plainRoute),
    tls_routes: (spec?.tls ?? []).map(plainRoute),
    export_to: spec?.exportTo ?? [],
    status: status ?? {},
  }),
};

const destinationRule: Shown = {
  item: ({ spec }: IstioDestinationRule) => ({
    host: spec?.host ?? '',
    subsets_count: spec?.subsets?.length ?? 0,
    has_traffic_policy: spec?.trafficPolicy !== undefined,
  }),
  detail: ({ spec, status }: IstioDestinationRule) => ({
    host: spec?.host ?? '',
    traffic_policy: trafficPolicy(spec?.trafficPolicy),
    subsets: (spec?.subsets ?? []).map(({ name, labels, trafficPolicy: policy }) => ({
      name: name ?? '',
      labels: labels ?? {},
      traffic_policy: trafficPolicy(policy),
    })),
    export_to: spec?.exportTo ?? [],
    status: status ?? {},
  }),
};

const shown: Readonly<Record<string, Shown>> = {
  gateways: gateway,
  virtualservices: virtualService,
  destinationrules: destinationRule,
};

const shownOf = ({ plural }: Kind): Shown => {
  const found = shown[plural];
  if (found === undefined) throw new Error(`contract 002 does not say how ${plural} are shown`);
  return found;
};

/** An item of `gateway/list`, `virtualservice/list`, `destinationrule/list`. */
export const configurationItem = (kind: Kind, { object, findings }: JudgedObject, now: number): Fields => {
  const health = findings && healthOf(findings);
  return {
    name: object.metadata.name,
    namespace: object.metadata.namespace,
    age: ageOf(object, now),
    ...shownOf(kind).item(object as never),
    health_status: health?.status ?? 'unknown',
    health_score: health?.score ?? null,
  };
};

/** `gateway/detail`, `virtualservice/detail`, `destinationrule/detail`. */
export const configurationDetail = (kind: Kind, configuration: Configuration, now: number): Fields => {
  const { value, missing } = configuration;
  return {
    ...identity(value.object, now),
    ...shownOf(kind).detail(value.object as never),
    validation: validationFields(value.findings),
    health: healthFields(value.findings, toTime(now)),
    metadata: metadataOf(configuration, now, missing),
  };
};

/** What the details of both workloads end with. */
const workloadFields = (described: DescribedComponent, now: number): Fields => {
  const { value: deployment, findings, missing } = described;
  const { spec } = deployment.spec.template;
  return {
    health: healthFields(findings, toTime(now)),
    configuration: {
      strategy: strategyFields(deployment),
      selector: deployment.spec.selector.matchLabels ?? {},
      template_spec: spec ?? {},
    },
    version: versionOfImage(spec?.containers?.[0]?.image) ?? 'unknown',
    metadata: metadataOf(described, now, missing),
  };
};

/** `workloads/istiod/detail`. */
export const istiodDetail = (described: DescribedComponent, now: number): Fields => {
  const { value: deployment, pods } = described;
  const [pod] = pods ?? [];
  const { containers = [] } = deployment.spec.template.spec ?? {};
  return {
    ...identity(deployment, now),
    replicas: replicaFields(deployment),
    containers: containers.map((container) =>
      containerFields(
        container,
        pod?.status?.containerStatuses?.find(({ name }) => name === container.name),
      ),
    ),
    conditions: conditionFields(deployment),
    ...workloadFields(described, now),
  };
};

/** `workloads/gateway/detail`. `traffic_metrics` are null without a source of metrics. */
export const gatewayDetail = (described: DescribedComponent, now: number): Fields => {
  const { value: deployment, pods, service } = described;
  return {
    ...identity(deployment, now),
    replicas: replicaFields(deployment),
    service_info:
      service === undefined
        ? null
        : {
            name: service.metadata.name,
            namespace: service.metadata.namespace,
            type: service.spec.type ?? 'ClusterIP',
            cluster_ip: service.spec.clusterIP ?? null,
            external_ips: service.spec.externalIPs ?? [],
            ports: portFields(service),
            load_balancer_ip: service.status?.loadBalancer?.ingress?.[0]?.ip ?? null,
          },
    pods:
      pods?.map((pod) => {
        const { name, namespace, status, node_name, pod_ip, ready, total_containers, restart_count } = podItem(pod);
        return {
          name,
          namespace,
          status,
          node_name,
          pod_ip,
          ready: ready === total_containers,
          restart_count,
          age: ageOf(pod, now),
        };
      }) ?? null,
    traffic_metrics: { connections_active: null, requests_per_second: null, response_time_avg: null, error_rate: null },
    ...workloadFields(described, now),
  };
};

const mostNamed = 5;

/** The most frequent, the first one first among equals. */
const mostFrequent = (texts: readonly string[]): { text: string; count: number }[] => {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, mostNamed)
    .map(([text, count]) => ({ text, count }));
};

/** `health/summary`. */
export const meshFields = (
  { objects, average, unknown, at }: MeshHealth,
  { cluster, namespace, now }: { cluster: string | undefined; namespace: string | undefined; now: number },
): Fields => {
  const findings = objects.flatMap((object) => object.findings);
  const withStatus = (wanted: string) => objects.filter(({ status }) => status === wanted).length;
  return {
    overall: {
      total_resources: objects.length,
      average_score: Math.round(average * 10) / 10,
      status_distribution: {
        healthy: withStatus('healthy'),
        warning: withStatus('warning'),
        critical: withStatus('critical'),
        unknown: withStatus('unknown'),
      },
      common_issues: mostFrequent(findings.map(({ code, title }) => `${code}: ${title}`)).map(({ text, count }) => ({
        issue: text,
        count,
      })),
      top_recommendations: mostFrequent(findings.map(({ recommendation }) => recommendation)).map(({ text }) => text),
    },
    resources: objects.map(({ subject, score, status, findings: found }) => ({
      resource_type: subject.kind.singular,
      resource_name: subject.name,
      namespace: subject.namespace,
      health_score: score,
      status,
      issues_count: found.length,
      recommendations_count: new Set(found.map(({ recommendation }) => recommendation)).size,
    })),
    ...(cluster === undefined ? {} : { cluster_name: cluster }),
    namespace: namespace ?? null,
    timestamp: toTime(now),
    metadata: metadataOf(
      { at, source: 'watch' },
      now,
      unknown.map(({ kind, reason }) => ({ part: kind.plural, reason })),
    ),
  };
};

import { coreEventKind, deploymentKind, nodeKind, podKind, serviceKind, type Kind } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { row, type Row, type WireRequest } from '../../http/row.ts';
import type { Observation } from '../../services/observe/index.ts';
import type { WorkloadOperations } from '../../services/workloads/index.ts';
import { deploymentDetail, deploymentItem, scalingFields } from './deployment-codecs.ts';
import { eventsFields } from './event-codecs.ts';
import { clusterOf, fieldsOf, flagOf, required, textOf, wholeOf, type Fields } from './fields.ts';
import { metadataOf } from './metadata.ts';
import { nodeCapacity, nodeDetail, nodeItem } from './node-codecs.ts';
import { overviewFields } from './overview-codecs.ts';
import {
  clusterParameters,
  freshParameters,
  listParameters,
  namespaceParameters,
  nodeParameters,
  objectParameters,
  podListParameters,
  resourceEventParameters,
  scalingBody,
} from './parameters.ts';
import { podDetail, podItem } from './pod-codecs.ts';
import { clusterFields, listAnswer, reads } from './reads.ts';
import { serviceDetail, serviceItem } from './service-codecs.ts';

export interface ObserveRowsOptions {
  operations: Pick<Observation, 'observe' | 'describe' | 'events'> & { workloads: WorkloadOperations };
  clock: Clock;
}

const base = '/k8s/resources';

/** `force` where it is asked for. */
export const forceOf = (request: WireRequest): { force?: boolean } =>
  flagOf(fieldsOf(request), 'force_refresh') ? { force: true } : {};

export const namespaceOf = (request: WireRequest): { namespace?: string } => {
  const namespace = textOf(fieldsOf(request), 'namespace');
  return namespace === undefined ? {} : { namespace };
};

/** An object by its namespace and by the parameter that holds its name. */
export const namedIn = (request: WireRequest, name: string): { namespace: string; name: string; force?: boolean } => ({
  namespace: required(fieldsOf(request), 'namespace'),
  name: required(fieldsOf(request), name),
  ...forceOf(request),
});

const data = (fields: Fields, request: WireRequest) => ({
  type: 'data' as const,
  data: { ...clusterFields(request), ...fields },
});

const largestPage = 500;

/** With `page` or `page_size` one page of what is listed; all of it otherwise. */
const pageOf = <T>(items: readonly T[], request: WireRequest): { items: readonly T[]; beside: Fields } => {
  const fields = fieldsOf(request);
  const page = wholeOf(fields, 'page', { minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
  const size = wholeOf(fields, 'page_size', { minimum: 1, maximum: largestPage });
  if (page === undefined && size === undefined) return { items, beside: { total_count: items.length } };
  const [at, length] = [page ?? 1, size ?? 20];
  const pages = Math.ceil(items.length / length);
  return {
    items: items.slice((at - 1) * length, at * length),
    beside: {
      total_count: items.length,
      pagination: {
        page: at,
        page_size: length,
        total_items: items.length,
        total_pages: pages,
        has_next: at < pages,
        has_prev: at > 1,
      },
    },
  };
};

export const observeRows = ({ operations, clock }: ObserveRowsOptions): Row[] => {
  const { observe, describe, events, workloads } = operations;

  const list = (kind: Kind, section: string, encode: typeof podItem): Row[] =>
    reads({
      paths: [`${base}/${kind.plural}/list`],
      section,
      operation: observe.snapshot,
      kind,
      parameters: kind === podKind ? podListParameters : kind.namespaced ? listParameters : freshParameters,
      input: (request) => ({ kind, ...(kind.namespaced ? namespaceOf(request) : {}), ...forceOf(request) }),
      encode: (reading, request) => {
        const { items, beside } =
          kind === podKind ? pageOf(reading.value, request) : { items: reading.value, beside: {} };
        return listAnswer(
          { ...reading, value: items },
          {
            field: kind.plural,
            encode,
            beside: {
              ...clusterFields(request),
              ...(kind.namespaced ? { namespace: namespaceOf(request).namespace ?? null } : {}),
              ...beside,
            },
            now: clock.now(),
          },
        );
      },
    });

  const eventReads = (
    path: string,
    parameters: Parameters<typeof reads>[0]['parameters'],
    about: readonly string[],
  ): Row[] =>
    reads({
      paths: [`${base}/events/${path}`],
      section: '事件管理',
      operation: events.list,
      kind: coreEventKind,
      parameters,
      input: (request) => {
        const fields = fieldsOf(request);
        const given = Object.fromEntries(about.map((name) => [name, required(fields, name)]));
        const { namespace, resource_kind: kind, resource_name: name } = given;
        return {
          ...(namespace === undefined ? {} : { namespace }),
          ...(kind === undefined || name === undefined ? {} : { about: { kind, name } }),
          ...forceOf(request),
        };
      },
      encode: (events, request) => data(eventsFields(events, fieldsOf(request), clock.now()), request),
    });

  const nodeInput = (request: WireRequest) => ({ name: required(fieldsOf(request), 'node_name'), ...forceOf(request) });

  const scalingEvents: Pick<Row, 'path' | 'section'> = { path: `${base}/deployments/scaling`, section: '部署管理' };

  return [
    ...reads({
      paths: ['/k8s/overview/cluster'],
      section: '资源概览',
      operation: observe.overview,
      parameters: freshParameters,
      input: forceOf,
      encode: (overview, request) => data(overviewFields(overview, clock.now()), request),
    }),
    ...list(nodeKind, '节点管理', nodeItem),
    ...reads({
      paths: [`${base}/nodes/detail`],
      section: '节点管理',
      operation: describe.node,
      kind: nodeKind,
      parameters: nodeParameters,
      input: nodeInput,
      encode: (node, request) => data(nodeDetail(node, clock.now()), request),
    }),
    ...reads({
      paths: [`${base}/nodes/capacity`],
      section: '节点管理',
      operation: describe.capacity,
      kind: nodeKind,
      parameters: nodeParameters,
      input: nodeInput,
      encode: (node, request) => data(nodeCapacity(node, clock.now()), request),
    }),
    ...list(podKind, 'Pod管理', podItem),
    ...reads({
      paths: [`${base}/pods/detail`],
      section: 'Pod管理',
      operation: describe.pod,
      kind: podKind,
      parameters: objectParameters('pod_name'),
      input: (request) => namedIn(request, 'pod_name'),
      encode: (pod, request) => data(podDetail(pod, clock.now()), request),
    }),
    ...list(deploymentKind, '部署管理', deploymentItem),
    ...reads({
      paths: [`${base}/deployments/detail`],
      section: '部署管理',
      operation: describe.deployment,
      kind: deploymentKind,
      parameters: objectParameters('deployment_name'),
      input: (request) => namedIn(request, 'deployment_name'),
      encode: (deployment, request) => data(deploymentDetail(deployment, clock.now()), request),
    }),
    row({
      ...scalingEvents,
      method: 'POST',
      operation: workloads.scale,
      kind: deploymentKind,
      bodyHas: 'replicas',
      body: scalingBody,
      decode: (request) => {
        const { namespace, name } = namedIn(request, 'deployment_name');
        const replicas = wholeOf(fieldsOf(request), 'replicas', { minimum: 0, maximum: 2 ** 31 - 1 });
        return {
          cluster: clusterOf(request),
          // Named and null: the operation says that it must be a number.
          input: { kind: deploymentKind, namespace, name, replicas: replicas as number },
        };
      },
      encode: ({ previous, replicas }, request) =>
        data(
          {
            namespace: fieldsOf(request)['namespace'],
            deployment_name: fieldsOf(request)['deployment_name'],
            previous_replicas: previous,
            replicas,
          },
          request,
        ),
    }),
    ...reads({
      paths: [scalingEvents.path],
      section: scalingEvents.section,
      operation: events.scaling,
      kind: deploymentKind,
      parameters: objectParameters('deployment_name'),
      input: (request) => {
        const { namespace, name } = namedIn(request, 'deployment_name');
        return { namespace, name };
      },
      encode: (list, request) =>
        data(
          {
            ...namedFields(request),
            scaling_events: list.value.map(scalingFields),
            count: list.value.length,
            metadata: metadataOf(list, clock.now()),
          },
          request,
        ),
    }),
    ...list(serviceKind, '服务管理', serviceItem),
    ...reads({
      paths: [`${base}/services/detail`],
      section: '服务管理',
      operation: describe.service,
      kind: serviceKind,
      parameters: objectParameters('service_name'),
      input: (request) => namedIn(request, 'service_name'),
      encode: (service, request) => data(serviceDetail(service, clock.now()), request),
    }),
    ...eventReads('resource', resourceEventParameters, ['namespace', 'resource_name', 'resource_kind']),
    ...eventReads('namespace', namespaceParameters, ['namespace']),
    ...eventReads('cluster', clusterParameters, []),
  ];
};

const namedFields = (request: WireRequest): Fields => {
  const { namespace, deployment_name } = fieldsOf(request);
  return { namespace, deployment_name };
};

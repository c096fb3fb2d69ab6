import { coreEventKind, deploymentKind, podKind, type Kind } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import type { Row, WireRequest } from '../../http/row.ts';
import { meshKinds, type IstioComponent, type IstioOperations } from '../../services/istio/index.ts';
import { componentEvents } from './event-codecs.ts';
import { clusterOf } from './fields.ts';
import { configurationDetail, configurationItem, gatewayDetail, istiodDetail, meshFields } from './istio-codecs.ts';
import { logFields } from './log-codecs.ts';
import { amountOf, limitsOf } from './log-rows.ts';
import { metadataOf } from './metadata.ts';
import { forceOf, namedIn, namespaceOf } from './observe-rows.ts';
import { componentLogParameters, listParameters, objectParameters } from './parameters.ts';
import { clusterFields, reads } from './reads.ts';

export interface IstioRowsOptions {
  operations: { istio: IstioOperations };
  clock: Clock;
}

/** Contract 002: "命名空间，默认istio-system". */
const usualNamespace = 'istio-system';

const components = { istiod: istiodDetail, gateway: gatewayDetail };

export const istioRows = ({ operations: { istio }, clock }: IstioRowsOptions): Row[] => {
  const componentRows = (component: IstioComponent): Row[] => {
    const path = `/istio/workloads/${component}`;
    const section = 'Istio工作负载管理';
    const input = (request: WireRequest) => ({
      component,
      namespace: namespaceOf(request).namespace ?? usualNamespace,
    });
    return [
      ...reads({
        paths: [`${path}/detail`],
        section,
        operation: istio.workload,
        kind: deploymentKind,
        parameters: listParameters,
        input: (request) => ({ ...input(request), ...forceOf(request) }),
        encode: (described, request) => ({
          type: 'data',
          data: { ...clusterFields(request), ...components[component](described, clock.now()) },
        }),
      }),
      ...reads({
        paths: [`${path}/logs`],
        section,
        operation: istio.logs,
        kind: podKind,
        parameters: componentLogParameters,
        input: (request) => ({ ...input(request), ...limitsOf(request) }),
        encode: async ({ stream, ...source }, request) => ({
          type: 'data',
          data: { ...clusterFields(request), ...(await logFields(stream, { ...source, ...amountOf(request) })) },
        }),
      }),
      ...reads({
        paths: [`${path}/events`],
        section,
        operation: istio.events,
        kind: coreEventKind,
        parameters: listParameters,
        input: (request) => ({ ...input(request), ...forceOf(request) }),
        encode: (events, request) => ({
          type: 'data',
          data: { ...clusterFields(request), ...componentEvents(events, clock.now()) },
        }),
      }),
    ];
  };

  const configurationRows = (kind: Kind): Row[] => {
    const section = 'Istio组件管理';
    // contracts/README.md, 002: both are the same endpoints.
    const paths = (action: string) => [
      `/api/istio/${kind.singular}/${action}`,
      `/istio/components/${kind.singular}/${action}`,
    ];
    const name = `${kind.singular}_name`;
    return [
      ...reads({
        paths: paths('list'),
        section,
        operation: istio.list,
        kind,
        parameters: listParameters,
        input: (request) => ({ kind, ...namespaceOf(request), ...forceOf(request) }),
        encode: (list, request) => ({
          type: 'data',
          data: {
            ...clusterFields(request),
            namespace: namespaceOf(request).namespace ?? null,
            [kind.plural]: list.value.map((judged) => configurationItem(kind, judged, clock.now())),
            count: list.value.length,
            metadata: metadataOf(list, clock.now(), list.missing),
          },
        }),
      }),
      ...reads({
        paths: paths('detail'),
        section,
        operation: istio.get,
        kind,
        parameters: objectParameters(name),
        input: (request) => ({ kind, ...namedIn(request, name) }),
        encode: (configuration, request) => ({
          type: 'data',
          data: { ...clusterFields(request), ...configurationDetail(kind, configuration, clock.now()) },
        }),
      }),
    ];
  };

  return [
    ...componentRows('istiod'),
    ...componentRows('gateway'),
    ...meshKinds.flatMap(configurationRows),
    ...reads({
      paths: ['/istio/health/summary'],
      section: 'Istio健康分析',
      operation: istio.health,
      parameters: listParameters,
      input: (request) => ({ ...namespaceOf(request), ...forceOf(request) }),
      encode: (mesh, request) => ({
        type: 'data',
        data: meshFields(mesh, {
          cluster: clusterOf(request),
          namespace: namespaceOf(request).namespace,
          now: clock.now(),
        }),
      }),
    }),
  ];
};

import { podKind } from '@binnacle/kube/api';
import { row, type Row } from '../../http/row.ts';
import type { PodOperations } from '../../services/pods/index.ts';
import type { ResourceOperations } from '../../services/resources/index.ts';
import { clusterOf, objectInput, requiredNamespace } from './decoders.ts';
import { itemsAnswer } from './envelope.ts';
import { logsAnswer, logsInput } from './logs.ts';
import { logsQuery, objectParameters } from './parameters.ts';
import { prefix } from './resource-rows.ts';

/** Contract 001 §2.1.5–2.1.8. */
export const podRows = (pods: PodOperations, { events }: ResourceOperations): Row[] => [
  row({
    method: 'POST',
    path: `${prefix}/pods/:name/restart`,
    section: '2.1.5',
    operation: pods.restart,
    kind: podKind,
    body: objectParameters(podKind),
    decode: (request) => {
      const { name } = objectInput(request, podKind);
      return { cluster: clusterOf(request), input: { name, namespace: requiredNamespace(request) } };
    },
    encode: ({ controller }) => ({ type: 'data', data: { controller } }),
  }),
  row({
    method: 'GET',
    path: `${prefix}/pods/:name/logs`,
    section: '2.1.6',
    operation: pods.logs,
    kind: podKind,
    query: logsQuery,
    media: ['application/json', 'text/plain'],
    decode: (request) => {
      const input = logsInput(request);
      return { cluster: clusterOf(request), input, endless: input.follow === true };
    },
    encode: logsAnswer,
  }),
  row({
    method: 'GET',
    path: `${prefix}/pods/:name/events`,
    section: '2.1.8',
    operation: events,
    kind: podKind,
    query: objectParameters(podKind),
    decode: (request) => ({ cluster: clusterOf(request), input: objectInput(request, podKind) }),
    encode: ({ items }) => itemsAnswer(items),
  }),
];

import { coreEventKind, limitRangeKind, namespaceKind, resourceQuotaKind, type Kind } from '@binnacle/kube/api';
import { queryText } from '../../http/query.ts';
import { row, type Row, type WireRequest } from '../../http/row.ts';
import { invalidField } from '../../services/errors.ts';
import { largestPage, type ListInput, type ResourceOperations } from '../../services/resources/index.ts';
import { clusterOf, listInput } from './decoders.ts';
import { listedAnswer } from './envelope.ts';
import { eventsQuery, objectParameters } from './parameters.ts';
import { prefix, toPage } from './resource-rows.ts';

/** Contract 001 §10.1: newest first unless sorted otherwise. */
export const eventRows = ({ list }: ResourceOperations): Row[] => [
  row({
    method: 'GET',
    path: `${prefix}/events`,
    section: '10.1',
    operation: list,
    kind: coreEventKind,
    query: eventsQuery,
    decode: (request) => ({ cluster: clusterOf(request), input: eventsInput(request) }),
    encode: toPage,
  }),
];

/** The document's filters, as the fields that Events have for them. */
const filters = [
  ['resource_type', 'involvedObject.kind'],
  ['resource_name', 'involvedObject.name'],
  ['type', 'type'],
  ['reason', 'reason'],
] as const;

const eventsInput = (request: WireRequest): ListInput => {
  const input = listInput(request, coreEventKind);
  for (const [name, field] of filters) {
    const value = queryText(request, name);
    if (value === undefined) continue;
    if (/[,=\\]/.test(value)) throw invalidField(name, 'has characters that no such name has');
    const term = `${field}=${value}`;
    input.fieldSelector = input.fieldSelector === undefined ? term : `${input.fieldSelector},${term}`;
  }
  if (input.sortBy === undefined) {
    input.sortBy = 'Last Seen';
    input.order ??= 'desc';
  }
  return input;
};

/** Contract 001 §8.5 and §8.6. */
export const namespaceRows = (resources: ResourceOperations): Row[] => [
  partRow(resources, resourceQuotaKind, '8.5'),
  partRow(resources, limitRangeKind, '8.6'),
];

const partRow = ({ list }: ResourceOperations, kind: Kind, section: string): Row =>
  row({
    method: 'GET',
    path: `${prefix}/namespaces/:name/${kind.plural}`,
    section,
    operation: list,
    kind,
    query: objectParameters(namespaceKind),
    decode: (request) => ({
      cluster: clusterOf(request),
      input: {
        kind,
        namespaces: [request.params['name'] ?? ''],
        requireNamespace: true,
        offset: 0,
        limit: largestPage,
      },
    }),
    encode: ({ view, limit }) => listedAnswer(view, limit),
  });

import { queryText } from '../../http/query.ts';
import { row, type Row, type WireRequest } from '../../http/row.ts';
import { channelProtocols, type TerminalInput, type TerminalOperations } from '../../services/terminals/index.ts';
import { clusterOf, requiredNamespace } from './decoders.ts';
import { nodeTerminalQuery, terminalQuery } from './parameters.ts';
import { prefix } from './resource-rows.ts';

/** Contract 001 §2.1.7 and §7.8: plain requests are given an address, and the same address is the WebSocket. */
export const terminalRows = ({ offer, open, offerNode, openNode }: TerminalOperations): Row[] => [
  row({
    method: 'GET',
    path: `${prefix}/pods/:name/terminal`,
    section: '2.1.7',
    operation: offer,
    query: terminalQuery,
    decode: (request) => ({ cluster: clusterOf(request), input: podInput(request) }),
    encode: ({ clusterId, namespace, name, container }) => ({
      type: 'ticket',
      address: addressOf(`pods/${encodeURIComponent(name)}`, { cluster_id: String(clusterId), namespace, container }),
      data: ticketFields,
    }),
  }),
  row({
    method: 'GET',
    path: `${prefix}/pods/:name/terminal`,
    section: '2.1.7',
    accept: 'websocket',
    operation: open,
    query: terminalQuery,
    decode: (request) => ({ cluster: clusterOf(request), input: podInput(request) }),
    encode: ({ connect }) => ({ type: 'socket', protocols: channelProtocols, run: connect }),
  }),
  row({
    method: 'GET',
    path: `${prefix}/nodes/:name/terminal`,
    section: '7.8',
    operation: offerNode,
    query: nodeTerminalQuery,
    decode: (request) => ({ cluster: clusterOf(request), input: { name: request.params['name'] ?? '' } }),
    encode: ({ clusterId, name }) => ({
      type: 'ticket',
      address: addressOf(`nodes/${encodeURIComponent(name)}`, { cluster_id: String(clusterId) }),
      data: ticketFields,
    }),
  }),
  row({
    method: 'GET',
    path: `${prefix}/nodes/:name/terminal`,
    section: '7.8',
    accept: 'websocket',
    operation: openNode,
    query: nodeTerminalQuery,
    decode: (request) => ({ cluster: clusterOf(request), input: { name: request.params['name'] ?? '' } }),
    encode: ({ connect }) => ({ type: 'socket', protocols: channelProtocols, run: connect }),
  }),
];

const addressOf = (target: string, query: Record<string, string>): string =>
  `${prefix}/${target}/terminal?${new URLSearchParams(query).toString()}`;

const ticketFields = ({ url, token }: { url: string; token: string }) => ({ terminal_url: url, token });

const podInput = (request: WireRequest): TerminalInput => {
  const container = queryText(request, 'container');
  return {
    namespace: requiredNamespace(request),
    name: request.params['name'] ?? '',
    ...(container === undefined ? {} : { container }),
  };
};

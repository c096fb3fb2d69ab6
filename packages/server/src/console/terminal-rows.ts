import { consoleBase, type TerminalReply } from '@binnacle/api';
import { queryText, requiredText } from '../http/query.ts';
import { row, type Row, type SocketTicket, type WireRequest } from '../http/row.ts';
import { toRfc3339 } from '../services/resources/index.ts';
import { channelProtocols, type TerminalInput, type TerminalOperations } from '../services/terminals/index.ts';
import { nodeTerminalQuery, terminalQuery } from './parameters.ts';

const section = 'packages/api/src/terminal.ts';
const cluster = `${consoleBase}/clusters/:id`;

/** Terminals in containers and on nodes: plain requests are given an address, and the same address is the WebSocket. */
export const terminalRows = ({ offer, open, offerNode, openNode }: TerminalOperations): Row[] => [
  row({
    method: 'GET',
    path: `${cluster}/pods/:name/terminal`,
    section,
    operation: offer,
    query: terminalQuery,
    decode: (request) => ({ cluster: request.params['id'], input: podInput(request) }),
    encode: ({ clusterId, namespace, name, container }) => ({
      type: 'ticket',
      address: addressOf(clusterId, `pods/${encodeURIComponent(name)}`, { namespace, container }),
      data: toReply,
    }),
  }),
  row({
    method: 'GET',
    path: `${cluster}/pods/:name/terminal`,
    section,
    accept: 'websocket',
    operation: open,
    query: terminalQuery,
    decode: (request) => ({ cluster: request.params['id'], input: podInput(request) }),
    encode: ({ connect }) => ({ type: 'socket', protocols: channelProtocols, run: connect }),
  }),
  row({
    method: 'GET',
    path: `${cluster}/nodes/:name/terminal`,
    section,
    operation: offerNode,
    query: nodeTerminalQuery,
    decode: ({ params }) => ({ cluster: params['id'], input: { name: params['name'] ?? '' } }),
    encode: ({ clusterId, name }) => ({
      type: 'ticket',
      address: addressOf(clusterId, `nodes/${encodeURIComponent(name)}`, {}),
      data: toReply,
    }),
  }),
  row({
    method: 'GET',
    path: `${cluster}/nodes/:name/terminal`,
    section,
    accept: 'websocket',
    operation: openNode,
    query: nodeTerminalQuery,
    decode: ({ params }) => ({ cluster: params['id'], input: { name: params['name'] ?? '' } }),
    encode: ({ connect }) => ({ type: 'socket', protocols: channelProtocols, run: connect }),
  }),
];

const addressOf = (clusterId: number, target: string, query: Record<string, string>): string =>
  `${consoleBase}/clusters/${clusterId}/${target}/terminal?${new URLSearchParams(query).toString()}`;

const toReply = ({ url, token, expiresAt }: SocketTicket): TerminalReply => ({
  url,
  token,
  expires_at: toRfc3339(expiresAt),
});

const podInput = (request: WireRequest): TerminalInput => {
  const container = queryText(request, 'container');
  return {
    namespace: requiredText(request, 'namespace'),
    name: request.params['name'] ?? '',
    ...(container === undefined ? {} : { container }),
  };
};

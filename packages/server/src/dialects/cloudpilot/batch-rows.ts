import { Type } from 'typebox';
import { row, type Row, type SubRequest, type WireRequest } from '../../http/row.ts';
import { invalidField } from '../../services/errors.ts';
import {
  mostBatched,
  type BatchedRequest,
  type BatchInput,
  type ObserveOperations,
} from '../../services/observe/index.ts';
import { fieldsOf } from './fields.ts';

const path = '/k8s/batch';
/** Below this contract's prefixes, and no batch in a batch. */
const own = /^\/(k8s|istio|api\/istio)\/(?!batch(?:[/?]|$))[\w/-]+$/;

const body = Type.Object({
  requests: Type.Array(
    Type.Object({
      path: Type.String({ description: 'Of an endpoint of this contract, without a query' }),
      method: Type.Optional(Type.Union([Type.Literal('GET'), Type.Literal('POST')], { default: 'GET' })),
      params: Type.Optional(Type.Object({}, { description: 'Its parameters, by their names' })),
    }),
    { maxItems: mostBatched },
  ),
});

const requestOf = (given: unknown, index: number): BatchedRequest => {
  const where = `requests[${index}]`;
  if (typeof given !== 'object' || given === null) throw invalidField(where, 'must be a JSON object');
  const { path: address, method = 'GET', params = {} } = given as Record<string, unknown>;
  if (typeof address !== 'string' || !own.test(address))
    throw invalidField(`${where}.path`, 'must be the path of an endpoint of this contract, without a query');
  if (method !== 'GET' && method !== 'POST') throw invalidField(`${where}.method`, 'must be GET or POST');
  if (typeof params !== 'object' || params === null || Array.isArray(params))
    throw invalidField(`${where}.params`, 'must be a JSON object');
  return { method, path: address, parameters: params as Record<string, unknown> };
};

const inputOf = (request: WireRequest): BatchInput => {
  const { requests } = fieldsOf(request);
  if (!Array.isArray(requests)) throw invalidField('requests', 'must be a list of requests');
  return { requests: requests.map(requestOf) };
};

const toSubRequest = ({ method, path: address, parameters }: BatchedRequest): SubRequest => {
  if (method === 'POST') return { method, url: address, body: parameters };
  const query = new URLSearchParams(
    Object.entries(parameters)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  return { method, url: query === '' ? address : `${address}?${query}` };
};

/** Contract 002, "支持请求批处理，减少API调用次数": each answer as it would have come alone, in the order asked. */
export const batchRows = ({ operations: { observe } }: { operations: { observe: ObserveOperations } }): Row[] => [
  row({
    method: 'POST',
    path,
    section: '并发处理',
    operation: observe.batch,
    body,
    decode: (request) => ({ input: inputOf(request) }),
    encode: ({ requests }) => ({
      type: 'batch',
      requests: requests.map(toSubRequest),
      data: (replies) => ({
        responses: replies.map((reply, index) => ({
          path: requests[index]?.path,
          status: reply.status,
          ...(reply.body as object),
        })),
        count: replies.length,
      }),
    }),
  }),
];

import { consoleBase } from '@binnacle/api';
import { Type } from 'typebox';
import { row, type Answer, type Row, type WireRequest } from '../http/row.ts';
import type { TokenOperations } from '../services/clusters/index.ts';
import { bodyText } from './decoders.ts';

const base = `${consoleBase}/auth/cluster-tokens`;
const common = { section: 'packages/api/src/people.ts' };
const refOf = ({ params }: WireRequest): { ref: string } => ({ ref: params['id'] ?? '' });
const empty = (): Answer => ({ type: 'empty' });

/** The own tokens for clusters that are used with them. */
export const tokenRows = (operations: TokenOperations): Row[] => [
  row({
    ...common,
    method: 'GET',
    path: base,
    operation: operations.tokens,
    decode: () => ({ input: {} }),
    encode: (items) => ({
      type: 'data',
      data: { items: items.map(({ cluster: { record }, given }) => ({ id: record.id, name: record.name, given })) },
    }),
  }),
  row({
    ...common,
    method: 'PUT',
    path: `${base}/:id`,
    operation: operations.setToken,
    body: Type.Object({ token: Type.String() }),
    decode: (request) => ({ input: { ...refOf(request), token: bodyText(request, 'token') } }),
    encode: empty,
  }),
  row({
    ...common,
    method: 'DELETE',
    path: `${base}/:id`,
    operation: operations.removeToken,
    decode: (request) => ({ input: refOf(request) }),
    encode: empty,
  }),
];

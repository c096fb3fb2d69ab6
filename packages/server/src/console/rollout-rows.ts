import { consoleBase } from '@binnacle/api';
import { rolloutKind } from '@binnacle/rollouts/api';
import { queryText } from '../http/query.ts';
import { row, type Row, type WireRequest } from '../http/row.ts';
import type { FleetInput, RolloutOperations } from '../services/rollouts/index.ts';
import { fleetQuery, prospectQuery } from './parameters.ts';

const section = 'packages/api/src/rollouts.ts';
const path = `${consoleBase}/rollouts`;

const listOf = ({ query }: WireRequest, name: string): string[] | undefined => {
  const values = [query[name] ?? []].flat().filter((value) => value !== '');
  return values.length === 0 ? undefined : values;
};

const fleetInput = (request: WireRequest): FleetInput => {
  const clusters = listOf(request, 'cluster');
  const namespaces = listOf(request, 'namespace');
  const states = listOf(request, 'state');
  return {
    ...(clusters === undefined ? {} : { clusters }),
    ...(namespaces === undefined ? {} : { namespaces }),
    ...(states === undefined ? {} : { states }),
  };
};

/** Releases of all clusters. */
export const rolloutRows = (rollouts: RolloutOperations): Row[] => [
  row({
    method: 'GET',
    path,
    section,
    operation: rollouts.fleet,
    kind: rolloutKind,
    query: fleetQuery,
    decode: (request) => ({ input: fleetInput(request) }),
    encode: ({ parts, clusters }) => ({
      type: 'items',
      head: '{"items":[',
      items: parts,
      tail: `],"clusters":${JSON.stringify(clusters)}}`,
    }),
  }),
  row({
    method: 'GET',
    path,
    section,
    accept: 'text/event-stream',
    operation: rollouts.watchFleet,
    kind: rolloutKind,
    query: fleetQuery,
    decode: (request) => ({ input: fleetInput(request) }),
    encode: (run) => ({ type: 'events', run }),
  }),
  row({
    method: 'GET',
    path: `${path}/traffic`,
    section,
    operation: rollouts.traffic,
    kind: rolloutKind,
    query: fleetQuery,
    decode: (request) => ({ input: fleetInput(request) }),
    encode: (items) => ({ type: 'data', data: { items } }),
  }),
  row({
    method: 'GET',
    path: `${consoleBase}/clusters/:id/rollout-prospect`,
    section,
    operation: rollouts.prospect,
    kind: rolloutKind,
    query: prospectQuery,
    decode: (request) => ({
      cluster: request.params['id'],
      input: {
        namespace: queryText(request, 'namespace') ?? '',
        workload: {
          apiVersion: queryText(request, 'apiVersion') ?? '',
          kind: queryText(request, 'kind') ?? '',
          name: queryText(request, 'name') ?? '',
        },
      },
    }),
    encode: (data) => ({ type: 'data', data }),
  }),
];

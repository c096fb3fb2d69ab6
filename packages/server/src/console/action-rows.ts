import { consoleBase } from '@binnacle/api';
import { podKind } from '@binnacle/kube/api';
import { Type } from 'typebox';
import { row, type Row } from '../http/row.ts';
import { invalidField } from '../services/errors.ts';
import type { PodOperations } from '../services/pods/index.ts';
import type { ResourceOperations } from '../services/resources/index.ts';
import type { WorkloadOperations } from '../services/workloads/index.ts';
import { bodyOf, guarded, objectInput } from './decoders.ts';
import { shownObject } from './object-answer.ts';
import { objectQuery } from './parameters.ts';
import { toWireRelated, toWireRevision } from './wire.ts';

const section = 'packages/api/src/actions.ts';
const objectPath = `${consoleBase}/clusters/:id/resources/:group/:version/:plural/:name`;
const podsPath = `${consoleBase}/clusters/:id/resources/core/v1/pods/:name`;

const patchBody = Type.Object({
  patch: Type.Unsafe<unknown>({ type: ['object', 'array'], description: 'A merge patch; a list is a JSON patch' }),
  dry_run: Type.Optional(Type.Boolean()),
});
const rollbackBody = Type.Object({ revision: Type.Integer({ minimum: 0, description: '0: the one before' }) });
const evictBody = Type.Object({ grace_period_seconds: Type.Optional(Type.Integer({ minimum: 0 })) });

/** What can be done to one object beside replacing or deleting it. */
export const actionRows = ({
  resources,
  workloads,
  pods,
}: {
  resources: ResourceOperations;
  workloads: WorkloadOperations;
  pods: PodOperations;
}): Row[] => [
  row({
    method: 'PATCH',
    path: objectPath,
    section,
    operation: resources.patch,
    query: objectQuery,
    body: patchBody,
    decode: (request) => {
      const { patch, dry_run: dryRun } = bodyOf(request);
      if (patch === undefined) throw invalidField('patch', 'is required');
      return guarded({
        cluster: request.params['id'],
        input: {
          ...objectInput(request),
          // Checked by the operation's schema.
          patch: patch as Record<string, unknown>,
          ...(dryRun === undefined ? {} : { dryRun: dryRun as boolean }),
        },
      });
    },
    encode: (output, request) => ({ type: 'data', data: { object: shownObject(output, request) } }),
  }),
  row({
    method: 'GET',
    path: `${objectPath}/related`,
    section,
    operation: resources.related,
    query: objectQuery,
    decode: (request) => ({ cluster: request.params['id'], input: objectInput(request) }),
    encode: ({ to, from }) => ({ type: 'data', data: { to: to.map(toWireRelated), from: from.map(toWireRelated) } }),
  }),
  row({
    method: 'GET',
    path: `${objectPath}/revisions`,
    section,
    operation: workloads.revisions,
    query: objectQuery,
    decode: (request) => ({ cluster: request.params['id'], input: objectInput(request) }),
    encode: ({ items }) => ({ type: 'data', data: { items: items.map(toWireRevision) } }),
  }),
  row({
    method: 'POST',
    path: `${objectPath}/rollback`,
    section,
    operation: workloads.rollback,
    query: objectQuery,
    body: rollbackBody,
    decode: (request) => {
      const { revision } = bodyOf(request);
      if (revision === undefined) throw invalidField('revision', 'is required');
      return { cluster: request.params['id'], input: { ...objectInput(request), revision: revision as number } };
    },
    encode: ({ revision, unchanged }) => ({ type: 'data', data: { revision, unchanged } }),
  }),
  row({
    method: 'POST',
    path: `${objectPath}/trigger`,
    section,
    operation: workloads.trigger,
    query: objectQuery,
    decode: (request) => ({ cluster: request.params['id'], input: objectInput(request) }),
    encode: ({ job }) => ({ type: 'data', status: 201, data: { job } }),
  }),
  row({
    method: 'POST',
    path: `${podsPath}/evict`,
    section,
    kind: podKind,
    operation: pods.evict,
    query: objectQuery,
    body: evictBody,
    decode: (request) => {
      const { grace_period_seconds: grace } = bodyOf(request);
      const { name, namespace = '' } = objectInput({ ...request, params: { ...request.params, ...podAddress } });
      return {
        cluster: request.params['id'],
        input: { name, namespace, ...(grace === undefined ? {} : { gracePeriodSeconds: grace as number }) },
      };
    },
    encode: (output) => ({ type: 'data', data: output }),
  }),
];

const podAddress = { group: 'core', version: 'v1', plural: podKind.plural };

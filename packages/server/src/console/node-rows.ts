import { consoleBase } from '@binnacle/api';
import { nodeKind } from '@binnacle/kube/api';
import { Type } from 'typebox';
import { row, type Row, type WireRequest } from '../http/row.ts';
import { invalidField } from '../services/errors.ts';
import type { DrainInput, NodeOperations } from '../services/nodes/index.ts';
import { bodyFields, bodyOf } from './decoders.ts';
import { toWireDrain } from './wire.ts';

const section = 'packages/api/src/actions.ts';
const nodePath = `${consoleBase}/clusters/:id/resources/core/v1/nodes/:name`;

const flag = Type.Optional(Type.Boolean());
const scheduleBody = Type.Object({ schedulable: Type.Boolean() });
const drainBody = Type.Object({
  grace_period_seconds: Type.Optional(Type.Integer({ minimum: 0 })),
  timeout_seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_600 })),
  delete_empty_dir_data: flag,
  force: flag,
});

const drainFields = {
  grace_period_seconds: 'gracePeriodSeconds',
  timeout_seconds: 'timeoutSeconds',
  delete_empty_dir_data: 'deleteEmptyDirData',
  force: 'force',
};

const nameOf = ({ params }: WireRequest): { name: string } => ({ name: params['name'] ?? '' });

/** Keeping Pods off a node, and moving them off it. */
export const nodeRows = ({ nodes }: { nodes: NodeOperations }): Row[] => [
  row({
    method: 'POST',
    path: `${nodePath}/schedule`,
    section,
    kind: nodeKind,
    operation: nodes.schedule,
    body: scheduleBody,
    decode: (request) => {
      const { schedulable } = bodyOf(request);
      if (schedulable === undefined) throw invalidField('schedulable', 'is required');
      return { cluster: request.params['id'], input: { ...nameOf(request), schedulable: schedulable as boolean } };
    },
    encode: (output) => ({ type: 'data', data: output }),
  }),
  row({
    method: 'POST',
    path: `${nodePath}/drain`,
    section,
    kind: nodeKind,
    operation: nodes.drain,
    body: drainBody,
    decode: (request) => ({
      cluster: request.params['id'],
      input: { ...bodyFields(request, drainFields), ...nameOf(request) } as DrainInput,
    }),
    encode: (drain) => ({ type: 'data', status: 202, data: toWireDrain(drain) }),
  }),
  row({
    method: 'GET',
    path: `${nodePath}/drain`,
    section,
    kind: nodeKind,
    operation: nodes.drainState,
    decode: (request) => ({ cluster: request.params['id'], input: nameOf(request) }),
    encode: (drain) => ({ type: 'data', data: toWireDrain(drain) }),
  }),
  row({
    method: 'DELETE',
    path: `${nodePath}/drain`,
    section,
    kind: nodeKind,
    operation: nodes.cancelDrain,
    decode: (request) => ({ cluster: request.params['id'], input: nameOf(request) }),
    encode: (drain) => ({ type: 'data', data: toWireDrain(drain) }),
  }),
];

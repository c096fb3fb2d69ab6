import { nodeKind } from '@binnacle/kube/api';
import { row, type Row, type WireRequest } from '../../http/row.ts';
import { invalidField } from '../../services/errors.ts';
import type { Drain, DrainInput, NodeOperations } from '../../services/nodes/index.ts';
import { bodyCount, bodyFlag, bodyOf, clusterOf } from './decoders.ts';
import { drainBody, objectParameters, scheduleBody } from './parameters.ts';
import { prefix } from './resource-rows.ts';

/** Contract 001 §7.5 and §7.6; how far a drain is, and how it is stopped, beyond the document. */
export const nodeRows = ({ schedule, drain, drainState, cancelDrain }: NodeOperations): Row[] => [
  row({
    method: 'POST',
    path: `${prefix}/nodes/:name/schedule`,
    section: '7.5',
    operation: schedule,
    kind: nodeKind,
    body: scheduleBody,
    decode: (request) => {
      const schedulable = bodyFlag(request, 'schedulable');
      if (schedulable === undefined) throw invalidField('schedulable', 'is required');
      return { cluster: clusterOf(request), input: { name: nameOf(request), schedulable } };
    },
    encode: ({ schedulable, unchanged }) => ({ type: 'data', data: { schedulable, unchanged } }),
  }),
  row({
    method: 'POST',
    path: `${prefix}/nodes/:name/drain`,
    section: '7.6',
    operation: drain,
    kind: nodeKind,
    body: drainBody,
    decode: (request) => ({ cluster: clusterOf(request), input: drainInput(request) }),
    encode: (output) => ({ type: 'data', data: drainFields(output) }),
  }),
  row({
    method: 'GET',
    path: `${prefix}/nodes/:name/drain`,
    section: '7.6 (progress)',
    operation: drainState,
    kind: nodeKind,
    query: objectParameters(nodeKind),
    decode: (request) => ({ cluster: clusterOf(request), input: { name: nameOf(request) } }),
    encode: (output) => ({ type: 'data', data: drainFields(output) }),
  }),
  row({
    method: 'DELETE',
    path: `${prefix}/nodes/:name/drain`,
    section: '7.6 (cancel)',
    operation: cancelDrain,
    kind: nodeKind,
    query: objectParameters(nodeKind),
    decode: (request) => ({ cluster: clusterOf(request), input: { name: nameOf(request) } }),
    encode: (output) => ({ type: 'data', data: drainFields(output) }),
  }),
];

const nameOf = ({ params }: WireRequest): string => params['name'] ?? '';

const drainInput = (request: WireRequest): DrainInput => {
  const body = bodyOf(request);
  const input: DrainInput = { name: nameOf(request) };
  if (body['grace_period_seconds'] !== undefined) input.gracePeriodSeconds = bodyCount(request, 'grace_period_seconds');
  if (body['timeout_seconds'] !== undefined) input.timeoutSeconds = bodyCount(request, 'timeout_seconds');
  const flags = { ignoreDaemonSets: 'ignore_daemonsets', deleteEmptyDirData: 'delete_emptydir_data', force: 'force' };
  for (const [field, spelling] of Object.entries(flags) as [keyof typeof flags, string][]) {
    const flag = bodyFlag(request, spelling);
    if (flag !== undefined) input[field] = flag;
  }
  return input;
};

const drainFields = ({ node, state, message, startedAt, endedAt, pods }: Drain) => ({
  node,
  state,
  message: message ?? null,
  started_at: startedAt,
  ended_at: endedAt ?? null,
  pods: pods.map((pod) => ({ namespace: pod.namespace, name: pod.name, state: pod.state, reason: pod.reason ?? null })),
});

import { podKind } from '@binnacle/kube/api';
import { invalidField } from '../../services/errors.ts';
import type { WireRequest } from '../../http/row.ts';
import type { Row } from '../../http/row.ts';
import type { LogsInput, PodOperations } from '../../services/pods/index.ts';
import { fieldsOf, required, wholeOf } from './fields.ts';
import { logFields, longestAgo, mostBytes, mostLines, usualLines } from './log-codecs.ts';
import { containerLogParameters, podLogParameters } from './parameters.ts';
import { clusterFields, reads } from './reads.ts';

/** `lines`, for which `tail_lines` is another name, and `since_seconds`. */
export const amountOf = (request: WireRequest): { lines: number; sinceSeconds: number | undefined } => {
  const fields = fieldsOf(request);
  const bounds = { minimum: 1, maximum: mostLines };
  const lines = wholeOf(fields, 'lines', bounds);
  const alias = wholeOf(fields, 'tail_lines', bounds);
  if (lines !== undefined && alias !== undefined && lines !== alias)
    throw invalidField('tail_lines', 'is another name for lines: give one of them');
  return {
    lines: lines ?? alias ?? usualLines,
    sinceSeconds: wholeOf(fields, 'since_seconds', { minimum: 1, maximum: longestAgo }),
  };
};

/** How much of the log is read. */
export const limitsOf = (request: WireRequest): { tailLines: number; limitBytes: number; sinceSeconds?: number } => {
  const { lines, sinceSeconds } = amountOf(request);
  return { tailLines: lines, limitBytes: mostBytes, ...(sinceSeconds === undefined ? {} : { sinceSeconds }) };
};

const logInput = (request: WireRequest, withContainer: boolean): LogsInput => {
  const fields = fieldsOf(request);
  return {
    namespace: required(fields, 'namespace'),
    name: required(fields, 'pod_name'),
    ...(withContainer ? { container: required(fields, 'container_name') } : {}),
    timestamps: true,
    ...limitsOf(request),
  };
};

export const logRows = ({ operations: { pods } }: { operations: { pods: PodOperations } }): Row[] =>
  [
    { path: 'pod', parameters: podLogParameters, withContainer: false },
    { path: 'container', parameters: containerLogParameters, withContainer: true },
  ].flatMap(({ path, parameters, withContainer }) =>
    reads({
      paths: [`/k8s/resources/logs/${path}`],
      section: '日志管理',
      operation: pods.logs,
      kind: podKind,
      parameters,
      input: (request) => logInput(request, withContainer),
      encode: async ({ container, stream }, request) => {
        const { namespace, name } = logInput(request, withContainer);
        const fields = await logFields(stream, { pod: name, namespace, container, ...amountOf(request) });
        return { type: 'data', data: { ...clusterFields(request), ...fields } };
      },
    }),
  );

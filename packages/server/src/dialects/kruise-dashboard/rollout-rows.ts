import { rolloutKind } from '@binnacle/rollouts/api';
import type { Clock } from '@binnacle/kube/clock';
import { row, type Row, type WireRequest } from '../../http/row.ts';
import { largestPage } from '../../services/resources/index.ts';
import { streamRollouts, type RolloutOperations } from '../../services/rollouts/index.ts';
import {
  activeAnswer,
  analysisFields,
  createEventFrames,
  historyFields,
  messageFields,
  podsFields,
  rollbackFields,
  rolloutAnswer,
  rolloutsAnswer,
  setImageFields,
} from './codecs.ts';
import { clusterOf, jumpInput, rolloutOf, setImageInput } from './decoders.ts';
import { clusterQuery, jumpBody, setImageBody } from './parameters.ts';

export const prefix = '/api/v1';

export interface RolloutRowsOptions {
  rollouts: RolloutOperations;
  clock: Clock;
}

/** Contract 000, "Rollout 管理". */
export const rolloutRows = (options: RolloutRowsOptions): Row[] => [
  ...readRows(options.rollouts),
  ...actionRows(options.rollouts),
  ...watchRows(options),
];

const queries = '查询接口';
const controls = '控制接口';

const oneOf = (request: WireRequest) => ({ cluster: clusterOf(request), input: rolloutOf(request) });

const listOf = (request: WireRequest) => ({
  cluster: clusterOf(request),
  input: { namespaces: [request.params['namespace'] ?? ''], offset: 0, limit: largestPage },
});

const readRows = (rollouts: RolloutOperations): Row[] => [
  ...['/rollout/:namespace/:name', '/rollout/status/:namespace/:name'].map((path) =>
    row({
      method: 'GET',
      path: prefix + path,
      section: queries,
      operation: rollouts.get,
      kind: rolloutKind,
      query: clusterQuery,
      decode: oneOf,
      encode: ({ bytes }) => rolloutAnswer(bytes),
    }),
  ),
  row({
    method: 'GET',
    path: `${prefix}/rollout/list/:namespace`,
    section: queries,
    operation: rollouts.list,
    kind: rolloutKind,
    query: clusterQuery,
    decode: listOf,
    encode: ({ view, limit }, { params }) => rolloutsAnswer(view.page(0, limit), params['namespace'] ?? ''),
  }),
  row({
    method: 'GET',
    path: `${prefix}/rollout/active/:namespace`,
    section: queries,
    operation: rollouts.list,
    kind: rolloutKind,
    query: clusterQuery,
    decode: listOf,
    encode: ({ view, limit }) => activeAnswer(view.page(0, limit)),
  }),
  row({
    method: 'GET',
    path: `${prefix}/rollout/:namespace/:name/pods`,
    section: queries,
    operation: rollouts.pods,
    kind: rolloutKind,
    query: clusterQuery,
    decode: (request) => ({ cluster: clusterOf(request), input: rolloutOf(request) }),
    encode: (output) => ({ type: 'data', data: podsFields(output) }),
  }),
  row({
    method: 'GET',
    path: `${prefix}/rollout/history/:namespace/:name`,
    section: queries,
    operation: rollouts.history,
    kind: rolloutKind,
    query: clusterQuery,
    decode: (request) => ({ cluster: clusterOf(request), input: rolloutOf(request) }),
    encode: (output) => ({ type: 'data', data: historyFields(output) }),
  }),
  row({
    method: 'GET',
    path: `${prefix}/rollout/:namespace/:name/analysis`,
    section: 'Analysis 占位接口',
    operation: rollouts.analysis,
    kind: rolloutKind,
    query: clusterQuery,
    decode: (request) => ({ cluster: clusterOf(request), input: rolloutOf(request) }),
    encode: (output) => ({ type: 'data', data: analysisFields(output) }),
  }),
];

/** Actions that take nothing but the Rollout's address; `abort` is `disable`, as the document has it. */
const plainActions = {
  pause: 'pause',
  resume: 'resume',
  enable: 'enable',
  disable: 'disable',
  abort: 'disable',
  restart: 'restart',
  retry: 'retry',
  promote: 'promote',
  approve: 'approve',
} as const;

const actionRows = (rollouts: RolloutOperations): Row[] => [
  ...Object.entries(plainActions).map(([action, operation]) =>
    row({
      method: 'POST',
      path: `${prefix}/rollout/${action}/:namespace/:name`,
      section: controls,
      operation: rollouts[operation],
      kind: rolloutKind,
      query: clusterQuery,
      decode: (request) => ({ cluster: clusterOf(request), input: rolloutOf(request) }),
      encode: (output) => ({ type: 'data', data: messageFields(output) }),
    }),
  ),
  ...(['rollback', 'undo'] as const).map((action) =>
    row({
      method: 'POST',
      path: `${prefix}/rollout/${action}/:namespace/:name`,
      section: controls,
      operation: rollouts[action],
      kind: rolloutKind,
      query: clusterQuery,
      decode: (request) => ({ cluster: clusterOf(request), input: rolloutOf(request) }),
      encode: (output, request) => ({ type: 'data', data: rollbackFields(rolloutOf(request))(output) }),
    }),
  ),
  row({
    method: 'POST',
    path: `${prefix}/rollout/set-image/:namespace/:name`,
    section: 'Set Image 请求体',
    operation: rollouts.setImage,
    kind: rolloutKind,
    query: clusterQuery,
    body: setImageBody,
    decode: (request) => ({ cluster: clusterOf(request), input: setImageInput(request) }),
    encode: (output, request) => ({ type: 'data', data: setImageFields(setImageInput(request))(output) }),
  }),
  // Beyond the document.
  row({
    method: 'POST',
    path: `${prefix}/rollout/jump/:namespace/:name`,
    section: controls,
    operation: rollouts.jump,
    kind: rolloutKind,
    query: clusterQuery,
    body: jumpBody,
    decode: (request) => ({ cluster: clusterOf(request), input: jumpInput(request) }),
    encode: (output) => ({ type: 'data', data: messageFields(output) }),
  }),
];

/** `/rollout/watch` alone, for all namespaces, is beyond the document. */
const watchRows = ({ rollouts, clock }: RolloutRowsOptions): Row[] =>
  ['/rollout/watch', '/rollout/watch/:namespace', '/rollout/watch/:namespace/:name'].map((path) =>
    row({
      method: 'GET',
      path: prefix + path,
      section: 'Rollout Watch（SSE）',
      operation: rollouts.watch,
      media: ['text/event-stream'],
      kind: rolloutKind,
      query: clusterQuery,
      decode: (request) => {
        const { namespace, name } = request.params;
        return {
          cluster: clusterOf(request),
          input: { ...(namespace === undefined ? {} : { namespace }), ...(name === undefined ? {} : { name }) },
        };
      },
      encode: (output) => ({
        type: 'events',
        run: (sink) => streamRollouts(output, { sink, clock, frame: createEventFrames(output, clock) }),
      }),
    }),
  );

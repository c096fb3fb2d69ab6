import { consoleBase, type UndoReply } from '@binnacle/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { row, type Row } from '../http/row.ts';
import { stated, type UndoOperations } from '../services/undo/index.ts';
import { changesBetween } from '../services/workloads/index.ts';
import { bodyFields, guarded, objectInput } from './decoders.ts';
import { objectQuery, undoBody } from './parameters.ts';

/** Taking changes back. */
export const undoRows = ({ undo }: UndoOperations): Row[] => [
  row({
    method: 'POST',
    path: `${consoleBase}/clusters/:id/resources/:group/:version/:plural/:name/undo`,
    section: 'packages/api/src/manifests.ts',
    operation: undo,
    query: objectQuery,
    body: undoBody,
    decode: (request) =>
      guarded({
        cluster: request.params['id'],
        input: { ...objectInput(request), ...bodyFields(request, { entry: 'entry', dry_run: 'dryRun' }) } as Parameters<
          typeof undo.run
        >[0],
      }),
    encode: ({ outcome, kept, live, result }) => {
      const changes = changesBetween(statedOf(live), statedOf(result));
      const data: UndoReply = { outcome, kept: [...kept], changes };
      return { type: 'data', data };
    },
  }),
];

const statedOf = (object: UnstructuredObject | undefined): object => (object === undefined ? {} : stated(object));

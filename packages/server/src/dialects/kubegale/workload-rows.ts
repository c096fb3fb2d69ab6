import type { Kind } from '@binnacle/kube/api';
import { row, type Row } from '../../http/row.ts';
import type { Revision, WorkloadOperations } from '../../services/workloads/index.ts';
import { bodyCount, clusterOf, objectInput } from './decoders.ts';
import { itemsAnswer } from './envelope.ts';
import { objectParameters, rollbackBody, scaleBody } from './parameters.ts';
import { prefix } from './resource-rows.ts';

type WorkloadAction = 'scale' | 'rollback' | 'revisions' | 'restart';

/** Contract 001 §2.2.6–2.2.8 for each workload kind. What has no meaning for one is refused by its operation with 1001. */
export const workloadRows = (
  workloads: WorkloadOperations,
  kind: Kind,
  sections: Partial<Record<WorkloadAction, string>>,
): Row[] =>
  (Object.entries(sections) as [WorkloadAction, string][]).map(([action, section]) =>
    makers[action](workloads, kind, section),
  );

/** As contracts/README.md, 001, spells a revision, and what changed with it. */
const revisionFields = ({ revision, name, createdAt, images, changeCause, current, template, changes }: Revision) => ({
  revision,
  name,
  created_at: createdAt,
  images,
  change_cause: changeCause,
  current,
  template,
  changes,
});

const makers: Record<WorkloadAction, (workloads: WorkloadOperations, kind: Kind, section: string) => Row> = {
  scale: ({ scale }, kind, section) =>
    row({
      method: 'POST',
      path: `${prefix}/${kind.plural}/:name/scale`,
      section,
      operation: scale,
      kind,
      body: scaleBody,
      decode: (request) => ({
        cluster: clusterOf(request),
        input: { ...objectInput(request, kind), replicas: bodyCount(request, 'replicas') },
      }),
      encode: ({ replicas, previous }) => ({ type: 'data', data: { replicas, previous } }),
    }),
  rollback: ({ rollback }, kind, section) =>
    row({
      method: 'POST',
      path: `${prefix}/${kind.plural}/:name/rollback`,
      section,
      operation: rollback,
      kind,
      body: rollbackBody,
      decode: (request) => ({
        cluster: clusterOf(request),
        input: { ...objectInput(request, kind), revision: bodyCount(request, 'revision') },
      }),
      encode: ({ revision, unchanged }) => ({ type: 'data', data: { revision, unchanged } }),
    }),
  revisions: ({ revisions }, kind, section) =>
    row({
      method: 'GET',
      path: `${prefix}/${kind.plural}/:name/revisions`,
      section,
      operation: revisions,
      kind,
      query: objectParameters(kind),
      decode: (request) => ({ cluster: clusterOf(request), input: objectInput(request, kind) }),
      encode: ({ items }) => itemsAnswer(items.map(revisionFields)),
    }),
  restart: ({ restart }, kind, section) =>
    row({
      method: 'POST',
      path: `${prefix}/${kind.plural}/:name/restart`,
      section,
      operation: restart,
      kind,
      body: objectParameters(kind),
      decode: (request) => ({ cluster: clusterOf(request), input: objectInput(request, kind) }),
      encode: ({ restartedAt }) => ({ type: 'data', data: { restarted_at: restartedAt } }),
    }),
};

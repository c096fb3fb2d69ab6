import type { PodTemplateSpec } from '@binnacle/kube/api';
import type { Row as CachedRow } from '@binnacle/kube/watch';
import type { Rollout } from '@binnacle/rollouts/api';
import type { RolloutAnalysis } from '@binnacle/api';
import {
  rolloutOfRow,
  type AnalysisOutput,
  type RolloutActionOutput,
  type RolloutEvent,
  type RolloutHistoryOutput,
  type RolloutInput,
  type RolloutPodsOutput,
  type RolloutRevision,
  type SetImageInput,
} from '../../services/rollouts/index.ts';
import type { Clock } from '@binnacle/kube/clock';
import { toFrame, toRfc3339 } from '../../services/resources/index.ts';
import type { Answer } from '../../http/row.ts';

/**
 * A Rollout as front ends written to the document expect it: with a `spec.paused` that the resource does not have. Source:
 * contracts/README.md, 000.
 */
const withPaused = (bytes: Buffer): Buffer => {
  const rollout: Partial<Rollout> = rolloutOfRow({ bytes });
  const paused = rollout.spec?.strategy?.paused ?? false;
  return Buffer.from(JSON.stringify({ ...rollout, spec: { ...rollout.spec, paused } }));
};

/** Rows are replaced, never changed, so each is encoded once for all its readers. */
const encodedRows = new WeakMap<CachedRow, Buffer>();

const rolloutBytes = (row: CachedRow): Buffer => {
  const bytes = encodedRows.get(row) ?? withPaused(row.bytes);
  encodedRows.set(row, bytes);
  return bytes;
};

export const rolloutAnswer = (bytes: Buffer): Answer => ({
  type: 'json',
  head: '{"data":',
  bytes: withPaused(bytes),
  tail: '}',
});

/** `{rollouts, total, namespace}` */
export const rolloutsAnswer = (rows: readonly CachedRow[], namespace: string): Answer => ({
  type: 'items',
  head: '{"data":{"rollouts":[',
  items: rows.map(rolloutBytes),
  tail: `],"total":${rows.length},"namespace":${JSON.stringify(namespace)}}}`,
});

/** Rollouts that release something or wait to be confirmed. Source: contracts/README.md, 000, `active`. */
export const isActive = ({ cells: [phase] }: CachedRow): boolean => phase === 'Progressing';

export const activeAnswer = (rows: readonly CachedRow[]): Answer => ({
  type: 'items',
  head: '{"data":[',
  items: rows.filter(isActive).map(rolloutBytes),
  tail: ']}',
});

export const messageFields = ({ message }: RolloutActionOutput): unknown => ({ message });

export const rollbackFields =
  ({ namespace, name }: RolloutInput) =>
  ({ message, workload, revision }: RolloutActionOutput): unknown => ({
    message,
    rollout: name,
    namespace,
    workloadKind: workload?.kind ?? '',
    workloadName: workload?.name ?? '',
    stableRevision: revision ?? '',
  });

export const setImageFields =
  ({ namespace, name, container, image, initContainer = false }: SetImageInput) =>
  ({ message, workload }: RolloutActionOutput): unknown => ({
    message,
    namespace,
    rollout: name,
    workloadKind: workload?.kind ?? '',
    workloadName: workload?.name ?? '',
    container,
    image,
    initContainer,
  });

const containersOf = (template: PodTemplateSpec | undefined) => [
  ...(template?.spec?.initContainers ?? []).map(({ name, image }) => ({ name, image, type: 'initContainer' })),
  ...(template?.spec?.containers ?? []).map(({ name, image }) => ({ name, image, type: 'container' })),
];

const revisionFields = (revision: RolloutRevision) => ({
  name: revision.name,
  revision: String(revision.revision),
  podTemplateHash: revision.hash,
  isStable: revision.isStable,
  isCanary: revision.isCanary,
  replicas: revision.pods.length,
  readyReplicas: revision.readyPods,
  pods: revision.pods,
  containers: containersOf(revision.template),
});

export const podsFields = ({ workload, pods, revisions, template }: RolloutPodsOutput): unknown => ({
  pods,
  workloadRef: workload ?? null,
  ...(template === undefined ? {} : { revisions: revisions.map(revisionFields), containers: containersOf(template) }),
});

/** Source: contracts/README.md, 000, `history`. */
export const historyFields = ({ revisions, histories }: RolloutHistoryOutput): unknown => {
  const fromRevisions = revisions.map((revision) => ({
    revision: String(revision.revision),
    rollout_id: null,
    created_at: revision.createdAt,
    status: revision.isStable ? 'stable' : revision.isCanary ? 'canary' : 'former',
    images: containersOf(revision.template).map(({ image }) => image),
    steps: [],
    changes: revision.changes,
  }));
  const fromHistories = histories.map(({ metadata, spec, status }) => ({
    revision: metadata.name,
    rollout_id: spec?.rollout?.rolloutID ?? null,
    created_at: metadata.creationTimestamp ?? '',
    status: status?.phase ?? '',
    images: containersOf((spec?.workload?.data as { template?: PodTemplateSpec } | undefined)?.template).map(
      ({ image }) => image,
    ),
    steps: status?.canarySteps ?? [],
  }));
  const history = [...fromRevisions, ...fromHistories];
  return { history: history.sort((a, b) => b.created_at.localeCompare(a.created_at)) };
};

/** Contract 000, "Analysis 占位接口": until a source is configured. */
const analysisPlaceholder: RolloutAnalysis = {
  source: 'placeholder',
  status: 'not_configured',
  code: 'ANALYSIS_SOURCE_NOT_CONFIGURED',
  summary: 'Analysis data source is not configured yet',
  runs: [],
};

const analysisWords = {
  unavailable: { status: 'pending', code: 'ANALYSIS_SOURCE_UNAVAILABLE' },
  pending: { status: 'pending', code: 'ANALYSIS_PENDING' },
  running: { status: 'running', code: 'ANALYSIS_RUNNING' },
  idle: { status: 'completed', code: 'ANALYSIS_COMPLETED' },
} as const;

/** With `measured`, which is beyond the document, once a source is configured. */
export const analysisFields = ({ state, ...told }: AnalysisOutput): RolloutAnalysis =>
  state === 'unconfigured' ? analysisPlaceholder : { source: 'prometheus', ...analysisWords[state], ...told };

/** Contract 000, "SSE 事件数据格式". */
const eventData = ({ row, message }: RolloutEvent, watched: Partial<RolloutInput>, ts: string): string => {
  const head = JSON.stringify({
    type: 'rollout',
    namespace: row?.namespace ?? watched.namespace ?? '',
    name: row?.name ?? watched.name ?? '',
    resourceVersion: row?.resourceVersion ?? '',
  });
  const tail = JSON.stringify({ ts, ...(message === undefined ? {} : { message }) });
  return `${head.slice(0, -1)},"rollout":${row === undefined ? 'null' : rolloutBytes(row).toString('utf8')},${tail.slice(1)}`;
};

/** Of each row its last event: what all who watch are told within the same second is framed once. */
const frames = new WeakMap<CachedRow, { type: string; ts: string; frame: Buffer }>();

export const createEventFrames =
  (watched: Partial<RolloutInput>, clock: Pick<Clock, 'now'>) =>
  (event: RolloutEvent): Buffer => {
    const { type, row } = event;
    const ts = toRfc3339(clock.now());
    const known = row && frames.get(row);
    if (known?.type === type && known.ts === ts) return known.frame;
    const frame = Buffer.from(toFrame(type, eventData(event, watched, ts), row?.resourceVersion));
    if (row) frames.set(row, { type, ts, frame });
    return frame;
  };

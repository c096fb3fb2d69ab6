/** Revisions of a native DaemonSet, which its status does not name (rules §2.2). */
import type { ControllerRevision, DaemonSet } from '@binnacle/kube/api';
import { controllerRevisionKind } from '@binnacle/kube/api';
import { annotations, labels } from '../../api/index.ts';
import type { Reader } from '../../cluster/reader.ts';

export interface DaemonSetRevisions {
  /** Hashes; empty when unknown. */
  stable: string;
  canary: string;
}

/** What was stable when the release began, from the annotation. */
const remembered = ({ metadata }: DaemonSet): string | undefined => {
  try {
    const value = JSON.parse(metadata.annotations?.[annotations.daemonSetRevision] ?? '{}') as Record<string, unknown>;
    const stable = value['stable-revision'];
    return typeof stable === 'string' && stable !== '' ? stable : undefined;
  } catch {
    return undefined;
  }
};

/**
 * The newest revision, and the one before it. A rollback makes the stable revision the newest: which one it is was written
 * down when the release began.
 */
export const daemonSetRevisions = (workload: DaemonSet, reader: Reader): DaemonSetRevisions => {
  const [newest, before] = reader
    .list<ControllerRevision>(
      controllerRevisionKind,
      workload.metadata.namespace ?? '',
      workload.spec.selector.matchLabels ?? {},
    )
    .filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === workload.metadata.uid))
    .sort((a, b) => b.revision - a.revision)
    .map(({ metadata }) => metadata.labels?.[labels.controllerRevisionHash] ?? '');
  return { canary: newest ?? '', stable: remembered(workload) ?? before ?? '' };
};

/** The annotation's value. */
export const revisionsText = ({ canary, stable }: DaemonSetRevisions): string =>
  JSON.stringify({ 'canary-revision': canary, 'stable-revision': stable });

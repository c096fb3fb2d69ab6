/** The history of templates that StatefulSets and DaemonSets keep as ControllerRevisions. */
import { isDeepStrictEqual } from 'node:util';
import { isConflict, isNotFound, type KubeObject } from '@binnacle/kube/api';
import { fromTime, refs, toControllerRef, type PodTemplate } from '../local/objects.ts';
import type { ControllerRevision } from '../local/workloads.ts';
import type { LocalClient } from '../types.ts';
import { templateHash } from './deployment/revision.ts';

/** On pods: the revision that they were made from. */
export const revisionHashLabel = 'controller-revision-hash';

interface Data {
  spec: { template: PodTemplate & { $patch?: string } };
}

const dataOf = (template: PodTemplate): Data => ({ spec: { template: { ...template, $patch: 'replace' } } });

/** The template that a revision holds. */
export const templateOfRevision = ({ data }: ControllerRevision): PodTemplate => {
  const { $patch: _, ...template } = (data as Data).spec.template;
  return template;
};

/** Oldest first. */
export const sortRevisions = (revisions: readonly ControllerRevision[]): ControllerRevision[] =>
  [...revisions].sort(
    (a, b) =>
      a.revision - b.revision ||
      fromTime(a.metadata.creationTimestamp) - fromTime(b.metadata.creationTimestamp) ||
      (a.metadata.name < b.metadata.name ? -1 : 1),
  );

/**
 * The revision of the owner's present template: found, raised to the newest when an older one returns, or made.
 * `hashLabel` is the label that carries the hash in its name.
 */
export const ensureRevision = async (
  client: LocalClient,
  owner: KubeObject & { spec: { template: PodTemplate } },
  { held, hashLabel }: { held: readonly ControllerRevision[]; hashLabel: string },
): Promise<ControllerRevision> => {
  const sorted = sortRevisions(held);
  const data = dataOf(owner.spec.template);
  const newest = sorted.at(-1);
  const revision = (newest?.revision ?? 0) + 1;
  const equal = sorted.filter((candidate) => isDeepStrictEqual(candidate.data, data)).at(-1);
  if (equal !== undefined && equal === newest) return equal;
  if (equal !== undefined) return client.update(refs.controllerRevisions, { ...equal, revision });
  // With the kind: a StatefulSet and a DaemonSet of one name must not claim one revision.
  const hash = templateHash({ kind: owner.kind, template: owner.spec.template });
  const { name, namespace, annotations } = owner.metadata;
  return client.create<ControllerRevision>(refs.controllerRevisions, {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels: { ...owner.spec.template.metadata?.labels, [hashLabel]: hash },
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [toControllerRef(owner)],
    },
    data,
    revision,
  });
};

/** Deletes the oldest revisions beyond the limit that nothing lives by. */
export const truncateRevisions = async (
  client: LocalClient,
  held: readonly ControllerRevision[],
  { isLive, limit }: { isLive: (revision: ControllerRevision) => boolean; limit: number },
): Promise<void> => {
  const idle = sortRevisions(held).filter((revision) => !isLive(revision));
  for (const { metadata } of idle.slice(0, Math.max(0, idle.length - limit))) {
    const { namespace, name, uid } = metadata;
    await client
      .delete(refs.controllerRevisions, { namespace, name }, { preconditions: { uid } })
      .catch((error: unknown) => {
        if (!isNotFound(error) && !isConflict(error)) throw error;
      });
  }
};

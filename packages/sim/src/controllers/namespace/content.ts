import type { Condition } from '../../local/objects.ts';
import { toTime } from '../../local/objects.ts';

/** What is left in a namespace that is being deleted. */
export interface Remaining {
  /** Count by `plural.group`, or `plural` in the core group. */
  resources: ReadonlyMap<string, number>;
  /** Count by finalizer. */
  finalizers: ReadonlyMap<string, number>;
}

const list = (counts: ReadonlyMap<string, number>, format: (name: string, count: number) => string): string =>
  [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => format(name, count))
    .join(', ');

/** The conditions of a terminating namespace, in upstream's words. */
export const deletionConditions = (
  held: readonly Condition[],
  { resources, finalizers }: Remaining,
  now: number,
): Condition[] => {
  const drafts: Pick<Condition, 'type' | 'status' | 'reason' | 'message'>[] = [
    {
      type: 'NamespaceDeletionDiscoveryFailure',
      status: 'False',
      reason: 'ResourcesDiscovered',
      message: 'All resources successfully discovered',
    },
    {
      type: 'NamespaceDeletionGroupVersionParsingFailure',
      status: 'False',
      reason: 'ParsedGroupVersions',
      message: 'All legacy kube types successfully parsed',
    },
    {
      type: 'NamespaceDeletionContentFailure',
      status: 'False',
      reason: 'ContentDeleted',
      message: 'All content successfully deleted, may be waiting on finalization',
    },
    resources.size > 0
      ? {
          type: 'NamespaceContentRemaining',
          status: 'True',
          reason: 'SomeResourcesRemain',
          message: `Some resources are remaining: ${list(resources, (name, count) => `${name} has ${count} resource instances`)}`,
        }
      : {
          type: 'NamespaceContentRemaining',
          status: 'False',
          reason: 'ContentRemoved',
          message: 'All content successfully removed',
        },
    finalizers.size > 0
      ? {
          type: 'NamespaceFinalizersRemaining',
          status: 'True',
          reason: 'SomeFinalizersRemain',
          message: `Some content in the namespace has finalizers remaining: ${list(finalizers, (name, count) => `${name} in ${count} resource instances`)}`,
        }
      : {
          type: 'NamespaceFinalizersRemaining',
          status: 'False',
          reason: 'ContentHasNoFinalizers',
          message: 'All content-preserving finalizers finished',
        },
  ];
  const types = new Set(drafts.map(({ type }) => type));
  return [
    ...held.filter(({ type }) => !types.has(type)),
    ...drafts.map((draft): Condition => {
      const before = held.find(({ type }) => type === draft.type);
      const lastTransitionTime =
        before?.status === draft.status ? (before.lastTransitionTime ?? toTime(now)) : toTime(now);
      return { ...draft, lastTransitionTime };
    }),
  ];
};

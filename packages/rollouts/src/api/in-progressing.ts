import type { Rollout } from './rollout.ts';

/** What admission writes into the in-progressing annotation of a workload whose change it holds for a Rollout. */
export const inProgressOf = (rollout: Rollout): string => JSON.stringify({ rolloutName: rollout.metadata.name });

/** The Rollout that the in-progressing annotation names; '' when it names none. */
export const holderOf = (text = ''): string => {
  try {
    return (JSON.parse(text) as { rolloutName?: string } | null)?.rolloutName ?? '';
  } catch {
    return '';
  }
};

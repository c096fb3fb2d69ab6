/**
 * What BatchReleases have come to. Their Rollouts go by it before it is told in a status: it follows from the plan and
 * the workload, so a controller that begins anew comes to the same.
 */
import type { BatchRelease, BatchReleaseStatus } from './api/index.ts';
import { sameJson } from './api/index.ts';

interface Answer {
  uid: string | undefined;
  status: BatchReleaseStatus;
}

/** By key; of each BatchRelease the newest. */
export interface Answers {
  /** True when it is another than before. */
  put(key: string, release: BatchRelease, status: BatchReleaseStatus): boolean;
  /** The BatchRelease with what it has come to as its status. */
  on<T extends BatchRelease | undefined>(key: string, release: T): T;
  forget(key: string): void;
}

export const createAnswers = (): Answers => {
  const answers = new Map<string, Answer>();
  return {
    put: (key, { metadata: { uid } }, status) => {
      const known = answers.get(key);
      if (known?.uid === uid && sameJson(known?.status, status)) return false;
      answers.set(key, { uid, status });
      return true;
    },
    on: (key, release) => {
      const known = answers.get(key);
      return release === undefined || known === undefined || known.uid !== release.metadata.uid
        ? release
        : { ...release, status: known.status };
    },
    forget: (key) => void answers.delete(key),
  };
};

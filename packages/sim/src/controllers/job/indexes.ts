/** Completion indexes of Indexed Jobs, and how the status spells them. */
import type { Pod } from '../../local/objects.ts';

export const indexAnnotation = 'batch.kubernetes.io/job-completion-index';

/** Undefined for a pod without an index. */
export const indexOf = (pod: Pod): number | undefined => {
  const text = pod.metadata.annotations?.[indexAnnotation] ?? '';
  return /^\d+$/.test(text) ? Number(text) : undefined;
};

/** `0,2-5` to a set, up to `limit` exclusive. */
export const parseIndexes = (text: string, limit: number): Set<number> => {
  const indexes = new Set<number>();
  for (const part of text === '' ? [] : text.split(',')) {
    const [first = 0, last = first] = part.split('-').map(Number);
    for (let index = first; index <= last && index < limit; index++) indexes.add(index);
  }
  return indexes;
};

/** Runs of three and more as `first-last`. */
export const formatIndexes = (indexes: Iterable<number>): string => {
  const runs: [number, number][] = [];
  for (const index of [...indexes].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === index - 1) last[1] = index;
    else runs.push([index, index]);
  }
  return runs
    .map(([first, last]) => (first === last ? `${first}` : `${first}${last === first + 1 ? ',' : '-'}${last}`))
    .join(',');
};

/** The most replicas a Kubernetes scale accepts. */
const most = 2 ** 31 - 1;

/** Why a number of replicas cannot be asked for; undefined when it can. */
export type ReplicasProblem = 'missing' | 'notWhole' | 'negative' | 'tooLarge';

/** Reads what was typed as a number of replicas. */
export const parseReplicas = (text: string | number): { replicas: number } | { problem: ReplicasProblem } => {
  const trimmed = String(text).trim();
  if (trimmed === '') return { problem: 'missing' };
  const value = Number(trimmed);
  if (!Number.isInteger(value)) return { problem: 'notWhole' };
  if (value < 0) return { problem: 'negative' };
  return value > most ? { problem: 'tooLarge' } : { replicas: value };
};

import type { TFunction } from 'i18next';

/** A step's share of Pods and of requests in words: `60% of Pods, 50% of requests`. */
export const stepWords = (
  { replicas, traffic }: { replicas: string; traffic: number | null },
  t: TFunction,
): string => {
  const pods = replicas.endsWith('%')
    ? t('rollouts.shareOfPods', { share: replicas })
    : t('rollouts.countOfPods', { count: Number(replicas), shown: replicas });
  return traffic === null ? pods : `${pods}, ${t('rollouts.shareOfRequests', { share: `${traffic}%` })}`;
};

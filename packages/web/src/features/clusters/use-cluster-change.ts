import type { ClusterInput, ClusterSummary } from '@binnacle/api';
import { useTranslation } from 'react-i18next';
import { askAgain } from '../../api/ask-again.ts';
import { client, noteError } from '../../api/client.ts';
import { showToast } from '../../ui/toast.tsx';

/** The list is read afresh after each change. */
export const refreshClusters = (): Promise<void> => askAgain(['clusters']);

/** Changes a cluster at once, and tells the outcome. */
export const useClusterChange = (cluster: ClusterSummary): ((input: ClusterInput, done: string) => void) => {
  const { t } = useTranslation();
  return (input, done) => {
    const change = async () => {
      try {
        await client.updateCluster(cluster.id, input);
        showToast({ tone: 'ok', title: done, detail: cluster.name });
      } catch (error) {
        noteError(error);
        showToast({ tone: 'bad', title: t('clusters.changeFailed'), detail: error });
      }
      await refreshClusters();
    };
    void change();
  };
};

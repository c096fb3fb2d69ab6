import type { ClusterSummary } from '@binnacle/api';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { ConfirmName } from '../actions/confirm-name.tsx';
import { Dialog, Note } from '../actions/dialog.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { searchLabels } from './cluster-health.ts';
import classes from './clusters.module.css';
import { refreshClusters } from './use-cluster-change.ts';

/** What is asked about before it is done. */
export type ClusterAction = 'test' | 'discovery' | 'edit' | 'remove';

interface Props {
  cluster: ClusterSummary;
  onClose: () => void;
}

export function ClusterDialog({ action, ...rest }: Props & { action: ClusterAction }) {
  if (action === 'edit') return <EditDialog {...rest} />;
  if (action === 'remove') return <RemoveDialog {...rest} />;
  if (action === 'test') return <TestDialog {...rest} />;
  return <DiscoveryDialog {...rest} />;
}

function RemoveDialog({ cluster, onClose }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  return (
    <Dialog
      title={t('clusters.remove')}
      at={cluster}
      submit={t('clusters.remove')}
      danger
      disabled={typed !== cluster.name}
      run={() => client.removeCluster(cluster.id)}
      done={t('clusters.removed')}
      onClose={onClose}
      onDone={() => void refreshClusters()}
    >
      <Note tone="bad">
        {cluster.source === 'registered' ? t('clusters.removeFollows') : t('clusters.removeFoundFollows')}
      </Note>
      <ConfirmName name={cluster.name} typed={typed} onTyped={setTyped} />
    </Dialog>
  );
}

function TestDialog({ cluster, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog
      title={t('clusters.test')}
      at={cluster}
      submit={t('clusters.test')}
      run={() => client.testCluster(cluster.id)}
      done={t('clusters.tested')}
      onClose={onClose}
      onDone={() => void refreshClusters()}
    >
      <Note>{t('clusters.testFollows', { server: cluster.server })}</Note>
    </Dialog>
  );
}

function DiscoveryDialog({ cluster, onClose }: Props) {
  const { t } = useTranslation();
  const { prometheus } = cluster;
  return (
    <Dialog
      title={t('clusters.discovery')}
      at={cluster}
      submit={t('clusters.search')}
      disabled={prometheus.search === 'running'}
      run={() => client.discoverPrometheus(cluster.id)}
      done={t('clusters.searching')}
      onClose={onClose}
      onDone={() => void refreshClusters()}
    >
      <Note>{t('clusters.discoveryFollows')}</Note>
      <div>
        <b>{t(searchLabels[prometheus.search])}</b>
        {prometheus.message === undefined ? null : <div>{prometheus.message}</div>}
      </div>
      {prometheus.steps.length === 0 ? null : (
        <ul className={classes.steps} tabIndex={0} aria-label={t('clusters.steps')}>
          {prometheus.steps.map((step, index) => (
            <li key={`${index} ${step}`}>{step}</li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

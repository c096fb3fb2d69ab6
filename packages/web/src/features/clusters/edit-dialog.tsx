import type { ClusterIdentity, ClusterInput, ClusterSummary } from '@binnacle/api';
import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import type { TextKey } from '../../ui/text/text-key.ts';
import { Dialog } from '../actions/dialog.tsx';
import classes from './clusters.module.css';
import { MarksFields, type Marks } from './marks-fields.tsx';
import { refreshClusters } from './use-cluster-change.ts';

/** In whose name calls to the cluster are made. */
const identities: Readonly<Record<ClusterIdentity, { label: TextKey; hint: TextKey }>> = {
  shared: { label: 'clusters.shared', hint: 'clusters.sharedHint' },
  impersonate: { label: 'clusters.impersonate', hint: 'clusters.impersonateHint' },
  own: { label: 'clusters.own', hint: 'clusters.ownHint' },
};
const isIdentity = (value: string): value is ClusterIdentity => value in identities;

/** Only what differs is sent. */
const changesOf = (cluster: ClusterSummary, wanted: ClusterInput): ClusterInput => {
  const before: ClusterInput = { ...cluster, prometheus_url: cluster.prometheus.url, kubeconfig: '' };
  const changed = Object.entries(wanted).filter(([key, value]) => before[key as keyof ClusterInput] !== value);
  return Object.fromEntries(changed);
};

/** Name, marks, Prometheus and, where it is replaced, the kubeconfig. */
export function EditDialog({ cluster, onClose }: { cluster: ClusterSummary; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(cluster.name);
  const [prometheus, setPrometheus] = useState(cluster.prometheus.url);
  const [kubeconfig, setKubeconfig] = useState('');
  const [marks, setMarks] = useState<Marks>({
    description: cluster.description,
    colour: cluster.colour,
    production: cluster.production,
    is_default: cluster.is_default,
  });
  const [identity, setIdentity] = useState(cluster.identity);
  const changes = changesOf(cluster, { name, ...marks, identity, prometheus_url: prometheus, kubeconfig });
  return (
    <Dialog
      title={t('clusters.edit')}
      at={cluster}
      submit={t('clusters.save')}
      disabled={Object.keys(changes).length === 0 || name.trim() === ''}
      run={() => client.updateCluster(cluster.id, changes)}
      done={t('clusters.saved')}
      onClose={onClose}
      onDone={() => void refreshClusters()}
    >
      <TextInput
        label={t('column.name')}
        value={name}
        maxLength={100}
        required
        withAsterisk={false}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <MarksFields marks={marks} onChange={setMarks} isDefault={cluster.is_default} />
      <NativeSelect
        label={t('clusters.identity')}
        description={t(identities[identity].hint)}
        value={identity}
        data={Object.entries(identities).map(([value, { label }]) => ({ value, label: t(label) }))}
        onChange={(event) => {
          const { value } = event.currentTarget;
          if (isIdentity(value)) setIdentity(value);
        }}
      />
      <TextInput
        label={t('clusters.prometheusUrl')}
        description={t('clusters.prometheusHint')}
        value={prometheus}
        onChange={(event) => setPrometheus(event.currentTarget.value)}
        spellCheck={false}
      />
      <Textarea
        className={classes.area}
        label={t('clusters.newKubeconfig')}
        description={t('clusters.newKubeconfigHint')}
        value={kubeconfig}
        onChange={(event) => setKubeconfig(event.currentTarget.value)}
        rows={4}
        spellCheck={false}
        autoComplete="off"
      />
    </Dialog>
  );
}

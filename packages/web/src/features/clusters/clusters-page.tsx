import type { ClusterSummary, MeReply } from '@binnacle/api';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../ui/format.ts';
import { ClusterIcon, PlusIcon } from '../../ui/icons.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { State } from '../../ui/states.tsx';
import { AddDialog } from './add-dialog.tsx';
import { ClusterDialog, type ClusterAction } from './cluster-dialog.tsx';
import { ClustersTable } from './clusters-table.tsx';

export interface ClustersPageProps {
  clusters: readonly ClusterSummary[];
  me: MeReply;
}

/** All clusters: how each is, what it is, and what can be done with it. */
export function ClustersPage({ clusters, me }: ClustersPageProps) {
  const { t } = useTranslation();
  // They may register, change and remove them.
  const canManage = me.user.roles.includes('admin');
  const [adding, setAdding] = useState(false);
  const [action, setAction] = useState<{ name: ClusterAction; id: number }>();
  const target = clusters.find(({ id }) => id === action?.id);
  const add = canManage ? (
    <Button size="xs" leftSection={<PlusIcon width={14} height={14} />} onClick={() => setAdding(true)}>
      {t('clusters.add')}
    </Button>
  ) : null;
  return (
    <Sheet
      title={t('clusters.title')}
      count={t('clusters.count', { count: clusters.length, shown: formatCount(clusters.length) })}
      actions={clusters.length === 0 ? null : add}
    >
      {clusters.length === 0 ? (
        <State icon={<ClusterIcon />} title={t('cluster.noneTitle')} actions={add}>
          <p>{t('cluster.noneText')}</p>
        </State>
      ) : (
        <ClustersTable
          clusters={clusters}
          canManage={canManage}
          onAction={(name, cluster) => setAction({ name, id: cluster.id })}
        />
      )}
      {adding ? <AddDialog onClose={() => setAdding(false)} /> : null}
      {action === undefined || target === undefined ? null : (
        <ClusterDialog action={action.name} cluster={target} onClose={() => setAction(undefined)} />
      )}
    </Sheet>
  );
}

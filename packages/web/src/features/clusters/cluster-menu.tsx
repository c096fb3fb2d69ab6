import type { ClusterSummary } from '@binnacle/api';
import { useTranslation } from 'react-i18next';
import { CheckIcon, DocumentIcon, HomeIcon, PauseIcon, RestartIcon, SearchIcon, TrashIcon } from '../../ui/icons.tsx';
import { MoreMenu } from '../../ui/more-menu.tsx';
import type { ClusterAction } from './cluster-dialog.tsx';
import { useClusterChange } from './use-cluster-change.ts';

export interface ClusterMenuProps {
  cluster: ClusterSummary;
  canManage: boolean;
  onAction: (action: ClusterAction, cluster: ClusterSummary) => void;
}

/** What can be done with one cluster; changes are for administrators. */
export function ClusterMenu({ cluster, canManage, onAction }: ClusterMenuProps) {
  const { t } = useTranslation();
  const change = useClusterChange(cluster);
  const open = (action: ClusterAction) => () => onAction(action, cluster);
  const entries = [
    { label: t('clusters.test'), icon: <RestartIcon />, onSelect: open('test') },
    cluster.enabled && { label: t('clusters.discovery'), icon: <SearchIcon />, onSelect: open('discovery') },
    canManage && { label: t('clusters.edit'), icon: <DocumentIcon />, apart: true, onSelect: open('edit') },
    canManage &&
      !cluster.is_default && {
        label: t('clusters.makeDefault'),
        icon: <HomeIcon />,
        onSelect: () => change({ is_default: true }, t('clusters.madeDefault')),
      },
    canManage &&
      (cluster.enabled
        ? {
            label: t('clusters.disable'),
            icon: <PauseIcon />,
            onSelect: () => change({ enabled: false }, t('cluster.disabled')),
          }
        : {
            label: t('clusters.enable'),
            icon: <CheckIcon />,
            onSelect: () => change({ enabled: true }, t('clusters.enabled')),
          }),
    canManage && {
      label: t('clusters.remove'),
      icon: <TrashIcon />,
      danger: true,
      apart: true,
      onSelect: open('remove'),
    },
  ];
  return <MoreMenu label={t('row.actions', { name: cluster.name })} entries={entries} />;
}

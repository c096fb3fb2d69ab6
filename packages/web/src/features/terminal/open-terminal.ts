import type { ClusterSummary, WireKind } from '@binnacle/api';
import i18next from 'i18next';
import { abilitiesOf } from '../../resource/abilities.ts';
import { showToast } from '../../ui/toast.tsx';
import { addTerminal, mostTerminals } from './terminals.ts';

interface Place {
  cluster: ClusterSummary;
  kind: WireKind;
  /** Empty for cluster-scoped kinds. */
  namespace: string;
  name: string;
}

/** Opens a terminal in a Pod's default container, or on a node; says so when there are too many already. */
export const openTerminalOf = ({ cluster, kind, namespace, name }: Place): void => {
  const where = { clusterId: cluster.id, cluster: cluster.name, name };
  const target =
    abilitiesOf(kind).terminal === 'node'
      ? ({ type: 'node', ...where } as const)
      : ({ type: 'pod', ...where, namespace } as const);
  if (!addTerminal(target))
    showToast({ tone: 'bad', title: i18next.t('row.tooManyTerminals', { most: mostTerminals }) });
};

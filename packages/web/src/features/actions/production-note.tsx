import { useTranslation } from 'react-i18next';
import { useClusters } from '../../api/queries.ts';
import { Note } from './dialog.tsx';

/** The cluster's name when it is marked as production: dangerous actions there ask for a name to be typed. */
export const useProduction = (clusterId: number): string | undefined => {
  const cluster = useClusters().data?.find(({ id }) => id === clusterId);
  return cluster?.production === true ? cluster.name : undefined;
};

/** Says that this is production; nothing elsewhere. */
export function ProductionNote({ clusterId }: { clusterId: number }) {
  const { t } = useTranslation();
  const cluster = useProduction(clusterId);
  return cluster === undefined ? null : <Note tone="warn">{t('clusters.productionNote', { cluster })}</Note>;
}

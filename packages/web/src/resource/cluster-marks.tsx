import type { ClusterColour, ClusterSummary } from '@binnacle/api';
import { useTranslation } from 'react-i18next';
import type { TextKey } from '../ui/text/text-key.ts';
import classes from './cluster-marks.module.css';

/** The colours a cluster can be marked with, and their names: colour never speaks alone. */
export const clusterColours: Readonly<Record<ClusterColour, TextKey>> = {
  '': 'colour.none',
  gray: 'colour.gray',
  red: 'colour.red',
  orange: 'colour.orange',
  yellow: 'colour.yellow',
  green: 'colour.green',
  teal: 'colour.teal',
  blue: 'colour.blue',
  violet: 'colour.violet',
  pink: 'colour.pink',
};

/** A cluster's colour and its production mark, beside its name. */
export function ClusterMarks({ cluster }: { cluster: Pick<ClusterSummary, 'colour' | 'production'> }) {
  const { t } = useTranslation();
  return (
    <>
      {cluster.colour === '' ? null : (
        <span className={classes.dot} data-colour={cluster.colour} title={t(clusterColours[cluster.colour])} />
      )}
      {cluster.production ? <span className={classes.production}>{t('clusters.production')}</span> : null}
    </>
  );
}

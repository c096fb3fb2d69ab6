import type { ClusterSummary } from '@binnacle/api';
import { MoreTexts } from '../../ui/text/more-texts.tsx';
import { CapacityCard } from './capacity-card.tsx';
import { ConsumersCard } from './consumers-card.tsx';
import { FindingsSummary } from './findings-summary.tsx';
import classes from './overview.module.css';

/** What is measured and found in a cluster. */
export function Observed({ cluster, namespaces }: { cluster: ClusterSummary; namespaces: readonly string[] }) {
  return (
    <MoreTexts>
      <div className={classes.observed}>
        <CapacityCard clusterId={cluster.id} />
        <ConsumersCard cluster={cluster} namespaces={namespaces} />
        <FindingsSummary cluster={cluster} />
      </div>
    </MoreTexts>
  );
}

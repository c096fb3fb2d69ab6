import type { ClusterHealth, ClusterSummary, PrometheusState } from '@binnacle/api';
import type { TextKey } from '../../ui/text/text-key.ts';
import type { Tone } from '../../ui/tone.ts';

interface Look {
  tone: Tone;
  label: TextKey;
}

const looks: Readonly<Record<ClusterHealth, Look>> = {
  unknown: { tone: 'busy', label: 'cluster.connecting' },
  healthy: { tone: 'ok', label: 'health.healthy' },
  warning: { tone: 'warn', label: 'health.warning' },
  error: { tone: 'bad', label: 'health.error' },
  unavailable: { tone: 'bad', label: 'health.unavailable' },
};

/** How a cluster's health is drawn and named. */
export const healthOf = ({ state, health }: Pick<ClusterSummary, 'state' | 'health'>): Look =>
  state === 'disabled' ? { tone: 'idle', label: 'cluster.disabled' } : looks[health];

/** Where a cluster was found. */
export const sourceLabels: Readonly<Record<ClusterSummary['source'], TextKey>> = {
  registered: 'source.registered',
  kubeconfig: 'source.kubeconfig',
  'in-cluster': 'source.inCluster',
  simulated: 'source.simulated',
};

/** How the search for its Prometheus goes, where none is known. */
export const searchLabels: Readonly<Record<PrometheusState['search'], TextKey>> = {
  idle: 'prometheus.idle',
  running: 'prometheus.running',
  found: 'prometheus.found',
  none: 'prometheus.none',
  failed: 'prometheus.failed',
};

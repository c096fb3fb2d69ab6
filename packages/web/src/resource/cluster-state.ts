import type { ClusterState } from '@binnacle/api';
import type { TextKey } from '../ui/text/text-key.ts';
import type { Tone } from '../ui/tone.ts';

/** How a cluster's state is drawn and named. */
export const clusterStates: Readonly<Record<ClusterState, { tone: Tone; label: TextKey }>> = {
  connected: { tone: 'ok', label: 'cluster.connected' },
  connecting: { tone: 'busy', label: 'cluster.connecting' },
  disabled: { tone: 'idle', label: 'cluster.disabled' },
  unreachable: { tone: 'bad', label: 'cluster.unreachable' },
};

import { consoleBase, type FleetReply } from '@binnacle/api';
import { row, type Row } from '../http/row.ts';
import type { FleetOverview, FleetOverviewOperations } from '../services/fleet/index.ts';
import { toRfc3339 } from '../services/resources/index.ts';
import { toWireSource } from './metrics-rows.ts';

const toFleetReply = ({ clusters, at }: FleetOverview): FleetReply => ({
  items: clusters.map(({ id, name, metrics, findings, missing }) => ({
    id,
    name,
    metrics: metrics === undefined ? null : { ...metrics, source: toWireSource(metrics.source) },
    findings: findings === undefined ? null : { ...findings },
    missing: missing.map(({ part, reason }) => ({ part: part as 'metrics' | 'findings', reason })),
  })),
  at: toRfc3339(at),
});

/** All clusters at a glance. */
export const fleetRows = ({ overview }: FleetOverviewOperations): Row[] => [
  row({
    method: 'GET',
    path: `${consoleBase}/fleet`,
    section: 'packages/api/src/fleet.ts',
    operation: overview,
    decode: () => ({ input: {} }),
    encode: (output) => ({ type: 'data', data: toFleetReply(output) }),
  }),
];

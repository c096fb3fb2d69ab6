import { invalidField } from '../errors.ts';
import type { ClusterChanges } from './manager-types.ts';
import { clusterColours, clusterIdentities, type ClusterRecord } from './types.ts';

/** Contract 003 C3: 1–100 characters. */
const longestName = 100;
const longestDescription = 1_000;

/** Throws BadRequest that names the field as every contract spells it. */
export const checkFields = (
  { name, description, colour, identity, prometheusUrl }: ClusterChanges,
  { checkPrometheusUrl }: { checkPrometheusUrl: (url: string) => void },
): void => {
  if (name !== undefined) checkName(name);
  if (description !== undefined && description.length > longestDescription)
    throw invalidField('description', `is longer than ${longestDescription} characters`);
  if (colour !== undefined && !clusterColours.includes(colour))
    throw invalidField(
      'colour',
      `must be one of ${clusterColours.filter((known) => known !== '').join(', ')}, or empty`,
    );
  if (identity !== undefined && !clusterIdentities.includes(identity))
    throw invalidField('identity', `must be one of ${clusterIdentities.join(', ')}`);
  if (prometheusUrl) checkPrometheusUrl(prometheusUrl);
};

const checkName = (name: string): void => {
  if (name.trim() === '') throw invalidField('name', 'is empty');
  if ([...name].length > longestName) throw invalidField('name', `is longer than ${longestName} characters`);
  if (name !== name.trim()) throw invalidField('name', 'begins or ends with a space');
  if (/\p{Cc}/u.test(name)) throw invalidField('name', 'holds a control character');
};

/** A record with changes applied. `server`: the new API server, when the kubeconfig is another one. */
export const changedRecord = (
  record: ClusterRecord,
  changes: ClusterChanges,
  { server, now }: { server: string | undefined; now: number },
): ClusterRecord => {
  const { kubeconfig: _kubeconfig, context: _context, ...marks } = changes;
  const next: ClusterRecord = { ...record, ...marks, updatedAt: now };
  if (server !== undefined) Object.assign(next, { server, source: 'registered' });
  if (changes.prometheusUrl !== undefined)
    return { ...next, prometheusSource: changes.prometheusUrl === '' ? 'none' : 'manual' };
  // What was found belongs to the cluster that was there before.
  const isStale = server !== undefined && server !== record.server && record.prometheusSource === 'discovered';
  return isStale ? { ...next, prometheusUrl: '', prometheusSource: 'none' } : next;
};

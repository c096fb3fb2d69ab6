import type { WireAuditEntry } from '@binnacle/api';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../ui/format.ts';
import { Table } from '../../ui/sheet.tsx';
import classes from '../../ui/sheet.module.css';
import { StatusText } from '../../ui/status.tsx';
import type { TextKey } from '../../ui/text/text-key.ts';
import type { Tone } from '../../ui/tone.ts';
import audit from './audit.module.css';

type Result = WireAuditEntry['result'];

export const resultLabels: Readonly<Record<Result, TextKey>> = {
  ok: 'audit.ok',
  failed: 'audit.failed',
  pending: 'audit.pending',
};
export const resultTones: Readonly<Record<Result, Tone>> = { ok: 'ok', failed: 'bad', pending: 'warn' };

/** `deployments.apps shop/cart`, as far as it is known. */
export const targetOf = ({ kind = '', namespace, name = '' }: WireAuditEntry): string =>
  `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`.trim();

export interface AuditTableProps {
  entries: readonly WireAuditEntry[];
  onOpen: (entry: WireAuditEntry) => void;
}

/** A line per call. Its button opens what is known of it. */
export function AuditTable({ entries, onOpen }: AuditTableProps) {
  const { t } = useTranslation();
  return (
    <Table
      filling
      label={t('audit.title')}
      columns={[
        t('audit.when'),
        t('people.user'),
        t('audit.operation'),
        t('audit.target'),
        t('cluster.label'),
        t('audit.result'),
        t('profile.address'),
      ]}
    >
      {entries.map((entry) => (
        <tr key={entry.id}>
          <td className={classes.nowrap}>
            <button type="button" className={audit.open} onClick={() => onOpen(entry)}>
              {formatMoment(Date.parse(entry.at))}
            </button>
          </td>
          <td>
            {entry.user || '–'}
            {entry.key === undefined ? null : (
              <span className={classes.sub}>{t('audit.byKey', { id: entry.key })}</span>
            )}
          </td>
          <td>
            <code>{entry.operation}</code>
            <span className={classes.sub}>{entry.dialect}</span>
          </td>
          <td className={classes.strong}>{targetOf(entry) || '–'}</td>
          <td>{entry.cluster ?? '–'}</td>
          <td>
            <StatusText tone={resultTones[entry.result]} text={t(resultLabels[entry.result])} />
            {entry.reason === undefined ? null : <span className={classes.sub}>{entry.reason}</span>}
          </td>
          <td className={classes.nowrap}>{entry.address}</td>
        </tr>
      ))}
    </Table>
  );
}

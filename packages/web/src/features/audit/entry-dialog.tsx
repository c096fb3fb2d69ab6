import type { WireAuditEntry } from '@binnacle/api';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../ui/format.ts';
import { Modal } from '../../ui/modal.tsx';
import classes from '../../ui/sheet.module.css';
import { StatusText } from '../../ui/status.tsx';
import { resultLabels, resultTones, targetOf } from './audit-table.tsx';
import audit from './audit.module.css';
import { DiffView } from './diff-view.tsx';
import { UndoButton } from './undo-button.tsx';

/** One call: who, from where, what, how it ended, and the object before and after. */
export function EntryDialog({ entry, onClose }: { entry: WireAuditEntry; onClose: () => void }) {
  const { t } = useTranslation();
  const facts: readonly [string, string | undefined][] = [
    [t('people.user'), entry.user],
    [t('people.keyId'), entry.key],
    [t('profile.address'), entry.address],
    [t('audit.operation'), `${entry.operation} (${entry.dialect})`],
    [t('cluster.label'), entry.cluster],
    [t('audit.target'), targetOf(entry)],
    [t('audit.status'), entry.status === undefined ? undefined : String(entry.status)],
    [t('column.message'), entry.message],
    [t('audit.took'), entry.ms === undefined ? undefined : `${entry.ms} ms`],
    [t('error.trace'), entry.trace_id],
  ];
  const changed = entry.before !== undefined || entry.after !== undefined;
  return (
    <Modal size="xl" onClose={onClose} title={<b>{formatMoment(Date.parse(entry.at))}</b>}>
      <div className={audit.entry}>
        <StatusText tone={resultTones[entry.result]} text={t(resultLabels[entry.result])} />
        <dl className={classes.facts}>
          {facts.map(([label, value]) =>
            value === undefined || value === '' ? null : (
              <div key={label} className={audit.fact}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ),
          )}
        </dl>
        {changed ? <DiffView before={entry.before} after={entry.after} /> : <p>{t('audit.noObject')}</p>}
        {changed && entry.result === 'ok' ? <UndoButton entry={entry} onDone={onClose} /> : null}
      </div>
    </Modal>
  );
}

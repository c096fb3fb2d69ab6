import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from '../../resource/link.tsx';
import { StatusText, ToneIcon } from '../../ui/status.tsx';
import type { TextKey } from '../../ui/text/text-key.ts';
import classes from './detail.module.css';
import type { Finding } from './diagnosis.ts';

const tabs: Readonly<Record<NonNullable<Finding['tab']>, TextKey>> = {
  logs: 'tab.logs',
  events: 'tab.events',
  yaml: 'tab.yaml',
};

export interface FindingsCardProps {
  findings: readonly Finding[];
  hasLogs: boolean;
  /** Further items, behind what the object says of itself. */
  children?: ReactNode;
}

/** What is wrong and why, at the top of the page; nothing when nothing is. */
export function FindingsCard({ findings, hasLogs, children }: FindingsCardProps) {
  const { t } = useTranslation();
  const worst = findings[0];
  if (worst === undefined) return null;
  return (
    <section className={`${classes.card} ${classes.findings} ${classes[worst.tone]}`} aria-label={t('wrong.title')}>
      <h2>
        <StatusText tone={worst.tone} text={t('wrong.title')} />
      </h2>
      <ul>
        {findings.map((finding) => (
          <li key={`${finding.what} ${JSON.stringify(finding.values)}`}>
            <ToneIcon tone={finding.tone} size={16} />
            <div>
              <div className={classes.what}>{t(finding.what, finding.values ?? {})}</div>
              {finding.why === '' ? null : <div className={classes.why}>{finding.why}</div>}
            </div>
            {finding.tab === undefined || (finding.tab === 'logs' && !hasLogs) ? null : (
              <Link href={`${location.pathname}?tab=${finding.tab}`}>{t(tabs[finding.tab])}</Link>
            )}
          </li>
        ))}
        {children}
      </ul>
    </section>
  );
}

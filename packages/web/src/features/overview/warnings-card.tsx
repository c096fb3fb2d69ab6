import { useTranslation } from 'react-i18next';
import { Link } from '../../resource/link.tsx';
import { Age } from '../../ui/age.tsx';
import { formatCount } from '../../ui/format.ts';
import { StatusText, ToneIcon } from '../../ui/status.tsx';
import { lastSeen } from '../events/group-events.ts';
import classes from './overview.module.css';
import type { Warning } from './use-overview.ts';

/** What events warn of, by reason, the newest first. */
export function WarningsCard({ warnings, href }: { warnings: readonly Warning[]; href: string }) {
  const { t } = useTranslation();
  return (
    <section className={classes.card}>
      <h2>
        {t('overview.warnings')}
        <small className={classes.end}>
          <Link href={href}>{t('overview.allWarnings')}</Link>
        </small>
      </h2>
      {warnings.length === 0 ? (
        <div className={classes.well}>
          <ToneIcon tone="ok" size={18} />
          {t('overview.noWarnings')}
        </div>
      ) : null}
      <ul className={classes.list}>
        {warnings.map((warning) => (
          <li key={warning.uid}>
            <div className={classes.warning}>
              <div className={classes.line}>
                <StatusText tone="warn" text={warning.reason} />
                {warning.count > 1 ? <b className="bn-number">{`× ${formatCount(warning.count)}`}</b> : null}
                <span className={`${classes.where} bn-ellipsis`}>
                  {warning.object} · {warning.namespace}
                </span>
                <span className={`${classes.age} ${classes.end}`}>
                  <Age at={lastSeen(warning)} />
                </span>
              </div>
              <p>{warning.message}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

import { useTranslation } from 'react-i18next';
import { Link } from '../../resource/link.tsx';
import { toDetailPath } from '../../resource/routes.ts';
import { Age } from '../../ui/age.tsx';
import { formatCount } from '../../ui/format.ts';
import { Bar } from '../../ui/states.tsx';
import { StatusText, ToneIcon } from '../../ui/status.tsx';
import { toneOfRatio, toneOfStatus } from '../../ui/tone.ts';
import classes from './overview.module.css';
import type { Cause } from './troubles.ts';

export interface TroublesCardProps {
  cluster: string;
  causes: readonly Cause[];
  more: boolean;
  loading: boolean;
}

const shown = 14;

/** What is wrong now, each with a link to it; plainly nothing when nothing is. */
export function TroublesCard({ cluster, causes, more, loading }: TroublesCardProps) {
  const { t } = useTranslation();
  const count = causes.length;
  return (
    <section className={classes.card}>
      <h2>
        {t('overview.wrong')}
        {count === 0 ? null : (
          <small>
            {formatCount(count)}
            {more ? '+' : ''}
          </small>
        )}
      </h2>
      {count === 0 ? (
        <div className={classes.well} role="status">
          {loading ? (
            <Bar width={220} />
          ) : (
            <>
              <ToneIcon tone="ok" size={18} />
              {t('overview.well')}
            </>
          )}
        </div>
      ) : null}
      <ul className={classes.list}>
        {causes.slice(0, shown).map(({ kind, namespace, name, statuses, ready, pods, since }) => (
          <li key={`${kind.plural}.${kind.group}/${namespace}/${name}`}>
            <Link className={classes.trouble} href={toDetailPath({ cluster, ...kind, namespace, name })}>
              <span style={{ minWidth: 0 }}>
                <span className={`${classes.name} bn-ellipsis`} style={{ display: 'block' }}>
                  {name}
                </span>
                <span className={classes.where}>
                  {[
                    kind.kind,
                    namespace,
                    ready !== '' && (pods > 0 || statuses.length > 0) ? t('overview.ready', { ready }) : '',
                    pods === 0 ? '' : t('overview.pods', { count: pods, shown: formatCount(pods) }),
                  ]
                    .filter((part) => part !== '')
                    .join(' · ')}
                </span>
              </span>
              <span className={classes.statuses}>
                {statuses.map((status) => (
                  <StatusText key={status} tone={toneOfStatus(status)} text={status} />
                ))}
                {statuses.length === 0 ? (
                  <StatusText
                    tone={toneOfRatio(ready) ?? 'warn'}
                    text={ready === '' ? t('overview.notReady') : t('overview.ready', { ready })}
                  />
                ) : null}
              </span>
              <span className={classes.age}>
                <Age at={since} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {count > shown || more ? (
        <div className={classes.foot}>
          {t('overview.more', { count: count - shown, shown: `${formatCount(count - shown)}${more ? '+' : ''}` })}
        </div>
      ) : null}
    </section>
  );
}

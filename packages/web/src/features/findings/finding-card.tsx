import type { FindingSeverity } from '@binnacle/api';
import { useTranslation } from 'react-i18next';
import { Link } from '../../resource/link.tsx';
import { toDetailPath } from '../../resource/routes.ts';
import { formatCount } from '../../ui/format.ts';
import { ToneIcon } from '../../ui/status.tsx';
import type { Tone } from '../../ui/tone.ts';
import type { FindingGroup } from './group-findings.ts';
import classes from './findings.module.css';
import { useRuleTexts } from './use-rule-texts.ts';

export const tones: Readonly<Record<FindingSeverity, Tone>> = { critical: 'bad', warning: 'warn', info: 'idle' };

/** One kind of trouble: what it is, what to do about it, and where it is. */
export function FindingCard({
  cluster,
  group,
  isServed,
}: {
  cluster: string;
  group: FindingGroup;
  isServed: (object: { group: string; plural: string }) => boolean;
}) {
  const { t } = useTranslation();
  const { code, severity, items } = group;
  const { title, recommendation } = useRuleTexts()(group);
  return (
    <section className={classes.card} aria-label={title}>
      <header className={classes.cardHead}>
        <ToneIcon tone={tones[severity]} size={16} />
        <h2>{title}</h2>
        <code className={classes.code}>{code}</code>
        <span className={classes.count}>
          {t('findings.objects', { count: items.length, shown: formatCount(items.length) })}
        </span>
      </header>
      <p className={classes.advice}>{recommendation}</p>
      <ul className={classes.list}>
        {items.map(({ object, message }) => {
          const { group: apiGroup, version, plural, kind, namespace, name } = object;
          const where = namespace === '' ? kind : `${kind} · ${namespace}`;
          return (
            <li key={`${kind} ${namespace}/${name} ${message}`} className={classes.item}>
              <span className={classes.who}>
                {isServed(object) ? (
                  <Link href={toDetailPath({ cluster, group: apiGroup, version, plural, namespace, name })}>
                    {name}
                  </Link>
                ) : (
                  <b>{name}</b>
                )}
                <span className={classes.where}>{where}</span>
              </span>
              <span className={classes.message}>{message}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

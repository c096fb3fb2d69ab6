import type { FindingSeverity, WireFinding, WireKind } from '@binnacle/api';
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

/** The kind that the cluster serves under a name; undefined where it serves none, so that there is no page to lead to. */
type KindOf = (object: { group: string; kind: string }) => WireKind | undefined;

interface FindingItemProps {
  cluster: string;
  items: readonly WireFinding[];
  kindOf: KindOf;
}

/** One kind of trouble: what it is, what to do about it, and where it is. */
export function FindingCard({ cluster, group, kindOf }: { cluster: string; group: FindingGroup; kindOf: KindOf }) {
  const { t } = useTranslation();
  const { code, severity, causes } = group;
  const { title, recommendation } = useRuleTexts()(group);
  return (
    <section className={classes.card} aria-label={title}>
      <header className={classes.cardHead}>
        <ToneIcon tone={tones[severity]} size={16} />
        <h2>{title}</h2>
        <code className={classes.code}>{code}</code>
        <span className={classes.count}>
          {t('findings.objects', { count: causes.length, shown: formatCount(causes.length) })}
        </span>
      </header>
      <p className={classes.advice}>{recommendation}</p>
      <ul className={classes.list}>
        {causes.map(({ key, items }) => (
          <FindingItem key={key} cluster={cluster} items={items} kindOf={kindOf} />
        ))}
      </ul>
    </section>
  );
}

/** Pods named one by one; of more, how many. */
const mostPods = 5;

/** An object and what is wrong with it; of a workload, also which of its Pods have it. */
function FindingItem({ cluster, items, kindOf }: FindingItemProps) {
  const { t } = useTranslation();
  const [first] = items;
  if (first === undefined) return null;
  const { object, workload } = first;
  const { namespace } = object;
  const top = workload ?? object;
  const kind = kindOf(top);
  const podKind = kindOf(object);
  const names = [...new Set(items.map((item) => item.object.name))];
  return (
    <li className={classes.item}>
      <span className={classes.who}>
        {kind === undefined ? (
          <b>{top.name}</b>
        ) : (
          <Link href={toDetailPath({ cluster, ...kind, namespace, name: top.name })}>{top.name}</Link>
        )}
        <span className={classes.where}>
          {[
            top.kind,
            namespace,
            workload && t('findings.pods', { count: names.length, shown: formatCount(names.length) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </span>
      <span className={classes.message}>
        {[...new Set(items.map(({ message }) => message))].map((message) => (
          <span key={message}>{message}</span>
        ))}
        {workload === undefined ? null : (
          <span className={classes.pods}>
            {names.slice(0, mostPods).map((name) =>
              podKind === undefined ? (
                <span key={name}>{name}</span>
              ) : (
                <Link key={name} href={toDetailPath({ cluster, ...podKind, namespace, name })}>
                  {name}
                </Link>
              ),
            )}
            {names.length > mostPods ? <span>+{formatCount(names.length - mostPods)}</span> : null}
          </span>
        )}
      </span>
    </li>
  );
}

import type { WireKind } from '@binnacle/api';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from '../../resource/link.tsx';
import { toDetailPath } from '../../resource/routes.ts';
import { Age } from '../../ui/age.tsx';
import { formatCount } from '../../ui/format.ts';
import { ChevronDownIcon, ChevronRightIcon } from '../../ui/icons.tsx';
import { ToneIcon } from '../../ui/status.tsx';
import classes from './events.module.css';
import { lastSeen, type EventGroup, type ExploredEvent, type Grouping } from './group-events.ts';

const shownAtFirst = 100;
const shownInGroup = 50;

/** `pod/cart`, as a link where the cluster serves the kind. */
function ObjectLink({ cluster, kinds, event }: { cluster: string; kinds: readonly WireKind[]; event: ExploredEvent }) {
  const [kindName = '', name = ''] = event.object.split('/');
  const kind = kinds.find((one) => one.kind.toLowerCase() === kindName.toLowerCase());
  if (kind === undefined || name === '') return <span>{event.object}</span>;
  const namespace = kind.namespaced ? event.namespace : '';
  return <Link href={toDetailPath({ cluster, ...kind, namespace, name })}>{event.object}</Link>;
}

function EventLine({ cluster, kinds, event }: { cluster: string; kinds: readonly WireKind[]; event: ExploredEvent }) {
  return (
    <li className={classes.event}>
      <ToneIcon tone={event.type === 'Warning' ? 'warn' : 'idle'} />
      <span className={classes.who}>
        <ObjectLink cluster={cluster} kinds={kinds} event={event} />
        <span className={classes.where}>{[event.reason, event.namespace].filter(Boolean).join(' · ')}</span>
      </span>
      <span className={classes.message}>{event.message}</span>
      <span className={classes.count}>{event.count > 1 ? `× ${formatCount(event.count)}` : ''}</span>
      <span className={classes.age}>
        <Age at={lastSeen(event)} />
      </span>
    </li>
  );
}

export interface EventGroupsProps {
  cluster: string;
  kinds: readonly WireKind[];
  groups: readonly EventGroup[];
  by: Grouping;
}

/** Groups that open to their events; the events themselves when nothing groups them. */
export function EventGroups({ cluster, kinds, groups, by }: EventGroupsProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<readonly string[]>([]);
  const shown = groups.slice(0, shownAtFirst);
  const rest =
    groups.length > shown.length ? <p className={classes.where}>{t('events.first', { shown: shownAtFirst })}</p> : null;
  if (by === 'none')
    return (
      <section className={classes.card} aria-label={t('events.title')}>
        <ul className={classes.list}>
          {shown.flatMap(({ events }) =>
            events.map((event) => <EventLine key={event.uid} cluster={cluster} kinds={kinds} event={event} />),
          )}
        </ul>
        {rest}
      </section>
    );
  return (
    <section className={classes.card} aria-label={t('events.title')}>
      <ul className={classes.list}>
        {shown.map((group) => {
          const isOpen = open.includes(group.key);
          const Chevron = isOpen ? ChevronDownIcon : ChevronRightIcon;
          const title = group.key === '' ? '–' : group.key;
          return (
            <li key={group.key}>
              <button
                type="button"
                className={classes.groupHead}
                aria-expanded={isOpen}
                onClick={() => setOpen(isOpen ? open.filter((key) => key !== group.key) : [...open, group.key])}
              >
                <Chevron width={14} height={14} />
                <ToneIcon tone={group.warnings > 0 ? 'warn' : 'idle'} />
                <b className="bn-ellipsis">{title}</b>
                <span className={`${classes.message} bn-ellipsis`}>{group.events[0]?.message}</span>
                <span className={classes.count}>
                  {t('events.count', { count: group.count, shown: formatCount(group.count) })}
                </span>
                <span className={classes.age}>
                  <Age at={lastSeen(group)} />
                </span>
              </button>
              {isOpen ? (
                <ul className={classes.list}>
                  {group.events.slice(0, shownInGroup).map((event) => (
                    <EventLine key={event.uid} cluster={cluster} kinds={kinds} event={event} />
                  ))}
                </ul>
              ) : null}
            </li>
          );
        })}
      </ul>
      {rest}
    </section>
  );
}

import type { RolloutSummary } from '@binnacle/api';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from '../../resource/link.tsx';
import { go } from '../../resource/use-place.ts';
import { Age } from '../../ui/age.tsx';
import { formatCount } from '../../ui/format.ts';
import { toReleasePath } from './release-path.ts';
import classes from './rollouts.module.css';
import { stepWords } from './step-words.ts';
import { StepTrack } from './step-track.tsx';
import { useReleaseAction } from './use-release-action.ts';

/** Cards shown before the rest is asked for. */
const shownAtFirst = 6;

/** What waits for somebody: the one that has waited longest first, each with the step that confirming it begins. */
export function Inbox({ items, fleet }: { items: readonly RolloutSummary[]; fleet: boolean }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  if (items.length === 0) return null;
  const shown = all ? items : items.slice(0, shownAtFirst);
  return (
    <section className={classes.inbox} aria-labelledby="rollouts-inbox">
      <h2 id="rollouts-inbox">
        {t('rollouts.inbox')} <span className={classes.badge}>{formatCount(items.length)}</span>
      </h2>
      <ul className={classes.cards}>
        {shown.map((release) => (
          <Waiting key={release.uid} release={release} fleet={fleet} />
        ))}
      </ul>
      {items.length > shown.length ? (
        <Button size="xs" variant="subtle" onClick={() => setAll(true)}>
          {t('rollouts.showAll', { count: items.length, shown: formatCount(items.length) })}
        </Button>
      ) : null}
    </section>
  );
}

function Waiting({ release, fleet }: { release: RolloutSummary; fleet: boolean }) {
  const { t } = useTranslation();
  const act = useReleaseAction(release.cluster, release.namespace, release.name);
  const { step, plan, since } = release;
  const next = plan[step];
  return (
    <li className={classes.card}>
      <div className={classes.cardHead}>
        <Link href={toReleasePath(release)}>{release.name}</Link>
        <span className={classes.waited}>{since === null ? null : <Age at={since} />}</span>
      </div>
      <div className={`${classes.place} bn-ellipsis`}>
        {fleet ? `${release.cluster} · ` : ''}
        {release.namespace} · {release.workload.kind}
      </div>
      <StepTrack plan={plan} step={step} tone="warn" />
      <div className={classes.cardText}>
        <b>{t('rollouts.stepOf', { step, steps: plan.length })}</b>
        <span>{next === undefined ? t('rollouts.thenEnd') : t('rollouts.then', { what: stepWords(next, t) })}</span>
      </div>
      <div className={classes.cardActions}>
        <Button
          size="xs"
          loading={act.isPending}
          aria-label={t('rollouts.promoteNamed', { name: release.name })}
          onClick={() => act.mutate({ action: 'promote' })}
        >
          {t('rollouts.promote')}
        </Button>
        <Button size="xs" variant="default" onClick={() => go(toReleasePath(release))}>
          {t('rollouts.look')}
        </Button>
      </div>
    </li>
  );
}

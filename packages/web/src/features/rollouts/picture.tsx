import type { RolloutMeasured } from '@binnacle/api';
import { useTranslation } from 'react-i18next';
import { Flow } from './flow.tsx';
import classes from './picture.module.css';
import type { Release } from './release.ts';
import { matchWords } from './match-words.ts';
import { RevisionCard } from './revision-card.tsx';
import type { ReleaseRevision } from './use-revisions.ts';

export interface PictureProps {
  cluster: string;
  namespace: string;
  release: Release;
  revisions: readonly ReleaseRevision[];
  /** Undefined where nothing is measured. */
  measured: RolloutMeasured | undefined;
}

/** Where requests go: from the route to the new and to the stable revision, each with what it runs and its Pods. */
export function Picture({ cluster, namespace, release, revisions, measured }: PictureProps) {
  const { t } = useTranslation();
  const isReleasing = release.step > 0 || release.state === 'starting';
  const fresh = isReleasing ? revisions.find(({ isCanary }) => isCanary) : undefined;
  const stable = revisions.find(({ isStable }) => isStable) ?? revisions.find((revision) => revision !== fresh);
  if (stable === undefined && fresh === undefined) return <p className={classes.noPods}>{t('rollouts.noRevisions')}</p>;
  const shared = { cluster, namespace };
  return (
    <div className={`${classes.picture} ${fresh === undefined ? classes.alone : ''}`}>
      <Source release={release} />
      <Flow release={release} fresh={fresh} stable={stable} measured={measured} />
      <div className={classes.cards}>
        {fresh === undefined ? null : (
          <RevisionCard {...shared} role="new" title={t('rollouts.newRevision')} revision={fresh} other={stable} />
        )}
        {stable === undefined ? null : (
          <RevisionCard
            {...shared}
            role="stable"
            title={isReleasing ? t('rollouts.stableRevision') : t('rollouts.onlyRevision')}
            revision={stable}
            other={fresh}
          />
        )}
      </div>
    </div>
  );
}

const providers = {
  ingress: 'rollouts.provider.ingress',
  gateway: 'rollouts.provider.gateway',
  custom: 'rollouts.provider.custom',
} as const;

function Source({ release }: { release: Release }) {
  const { t } = useTranslation();
  const { source, matches } = release;
  return (
    <section className={classes.source} aria-label={t('rollouts.requests')}>
      <h3>{t('rollouts.requests')}</h3>
      {source === undefined ? (
        <p>{t('rollouts.unrouted')}</p>
      ) : (
        <dl>
          <dt>{t(providers[source.provider])}</dt>
          <dd className="bn-ellipsis">{source.name}</dd>
          <dt>{t('rollouts.service')}</dt>
          <dd className="bn-ellipsis">{source.service}</dd>
        </dl>
      )}
      {matches.length === 0 ? null : (
        <ul className={classes.matches} aria-label={t('rollouts.matches')}>
          {matches.map((match, index) => (
            <li key={index} className="bn-mono">
              {matchWords(match)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

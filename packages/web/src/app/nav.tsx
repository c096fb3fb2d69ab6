import type { MeReply } from '@binnacle/api';
import { useTranslation } from 'react-i18next';
import { groupKinds, pluralOfKind } from '../resource/kinds.ts';
import { Link } from '../resource/link.tsx';
import { toClusterPath, toFleetPath, toListPath, toOverviewPath } from '../resource/routes.ts';
import { rememberedSearch, toNamespaceSearch, type Place } from '../resource/use-place.ts';
import { HomeIcon } from '../ui/icons.tsx';
import { readPreference } from '../ui/preference.ts';
import { Bar } from '../ui/states.tsx';
import classes from './nav.module.css';
import { clusterPages, fleetPages, pagesFor } from './pages.ts';

/** What the cluster serves, grouped as operators think; new kinds appear by themselves. */
export function Navigation({ place, me, onFollow }: { place: Place; me: MeReply; onFollow?: () => void }) {
  const { t } = useTranslation();
  const { route, kinds, cluster } = place;
  const last = readPreference('cluster');
  const name = 'cluster' in route ? route.cluster : (cluster?.name ?? last);
  const search = 'cluster' in route ? toNamespaceSearch(place.list.namespaces) : rememberedSearch(name);
  const follow = onFollow === undefined ? {} : { onClick: onFollow };
  return (
    <>
      <div className={classes.scroll}>
        {name === '' ? null : (
          <ul className={classes.list}>
            <li>
              <Link
                className={classes.item}
                href={toOverviewPath(name) + search}
                aria-current={route.page === 'overview' ? 'page' : undefined}
                {...follow}
              >
                <HomeIcon width={15} height={15} />
                {t('nav.overview')}
              </Link>
            </li>
            {pagesFor(clusterPages, me).map(({ id, title, icon: Icon }) => (
              <li key={id}>
                <Link
                  className={classes.item}
                  href={toClusterPath(name, id) + search}
                  aria-current={route.page === 'cluster' && route.id === id ? 'page' : undefined}
                  {...follow}
                >
                  <Icon width={15} height={15} />
                  {t(title)}
                </Link>
              </li>
            ))}
          </ul>
        )}
        {kinds === undefined && (cluster?.state === 'connected' || cluster?.state === 'connecting') ? (
          <div className={classes.group} aria-hidden="true">
            {[96, 120, 84, 108].map((width) => (
              <div key={width} className={classes.item}>
                <Bar width={width} />
              </div>
            ))}
          </div>
        ) : null}
        {groupKinds(kinds ?? []).map((entry) => (
          <div key={entry.group} className={classes.group} role="group" aria-labelledby={`nav-${entry.group}`}>
            <div className={classes.title} id={`nav-${entry.group}`}>
              {t(entry.label)}
            </div>
            <ul className={classes.list}>
              {entry.kinds.map((kind) => {
                const href = toListPath({ cluster: name, ...kind });
                const current = 'plural' in route && route.plural === kind.plural && route.group === kind.group;
                return (
                  <li key={href}>
                    <Link
                      className={classes.item}
                      href={href + search}
                      aria-current={current ? 'page' : undefined}
                      {...follow}
                    >
                      <span className="bn-ellipsis">{pluralOfKind(kind)}</span>
                    </Link>
                  </li>
                );
              })}
            </ul>
          </div>
        ))}
      </div>
      <div className={classes.fleet} role="group" aria-labelledby="nav-fleet">
        <div className={classes.title} id="nav-fleet">
          {t('nav.fleet')}
        </div>
        <ul className={classes.list}>
          {pagesFor(fleetPages, me).map(({ id, title, icon: Icon }) => (
            <li key={id}>
              <Link
                className={classes.item}
                href={toFleetPath(id)}
                aria-current={route.page === 'fleet' && route.id === id ? 'page' : undefined}
                {...follow}
              >
                <Icon width={15} height={15} />
                <span className="bn-ellipsis">{t(title)}</span>
              </Link>
            </li>
          ))}
        </ul>
      </div>
      <div className={classes.foot}>Binnacle {me.version}</div>
    </>
  );
}

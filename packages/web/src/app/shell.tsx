import type { MeReply } from '@binnacle/api';
import { ActionIcon } from '@mantine/core';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClusters } from '../api/queries.ts';
import { Link } from '../resource/link.tsx';
import { toFleetPath, toOverviewPath } from '../resource/routes.ts';
import { go, rememberedSearch, usePlace, useRememberedNamespaces } from '../resource/use-place.ts';
import { askUndo, useAskedUndo } from '../features/audit/undo-asked.ts';
import { forgetTerminals, useTerminals } from '../features/terminal/terminals.ts';
import { Mark, MenuIcon, SearchIcon } from '../ui/icons.tsx';
import { writePreference } from '../ui/preference.ts';
import { ToneIcon } from '../ui/status.tsx';
import { MoreTexts } from '../ui/text/more-texts.tsx';
import { AccountMenu, LanguageMenu, ThemeMenu } from './account-menu.tsx';
import { ClusterPicker } from './cluster-picker.tsx';
import { NamespacePicker } from './namespace-picker.tsx';
import { Navigation } from './nav.tsx';
import { Page } from './page.tsx';
import classes from './shell.module.css';

const NavigationDrawer = lazy(async () => ({ default: (await import('./navigation-drawer.tsx')).NavigationDrawer }));
const TerminalDock = lazy(async () => ({
  default: (await import('../features/terminal/terminal-dock.tsx')).TerminalDock,
}));
const UndoDialog = lazy(async () => ({ default: (await import('../features/audit/undo-dialog.tsx')).UndoDialog }));
const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }));

/** Opens the fleet, or the one cluster that there is, when the address names nothing. */
const useHome = (isHome: boolean): void => {
  const clusters = useClusters().data;
  useEffect(() => {
    if (!isHome || clusters === undefined) return;
    const [only, ...others] = clusters;
    if (others.length > 0) go(toFleetPath('fleet'), { replace: true });
    else if (only !== undefined) go(toOverviewPath(only.name) + rememberedSearch(only.name), { replace: true });
  }, [isHome, clusters]);
};

const isPaletteKey = (event: KeyboardEvent): boolean =>
  event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;

export function Shell({ me }: { me: MeReply }) {
  const { t } = useTranslation();
  const place = usePlace();
  const { route, cluster } = place;
  const [palette, setPalette] = useState(false);
  const [drawer, setDrawer] = useState(false);
  const main = useRef<HTMLElement>(null);
  const clusterName = cluster?.name;
  const terminals = useTerminals();
  const undo = useAskedUndo();
  useHome(route.page === 'home');
  useRememberedNamespaces(clusterName, place.list.namespaces);

  useEffect(() => {
    if (clusterName !== undefined) writePreference('cluster', clusterName);
  }, [clusterName]);
  // Whoever signs in next must not find them.
  useEffect(
    () => () => {
      forgetTerminals();
      askUndo(undefined);
    },
    [],
  );
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!isPaletteKey(event)) return;
      event.preventDefault();
      setPalette(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  const navigation = <Navigation place={place} me={me} />;
  return (
    <div className={classes.shell}>
      <a
        className={classes.skip}
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {t('shell.skip')}
      </a>
      <header className={classes.header}>
        <ActionIcon
          className={classes.burger}
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('shell.navigation')}
          onClick={() => setDrawer(true)}
        >
          <MenuIcon />
        </ActionIcon>
        <Link
          className={classes.brand}
          href={cluster === undefined ? '/' : toOverviewPath(cluster.name)}
          aria-label="Binnacle"
        >
          <Mark size={24} />
          <span className={classes.brandName}>Binnacle</span>
        </Link>
        <ClusterPicker place={place} />
        {route.page === 'fleet' ? null : (
          <>
            <span className={classes.slash} aria-hidden="true">
              /
            </span>
            <NamespacePicker place={place} />
          </>
        )}
        <span className={classes.space} />
        <button type="button" className={classes.search} onClick={() => setPalette(true)}>
          <SearchIcon width={14} height={14} />
          <span>{t('palette.button')}</span>
          <kbd>Ctrl K</kbd>
        </button>
        <LanguageMenu />
        <ThemeMenu />
        <AccountMenu me={me} />
      </header>
      <nav className={classes.nav} aria-label={t('shell.navigation')}>
        {navigation}
      </nav>
      <main id="main" className={classes.main} ref={main} tabIndex={-1}>
        {cluster?.state === 'unreachable' && route.page !== 'fleet' ? (
          <div className={`${classes.notice} ${classes.bad}`} role="alert">
            <ToneIcon tone="bad" size={16} />
            <span>{t('cluster.unreachableNotice', { reason: cluster.reason ?? cluster.name })}</span>
          </div>
        ) : null}
        <Page place={place} me={me} />
      </main>
      {terminals.tabs.length === 0 ? null : (
        <Suspense fallback={null}>
          <MoreTexts>
            <TerminalDock />
          </MoreTexts>
        </Suspense>
      )}
      {undo === undefined ? null : (
        <Suspense fallback={null}>
          <MoreTexts>
            <UndoDialog {...undo} />
          </MoreTexts>
        </Suspense>
      )}
      {drawer ? (
        <Suspense fallback={null}>
          <NavigationDrawer place={place} me={me} onClose={() => setDrawer(false)} />
        </Suspense>
      ) : null}
      {palette ? (
        <Suspense fallback={null}>
          <Palette place={place} me={me} onClose={() => setPalette(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}

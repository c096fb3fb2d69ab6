import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ClusterMarks } from '../resource/cluster-marks.tsx';
import { clusterStates } from '../resource/cluster-state.ts';
import { toListPath, toOverviewPath } from '../resource/routes.ts';
import { go, rememberedSearch, type Place } from '../resource/use-place.ts';
import { Dropdown } from '../ui/dropdown.tsx';
import { CheckIcon, ChevronDownIcon } from '../ui/icons.tsx';
import { ToneIcon } from '../ui/status.tsx';
import classes from './picker.module.css';
import { useListKeys } from './use-list-keys.ts';

/** The same kind in the other cluster when a list is open, else its overview. */
const hrefIn = (name: string, { route }: Place): string => {
  const path = 'plural' in route ? toListPath({ ...route, cluster: name }) : toOverviewPath(name);
  return path + rememberedSearch(name);
};

export function ClusterPicker({ place }: { place: Place }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const { cluster, clusters = [], route } = place;
  const choose = (index: number): void => {
    const item = clusters[index];
    setOpened(false);
    if (item !== undefined) go(hrefIn(item.name, place));
  };
  const keys = useListKeys(clusters.length, choose);
  const none = clusters.length === 0 ? t('cluster.none') : t('cluster.choose');
  const shown = cluster?.name ?? ('cluster' in route ? route.cluster : none);
  const state = cluster === undefined ? undefined : clusterStates[cluster.state];
  return (
    <Dropdown
      opened={opened}
      onOpened={setOpened}
      position="bottom-start"
      trapFocus
      className={classes.panel}
      content={
        <>
          <div
            className={classes.options}
            role="listbox"
            tabIndex={0}
            data-autofocus
            aria-label={t('cluster.label')}
            aria-activedescendant={`cluster-${keys.active}`}
            onKeyDown={keys.onKeyDown}
          >
            {clusters.map((item, index) => {
              const look = clusterStates[item.state];
              const detail = [t(look.label), item.version, item.description].filter(
                (text) => text !== undefined && text !== '',
              );
              return (
                <div
                  key={item.id}
                  id={`cluster-${index}`}
                  role="option"
                  className={classes.option}
                  aria-selected={item.id === cluster?.id}
                  data-active={keys.active === index}
                  onClick={() => choose(index)}
                >
                  <ToneIcon tone={look.tone} size={16} />
                  <span className={classes.grow}>
                    <span className={classes.line}>
                      <span className="bn-ellipsis">{item.name}</span>
                      <ClusterMarks cluster={item} />
                    </span>
                    <span className={classes.sub}>{detail.join(' · ')}</span>
                    {item.reason === undefined ? null : (
                      <span className={`${classes.sub} ${classes.bad}`}>{item.reason}</span>
                    )}
                  </span>
                  {item.id === cluster?.id ? <CheckIcon /> : null}
                </div>
              );
            })}
          </div>
        </>
      }
    >
      <button
        type="button"
        className={classes.button}
        aria-haspopup="listbox"
        aria-expanded={opened}
        onClick={() => setOpened(!opened)}
      >
        {state === undefined ? null : <ToneIcon tone={state.tone} />}
        <span className="bn-hidden">{t('cluster.label')}: </span>
        <span className="bn-ellipsis">{shown}</span>
        {cluster === undefined ? null : <ClusterMarks cluster={cluster} />}
        {state === undefined ? null : <span className="bn-hidden">, {t(state.label)}</span>}
        <ChevronDownIcon width={14} height={14} />
      </button>
    </Dropdown>
  );
}

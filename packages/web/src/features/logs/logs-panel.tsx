import { Button, Checkbox, NativeSelect } from '@mantine/core';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { whileSeen } from '../../api/while-seen.ts';
import type { Fields } from '../../resource/read-path.ts';
import { textAt } from '../../resource/read-path.ts';
import { formatCount } from '../../ui/format.ts';
import { ArrowDownIcon, DownloadIcon } from '../../ui/icons.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { Failure, useErrorText } from '../../ui/states.tsx';
import { containersOf } from '../detail/containers.ts';
import { plainText } from './ansi.ts';
import { findMatches } from './find-matches.ts';
import { LogLines } from './log-lines.tsx';
import { LogSearch } from './log-search.tsx';
import { createLogSession, type LogPhase } from './log-session.ts';
import classes from './logs.module.css';

export interface LogsPanelProps {
  clusterId: number;
  namespace: string;
  name: string;
  object: Fields;
}

const tails = [100, 500, 1000, 5000, 10_000];

/** The container a reader most likely means: the annotated one, else the first that is no init container. */
const defaultContainer = (object: Fields): string =>
  textAt(object, 'metadata', 'annotations', 'kubectl.kubernetes.io/default-container') ||
  (containersOf(object).find((container) => container.type === 'container')?.name ?? '');

function PhaseNote({ state, dropped }: { state: LogPhase; dropped: number }) {
  const { t } = useTranslation();
  const textOf = useErrorText();
  return (
    <>
      {state.phase === 'waiting' ? (
        <div className={`${classes.note} ${classes.bad}`} role="alert">
          {t('logs.reconnecting', { reason: textOf(state.error) })}
        </div>
      ) : null}
      {dropped > 0 ? <div className={classes.note}>{t('logs.dropped', { lines: formatCount(dropped) })}</div> : null}
    </>
  );
}

/** A Pod's logs: live, searchable, bounded. */
export function LogsPanel({ clusterId, namespace, name, object }: LogsPanelProps) {
  const { t } = useTranslation();
  const containers = containersOf(object);
  const [chosen, setChosen] = useState<string>();
  const [previous, setPrevious] = useState(false);
  const [follow, setFollow] = useState(true);
  const [tailLines, setTailLines] = useState(1000);
  const [wrap, setWrap] = useState(false);
  const [timestamps, setTimestamps] = useState(false);
  const [pinned, setPinned] = useState(true);
  const [needle, setNeedle] = useState('');
  const [position, setPosition] = useState<number>();
  const [attempt, setAttempt] = useState(0);
  const container = chosen ?? defaultContainer(object);

  const session = useMemo(
    () =>
      createLogSession(client, {
        clusterId,
        namespace,
        name,
        container,
        previous,
        follow: follow && !previous,
        tailLines,
      }),
    [clusterId, namespace, name, container, previous, follow, tailLines, attempt],
  );
  useEffect(() => {
    setPinned(true);
    setPosition(undefined);
    return whileSeen({ start: session.start, stop: session.stop, retry: session.start });
  }, [session]);
  const { lines, dropped, state } = useSyncExternalStore(session.subscribe, session.snapshot);
  const matches = useMemo(() => findMatches(lines, needle), [lines, needle]);
  const found = useMemo(() => new Set(matches.lineIds), [matches]);
  const current = position === undefined ? undefined : matches.lineIds[Math.min(position, matches.lineIds.length - 1)];

  const step = (by: number): void => {
    const count = matches.lineIds.length;
    if (count > 0) setPosition(((position ?? (by > 0 ? -1 : 0)) + by + count) % count);
  };
  const save = (): void => {
    const text = lines
      .map((line) => `${timestamps && line.time !== '' ? `${line.time} ` : ''}${plainText(line.text)}\n`)
      .join('');
    saveFile(`${name}_${container}${previous ? '_previous' : ''}.log`, text);
  };
  if (state.phase === 'failed') return <Failure error={state.error} onRetry={() => setAttempt(attempt + 1)} />;
  return (
    <div className={classes.frame}>
      <div className={classes.tools}>
        <NativeSelect
          size="xs"
          aria-label={t('logs.container')}
          value={container}
          data={containers.map((item) => item.name)}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
        <NativeSelect
          size="xs"
          aria-label={t('logs.tail')}
          value={String(tailLines)}
          data={tails.map((value) => ({
            value: String(value),
            label: t('logs.tailLines', { lines: formatCount(value) }),
          }))}
          onChange={(event) => setTailLines(Number(event.currentTarget.value))}
        />
        <LogSearch
          needle={needle}
          matches={matches}
          position={position}
          onNeedle={(text) => {
            setNeedle(text);
            setPosition(undefined);
          }}
          onStep={step}
        />
        <span className={classes.space} />
        <div className={classes.options}>
          <Checkbox
            size="xs"
            label={t('logs.follow')}
            checked={follow && !previous}
            disabled={previous}
            onChange={(event) => setFollow(event.currentTarget.checked)}
          />
          <Checkbox
            size="xs"
            label={t('logs.previous')}
            checked={previous}
            onChange={(event) => setPrevious(event.currentTarget.checked)}
          />
          <Checkbox
            size="xs"
            label={t('logs.wrap')}
            checked={wrap}
            onChange={(event) => setWrap(event.currentTarget.checked)}
          />
          <Checkbox
            size="xs"
            label={t('logs.timestamps')}
            checked={timestamps}
            onChange={(event) => setTimestamps(event.currentTarget.checked)}
          />
        </div>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<DownloadIcon width={14} height={14} />}
          onClick={save}
        >
          {t('action.download')}
        </Button>
      </div>
      <PhaseNote state={state} dropped={dropped} />
      <div className={classes.body}>
        <LogLines
          lines={lines}
          label={t('logs.label', { container })}
          wrap={wrap}
          timestamps={timestamps}
          needle={needle}
          found={found}
          current={current}
          pinned={pinned}
          onPinned={setPinned}
        />
        {lines.length === 0 && state.phase !== 'loading' ? <div className={classes.none}>{t('logs.none')}</div> : null}
        {!pinned && lines.length > 0 ? (
          <Button
            className={classes.jump}
            size="xs"
            leftSection={<ArrowDownIcon width={14} height={14} />}
            onClick={() => {
              setPosition(undefined);
              setPinned(true);
            }}
          >
            {t('logs.jump')}
          </Button>
        ) : null}
      </div>
      <div className={classes.foot} role="status">
        <span>{t('logs.lines', { count: lines.length, shown: formatCount(lines.length) })}</span>
        <span>
          {state.phase === 'following'
            ? pinned
              ? t('logs.following')
              : t('logs.paused')
            : state.phase === 'ended'
              ? t('logs.ended')
              : state.phase === 'loading'
                ? t('logs.loading')
                : ''}
        </span>
      </div>
    </div>
  );
}

import { Button, Checkbox, NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../ui/format.ts';
import { DownloadIcon } from '../../ui/icons.tsx';
import type { TextKey } from '../../ui/text/text-key.ts';
import type { LogLine } from './log-buffer.ts';
import type { LogLevel } from './log-level.ts';
import classes from './logs.module.css';

/** From which level on lines are shown; those that name none only among all. */
type LeastLevel = 'all' | 'info' | 'warning' | 'error';

/** What a reader chose to see, and how. */
export interface LogChoice {
  /** All without it, as with `container`. */
  pod: string;
  container: string;
  previous: boolean;
  /** Per container. */
  tailLines: number;
  /** Seconds, as text; '' is from the beginning. */
  since: string;
  level: LeastLevel;
  wrap: boolean;
  timestamps: boolean;
}

const tails = [100, 1000, 5000, 10_000];
const moments: readonly [string, TextKey][] = [
  ['', 'logs.sinceAlways'],
  ['300', 'logs.since5m'],
  ['900', 'logs.since15m'],
  ['3600', 'logs.since1h'],
  ['21600', 'logs.since6h'],
  ['86400', 'logs.since1d'],
];
const levels: readonly [LeastLevel, TextKey][] = [
  ['all', 'logs.levelAll'],
  ['info', 'logs.levelInfo'],
  ['warning', 'logs.levelWarning'],
  ['error', 'logs.levelError'],
];
const graveness: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warning: 2, error: 3 };

export const isShown = ({ level }: LogLine, least: LeastLevel): boolean =>
  least === 'all' || (level !== undefined && graveness[level] >= graveness[least]);

export interface LogToolsProps {
  choice: LogChoice;
  /** To choose from; empty where there is no choice. */
  pods: readonly string[];
  containers: readonly string[];
  /** Where the whole log is downloaded. */
  file: string;
  /** The same, only of the lines that the search finds; undefined where nothing is sought. */
  matchesFile: string | undefined;
  onChange: (change: Partial<LogChoice>) => void;
  /** The search. */
  children: ReactNode;
}

/** The row of choices above a log. */
export function LogTools({ choice, pods, containers, file, matchesFile, onChange, children }: LogToolsProps) {
  const { t } = useTranslation();
  const named = (names: readonly string[], all: string) => [
    { value: '', label: all },
    ...names.map((name) => ({ value: name, label: name })),
  ];
  const flag = (name: 'previous' | 'wrap' | 'timestamps', label: string) => (
    <Checkbox
      size="xs"
      label={label}
      checked={choice[name]}
      onChange={(event) => onChange({ [name]: event.currentTarget.checked })}
    />
  );
  return (
    <div className={classes.tools}>
      {pods.length === 0 ? null : (
        <NativeSelect
          size="xs"
          className={classes.pods}
          aria-label={t('logs.pod')}
          value={choice.pod}
          data={named(pods, t('logs.allPods'))}
          onChange={(event) => onChange({ pod: event.currentTarget.value })}
        />
      )}
      <NativeSelect
        size="xs"
        aria-label={t('logs.container')}
        value={choice.container}
        data={containers.length > 1 ? named(containers, t('logs.allContainers')) : [...containers]}
        onChange={(event) => onChange({ container: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        aria-label={t('logs.tail')}
        value={String(choice.tailLines)}
        data={tails.map((value) => ({
          value: String(value),
          label: t('logs.tailLines', { lines: formatCount(value) }),
        }))}
        onChange={(event) => onChange({ tailLines: Number(event.currentTarget.value) })}
      />
      <NativeSelect
        size="xs"
        aria-label={t('logs.since')}
        value={choice.since}
        data={moments.map(([value, label]) => ({ value, label: t(label) }))}
        onChange={(event) => onChange({ since: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        aria-label={t('logs.level')}
        value={choice.level}
        data={levels.map(([value, label]) => ({ value, label: t(label) }))}
        onChange={(event) => onChange({ level: levels.find(([id]) => id === event.currentTarget.value)?.[0] ?? 'all' })}
      />
      {children}
      <span className={classes.space} />
      <div className={classes.options}>
        {flag('previous', t('logs.previous'))}
        {flag('wrap', t('logs.wrap'))}
        {flag('timestamps', t('logs.timestamps'))}
      </div>
      {matchesFile === undefined ? null : (
        <Button component="a" href={matchesFile} download size="compact-sm" variant="subtle" color="gray">
          {t('logs.downloadMatches')}
        </Button>
      )}
      <Button
        component="a"
        href={file}
        download
        size="compact-sm"
        variant="subtle"
        color="gray"
        leftSection={<DownloadIcon width={14} height={14} />}
      >
        {t('action.download')}
      </Button>
    </div>
  );
}

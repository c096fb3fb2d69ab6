import { Button } from '@mantine/core';
import type { LiveLogsQuery } from '@binnacle/api/client';
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { whileSeen } from '../../api/while-seen.ts';
import type { Fields } from '../../resource/read-path.ts';
import { ArrowDownIcon } from '../../ui/icons.tsx';
import { Failure } from '../../ui/states.tsx';
import { annotatedContainer, containersOf } from '../detail/containers.ts';
import { findMatches } from './find-matches.ts';
import type { LogLine } from './log-buffer.ts';
import { LogEmpty } from './log-empty.tsx';
import { LogFoot, PhaseNote } from './log-foot.tsx';
import { LogLines } from './log-lines.tsx';
import { LogSearch } from './log-search.tsx';
import { createLogSession } from './log-session.ts';
import { isShown, LogTools, type LogChoice } from './log-tools.tsx';
import classes from './logs.module.css';

/** Whose logs: a Pod's, or those of all Pods that a workload's selector picks. */
export type LogScope = Pick<LiveLogsQuery, 'clusterId' | 'namespace'> &
  ({ pod: string } | { kind: string; name: string });

export interface LogsPanelProps {
  scope: LogScope;
  /** The Pod, or the workload with its template. */
  object: Fields;
}

/** The container a reader most likely means: the annotated one, the only one, else all of them. */
const defaultContainer = (object: Fields): string => {
  const running = containersOf(object).filter((container) => container.type === 'container');
  return annotatedContainer(object) || (running.length === 1 ? (running[0]?.name ?? '') : '');
};

const useSession = (query: LiveLogsQuery, attempt: number) => {
  const key = JSON.stringify(query);
  const session = useMemo(() => createLogSession(client, query), [key, attempt]);
  useEffect(() => whileSeen({ start: session.start, stop: session.stop, retry: session.retryNow }), [session]);
  return useSyncExternalStore(session.subscribe, session.snapshot);
};

/** Logs of one or many containers: live, merged in time order, searchable, bounded. */
export function LogsPanel({ scope, object }: LogsPanelProps) {
  const { t } = useTranslation();
  const { clusterId, namespace } = scope;
  const ownPod = 'pod' in scope ? scope.pod : '';
  const containers = containersOf(object).map(({ name }) => name);
  const [choice, setChoice] = useState<LogChoice>(() => ({
    pod: ownPod,
    container: defaultContainer(object),
    previous: false,
    tailLines: 1000,
    since: '',
    level: 'all',
    wrap: false,
    timestamps: false,
  }));
  const [pinned, setPinned] = useState(true);
  const [needle, setNeedle] = useState('');
  const [position, setPosition] = useState<number>();
  const [attempt, setAttempt] = useState(0);
  const change = (next: Partial<LogChoice>): void => {
    setChoice({ ...choice, ...next });
    setPosition(undefined);
    setPinned(true);
  };

  const kept: LiveLogsQuery = {
    clusterId,
    namespace,
    ...(choice.pod === '' && 'kind' in scope ? { kind: scope.kind, name: scope.name } : { pod: choice.pod }),
    ...(choice.container === '' ? {} : { container: choice.container }),
    ...(choice.since === '' ? {} : { sinceSeconds: Number(choice.since) }),
    previous: choice.previous,
  };
  const { lines: all, dropped, state, sources } = useSession({ ...kept, tailLines: choice.tailLines }, attempt);
  const lines = useMemo(() => all.filter((line) => isShown(line, choice.level)), [all, choice.level]);
  const matches = useMemo(() => findMatches(lines, needle), [lines, needle]);
  const found = useMemo(() => new Set(matches.lineIds), [matches]);
  const current = position === undefined ? undefined : matches.lineIds[Math.min(position, matches.lineIds.length - 1)];
  // Once seen, a Pod can be chosen also while only another one is read.
  const [pods, setPods] = useState<readonly string[]>([]);
  const seen = sources.map(({ pod }) => pod).filter((pod) => !pods.includes(pod));
  if (seen.length > 0) setPods([...new Set([...pods, ...seen])].sort());
  const many = { pods: choice.pod === '', containers: choice.container === '' && containers.length > 1 };
  const sourceOf = useCallback(
    ({ pod, container }: LogLine): string =>
      [many.pods ? pod : '', many.containers ? container : ''].filter((part) => part !== '').join('/'),
    [many.pods, many.containers],
  );

  const step = (by: number): void => {
    const count = matches.lineIds.length;
    if (count > 0) setPosition(((position ?? (by > 0 ? -1 : 0)) + by + count) % count);
  };
  if (state.phase === 'failed') return <Failure error={state.error} onRetry={() => setAttempt(attempt + 1)} />;
  return (
    <div className={classes.frame}>
      <LogTools
        choice={choice}
        pods={ownPod === '' ? pods : []}
        containers={containers}
        file={client.logsUrl(kept)}
        matchesFile={needle === '' ? undefined : client.logsUrl({ ...kept, search: needle })}
        onChange={change}
      >
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
      </LogTools>
      <PhaseNote state={state} dropped={dropped} />
      <div className={classes.body}>
        <LogLines
          lines={lines}
          label={t('logs.label', { container: choice.container || t('logs.allContainers') })}
          wrap={choice.wrap}
          timestamps={choice.timestamps}
          sourceOf={sourceOf}
          needle={needle}
          found={found}
          current={current}
          pinned={pinned}
          onPinned={setPinned}
        />
        {lines.length > 0 ? null : <LogEmpty state={state} sources={sources} hasOtherLevels={all.length > 0} />}
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
      <LogFoot lines={lines.length} state={state} sources={sources} pinned={pinned} />
    </div>
  );
}

import { terminalIdleCode } from '@binnacle/api';
import { Button, NativeSelect, useComputedColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useErrorText } from '../../ui/states.tsx';
import { StatusText } from '../../ui/status.tsx';
import type { Tone } from '../../ui/tone.ts';
import { annotatedContainer, liveContainers } from '../detail/containers.ts';
import classes from './terminal.module.css';
import { createScreen, type TerminalScreen } from './terminal-screen.ts';
import { startSession, type TerminalState } from './terminal-session.ts';
import { chooseContainer, type TerminalTab } from './terminals.ts';

/** The containers that may be chosen, and the one that the server takes unless told. */
const useContainers = ({ target }: TerminalTab) =>
  useQuery({
    queryKey: ['terminal-containers', target],
    enabled: target.type === 'pod',
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const { clusterId, name } = target;
      const namespace = target.type === 'pod' ? target.namespace : '';
      const object = await client.object(
        { clusterId, group: '', version: 'v1', plural: 'pods', namespace, name },
        { signal },
      );
      return { names: liveContainers(object), standard: annotatedContainer(object) };
    },
  }).data;

const tones: Readonly<Record<TerminalState['phase'], Tone>> = {
  opening: 'busy',
  open: 'ok',
  ended: 'idle',
  failed: 'bad',
};

/** 1000 is a shell that ended, or one that the reader left. */
const brokeOff = 1006;

const useStateText = (state: TerminalState): string => {
  const { t } = useTranslation();
  const textOf = useErrorText();
  if (state.phase === 'opening') return t('terminal.opening');
  if (state.phase === 'open') return t('terminal.open');
  if (state.phase === 'failed') return textOf(state.error);
  if (state.code === brokeOff) return t(state.wasOpen ? 'terminal.broken' : 'terminal.refused');
  if (state.code === terminalIdleCode) return t('terminal.idle');
  return t('terminal.ended', { reason: state.reason });
};

/** One terminal: its container, its state, its screen. It lives as long as its tab, shown or not. */
export function TerminalView({ tab, shown, onLeave }: { tab: TerminalTab; shown: boolean; onLeave: () => void }) {
  const { t } = useTranslation();
  const { target } = tab;
  const scheme = useComputedColorScheme();
  const host = useRef<HTMLDivElement>(null);
  const screen = useRef<TerminalScreen>(null);
  const leave = useRef(onLeave);
  leave.current = onLeave;
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<TerminalState>({ phase: 'opening' });
  const text = useStateText(state);
  const containers = useContainers(tab);

  useEffect(() => {
    if (host.current === null) return undefined;
    const made = createScreen(host.current, { onLeave: () => leave.current() });
    screen.current = made;
    return made.dispose;
  }, []);
  useEffect(() => {
    if (screen.current === null) return undefined;
    screen.current.clear();
    return startSession({ client, target, screen: screen.current, onState: setState });
  }, [target, attempt]);
  useEffect(() => {
    screen.current?.paint();
  }, [scheme]);
  useEffect(() => {
    if (shown) screen.current?.focus();
  }, [shown]);

  const isOver = state.phase === 'ended' || state.phase === 'failed';
  return (
    <div className={classes.view} hidden={!shown}>
      <div className={classes.state}>
        {target.type === 'pod' && containers !== undefined && containers.names.length > 0 ? (
          <NativeSelect
            size="xs"
            aria-label={t('logs.container')}
            value={target.container ?? (containers.standard || containers.names[0])}
            data={containers.names}
            onChange={(event) => chooseContainer(tab.id, event.currentTarget.value)}
          />
        ) : null}
        <span role="status" className={classes.stateText}>
          <StatusText tone={state.phase === 'ended' && state.code !== 1000 ? 'warn' : tones[state.phase]} text={text} />
        </span>
        {isOver ? (
          <Button size="compact-sm" variant="default" onClick={() => setAttempt(attempt + 1)}>
            {t('terminal.again')}
          </Button>
        ) : null}
        <span className={classes.hint}>{t('terminal.hint')}</span>
      </div>
      <div ref={host} className={classes.screen} data-over={isOver || undefined} />
    </div>
  );
}

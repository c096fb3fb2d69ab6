import { ConsoleError, type LiveLogsHandlers, type LogPositions } from '@binnacle/api/client';
import { expect, it, vi } from 'vitest';
import { createLogSession } from './log-session.ts';

const start = (previous = false) => {
  const opened: { handlers: LiveLogsHandlers; positions: LogPositions | undefined; close: () => void }[] = [];
  const session = createLogSession(
    {
      followLogs: (_query, handlers, positions) => {
        const close = vi.fn();
        opened.push({ handlers, positions, close });
        return { close, retryNow: vi.fn() };
      },
    },
    { clusterId: 1, namespace: 'shop', pod: 'web', previous },
  );
  session.start();
  return { session, opened };
};
const line = (text: string) => ({ pod: 'web', container: 'main', time: '2026-11-21T09:00:00Z', text });
const source = (container: string, state: 'open' | 'ended') => ({ pod: 'web', container, state });

it('says that it waits, and why, and follows again', () => {
  const { session, opened } = start();
  const { handlers } = opened[0]!;
  handlers.onState({ state: 'open' });
  handlers.onLines([line('ready')]);
  expect(session.snapshot().state).toEqual({ phase: 'following' });
  const error = new ConsoleError({ reason: 'NetworkError', code: 0, message: 'gone' });
  handlers.onState({ state: 'waiting', attempt: 1, retryInMs: 5, error });
  expect(session.snapshot().state).toEqual({ phase: 'waiting', error });
  handlers.onState({ state: 'open' });
  expect(session.snapshot().state).toEqual({ phase: 'following' });
});

it('says that there is nothing only when there was nothing for a while', () => {
  vi.useFakeTimers();
  const { session, opened } = start();
  const { handlers } = opened[0]!;
  const phase = () => session.snapshot().state.phase;
  expect(phase()).toBe('loading');
  handlers.onState({ state: 'open' });
  handlers.onSources([source('main', 'open')]);
  expect(phase()).toBe('loading');
  const error = new ConsoleError({ reason: 'NetworkError', code: 0, message: 'gone' });
  handlers.onState({ state: 'waiting', attempt: 1, retryInMs: 5, error });
  vi.runAllTimers();
  expect(phase()).toBe('waiting');
  handlers.onState({ state: 'open' });
  expect(phase()).toBe('loading');
  vi.runAllTimers();
  expect(phase()).toBe('following');
  vi.useRealTimers();
});

it('goes on behind what it has after a pause', () => {
  const { session, opened } = start();
  session.stop();
  session.start();
  expect(opened.length).toBe(2);
  expect(opened[0]?.close).toHaveBeenCalledOnce();
  expect(opened[1]?.positions).toBe(opened[0]?.positions);
});

it('ends with the last log of a former run, and not while a container may come back', () => {
  const former = start(true);
  former.opened[0]!.handlers.onSources([source('main', 'open'), source('proxy', 'ended')]);
  expect(former.session.snapshot().state.phase).not.toBe('ended');
  former.opened[0]!.handlers.onSources([source('main', 'ended')]);
  expect(former.session.snapshot()).toMatchObject({
    state: { phase: 'ended' },
    sources: [source('main', 'ended'), source('proxy', 'ended')],
  });
  const live = start();
  live.opened[0]!.handlers.onSources([source('main', 'ended')]);
  expect(live.session.snapshot().state.phase).not.toBe('ended');
});

import { fromThrown, isAbort, openTerminal, type ConsoleClient, type ConsoleError } from '@binnacle/api/client';
import type { TerminalScreen } from './terminal-screen.ts';
import type { TerminalTarget } from './terminals.ts';

export type TerminalState =
  | { phase: 'opening' }
  | { phase: 'open' }
  /** Codes and reasons are those of packages/api/src/terminal.ts. */
  | { phase: 'ended'; code: number; reason: string; wasOpen: boolean }
  /** It was not opened. */
  | { phase: 'failed'; error: ConsoleError };

interface SessionOptions {
  client: Pick<ConsoleClient, 'podTerminal' | 'nodeTerminal'>;
  target: TerminalTarget;
  screen: TerminalScreen;
  onState: (state: TerminalState) => void;
}

/** Joins a screen with a shell; returns the end. A shell that broke off is not opened again by itself: it would be another. */
export const startSession = ({ client, target, screen, onState }: SessionOptions): (() => void) => {
  const ending = new AbortController();
  const leave = { signal: ending.signal };
  const offer = target.type === 'pod' ? client.podTerminal(target, leave) : client.nodeTerminal(target, leave);
  let wasOpen = false;
  onState({ phase: 'opening' });
  offer.then(
    ({ url }) => {
      if (ending.signal.aborted) return;
      const terminal = openTerminal(url, {
        onOpen: () => {
          wasOpen = true;
          terminal.resize(screen.columns(), screen.rows());
          onState({ phase: 'open' });
          screen.focus();
        },
        onOutput: screen.write,
        onEnd: (end) => {
          stopListening();
          if (!ending.signal.aborted) onState({ phase: 'ended', ...end, wasOpen });
        },
      });
      const stopListening = screen.listen({ onInput: terminal.type, onResize: terminal.resize });
      ending.signal.addEventListener('abort', terminal.close, { once: true });
    },
    (thrown: unknown) => {
      if (!ending.signal.aborted && !isAbort(thrown)) onState({ phase: 'failed', error: fromThrown(thrown) });
    },
  );
  return () => ending.abort();
};

import { emptyReader, nullWriter } from '../../streams/pipe.ts';
import type { LiveContainer } from './live-container.ts';

/**
 * A container in which a command has run before anything else does: its postStart hook, whose files are there for who
 * comes in. It runs when the first one comes: nobody saw it before.
 */
export const afterCommand = (live: LiveContainer, command: readonly string[]): LiveContainer => {
  let ready: Promise<unknown> | undefined;
  const prepare = () =>
    (ready ??= live
      .start(command, { stdin: emptyReader, stdout: nullWriter, stderr: nullWriter })
      .exited.catch(() => 1));
  return {
    ...live,
    // The container's own process does not wait for its hook.
    startFirst: (argv, streams) => {
      void prepare();
      return live.startFirst(argv, streams);
    },
    start: (argv, streams) => {
      let killed: string | undefined;
      let kill = (signal: string): void => {
        killed = signal;
      };
      const exited = prepare().then(() => {
        const started = live.start(argv, streams);
        kill = started.kill;
        if (killed !== undefined) kill(killed);
        return started.exited;
      });
      return { exited, kill: (signal) => kill(signal) };
    },
  };
};

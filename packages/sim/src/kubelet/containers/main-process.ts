import { createPipe, emptyReader, nullWriter, type ByteWriter } from '../../streams/pipe.ts';
import type { SessionStreams } from '../../types.ts';
import type { Container } from '../../local/objects.ts';
import { profileOf } from '../images/profile.ts';
import { programs } from '../shell/commands/index.ts';
import { createTerminal } from '../shell/terminal.ts';
import type { LiveContainer } from './live-container.ts';

interface Interaction {
  stdin?: boolean;
  stdinOnce?: boolean;
  tty?: boolean;
}

/**
 * The command line of a container that waits for somebody at its standard input: a shell or another program that is
 * simulated. Undefined for all others.
 */
export const interactiveCommand = (container: Container): readonly string[] | undefined => {
  if ((container as Interaction).stdin !== true) return undefined;
  const { command, args = [], image } = container;
  const profile = profileOf(image);
  if (command === undefined && !profile.isShell) return undefined;
  const argv = command === undefined ? (args.length > 0 ? args : profile.command) : [...command, ...args];
  const name = argv[0]?.slice(argv[0].lastIndexOf('/') + 1) ?? '';
  return programs[name] === undefined ? undefined : argv;
};

/** The process of a container that is spoken to by attaching. It outlives those who attach, unless told otherwise. */
export interface MainProcess {
  /** Resolves when the process has ended or the caller leaves. */
  attach(streams: SessionStreams): Promise<void>;
}

export const createMainProcess = (
  live: LiveContainer,
  container: Container,
  { argv, onExit }: { argv: readonly string[]; onExit: (code: number) => void },
): MainProcess => {
  const { tty = false, stdinOnce = false } = container as Interaction;
  let screen: { stdout: ByteWriter; stderr: ByteWriter } | undefined;
  // What is written while nobody looks is gone, as with a program that keeps no log.
  const to = (name: 'stdout' | 'stderr'): ByteWriter => ({
    write: (bytes) => screen?.[name].write(bytes) ?? Promise.resolve(),
    end: () => {},
  });
  const stdin = createPipe();
  const terminal = tty ? createTerminal(to('stdout')) : undefined;
  let ended: Promise<void> | undefined;
  // Nobody would see what it says before: it begins when the first one is there.
  const begin = (): Promise<void> => {
    const started = live.start(argv, {
      stdin: terminal?.input ?? stdin,
      stdout: terminal?.output ?? to('stdout'),
      stderr: terminal?.output ?? to('stderr'),
      ...(terminal === undefined ? {} : { terminal }),
    });
    if (terminal !== undefined) terminal.onInterrupt ??= () => started.kill('INT');
    return started.exited.then(onExit, () => onExit(127));
  };

  const feed = async ({ stdin: input = emptyReader, signal }: SessionStreams) => {
    for (let bytes = await input.read(); bytes !== undefined; bytes = await input.read()) {
      if (terminal === undefined) await stdin.write(bytes).catch(() => {});
      else terminal.type(bytes);
    }
    // A client that only leaves has not ended the input of a program that others may attach to.
    if (signal.aborted && !stdinOnce) return;
    if (terminal === undefined) stdin.end();
    else terminal.hangUp();
  };

  return {
    attach: async (streams) => {
      const { stdout = nullWriter, stderr = nullWriter, signal, onResize } = streams;
      const own = { stdout, stderr };
      screen = own;
      ended ??= begin();
      if (terminal !== undefined) onResize?.(({ columns, rows }) => Object.assign(terminal, { columns, rows }));
      if (streams.stdin !== undefined) void feed(streams);
      const left = new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
        if (signal.aborted) resolve();
      });
      await Promise.race([ended, left]);
      if (screen === own) screen = undefined;
    },
  };
};

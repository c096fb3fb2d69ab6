import type { Clock } from '@binnacle/kube/clock';
import { emptyReader } from '../../streams/pipe.ts';
import type { Container, Pod } from '../../local/objects.ts';
import { FileError } from '../files/file-error.ts';
import type { LogSource } from '../logs/source.ts';
import { scriptOf } from '../script.ts';
import { createCapturedLog, type CapturedLog } from './captured-log.ts';
import type { LiveContainer } from './live-container.ts';
import { findContainer, statusesOf } from './live-pods.ts';

/** Scripts that run at a time in all containers together; the others begin when one of them has ended. */
const mostRunning = 500;
/** The exit code of what could not be started. Source: containerd. */
const cannotStart = 128;
/** What is read of a termination message. */
const messageBytes = 4096;

interface Run {
  restart: number;
  container: Container;
  log: CapturedLog;
  /** Once it has begun. */
  live?: LiveContainer;
  ended: boolean;
}

export interface ScriptsContext {
  clock: Clock;
  enter: (pod: Pod, container: string) => LiveContainer;
  onExit: (pod: Pod, container: string, code: number) => void;
  /** A line was written. */
  onLine: (pod: Pod) => void;
}

/** What a run has left. */
export interface Remains {
  log: LogSource;
  /** What stands in the file of its termination message. */
  message: string | undefined;
}

/** The processes of containers whose command line is a script of known words: run as they are written. */
export interface Scripts {
  /** Begins what runs by the Pod's status and has not begun. */
  onChange(pod: Pod): void;
  /** One of the last two runs of a container; undefined when it was no script, or is not known any more. */
  remains(uid: string, container: string, restart: number): Remains | undefined;
  forget(uid: string): void;
  /** What ends from now on is nobody's. */
  close(): void;
}

const messageOf = ({ container, live }: Run): string | undefined => {
  if (live === undefined) return undefined;
  try {
    const bytes = live.context.files.read(container.terminationMessagePath ?? '/dev/termination-log');
    return bytes.length === 0 ? undefined : Buffer.from(bytes.subarray(0, messageBytes)).toString('utf8');
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
};

export const createScripts = ({ clock, enter, onExit, onLine }: ScriptsContext): Scripts => {
  /** By Pod, then by container, the newest run first. */
  const pods = new Map<string, Map<string, Run[]>>();
  const waiting: (() => void)[] = [];
  let running = 0;

  const startIn = async (pod: Pod, run: Run, argv: readonly string[]): Promise<number> => {
    const { stdout, stderr } = run.log;
    run.live = enter(pod, run.container.name);
    return run.live.startFirst(argv, { stdin: emptyReader, stdout, stderr }).exited;
  };

  const begin = async (pod: Pod, run: Run, argv: readonly string[]): Promise<void> => {
    if (running >= mostRunning) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      const code = await startIn(pod, run, argv).catch(() => cannotStart);
      run.ended = true;
      run.log.end();
      // Another run may have begun: what ended this one is known already then.
      const { name } = run.container;
      if (pods.get(pod.metadata.uid ?? '')?.get(name)?.[0] === run) onExit(pod, name, code);
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };

  return {
    onChange: (pod) => {
      const uid = pod.metadata.uid ?? '';
      for (const { name, state, restartCount: restart } of statusesOf(pod)) {
        if (state.running === undefined || pods.get(uid)?.get(name)?.[0]?.restart === restart) continue;
        const container = findContainer(pod, name);
        const argv = container === undefined ? undefined : scriptOf(container);
        if (container === undefined || argv === undefined) continue;
        const runs = pods.get(uid) ?? new Map<string, Run[]>();
        pods.set(uid, runs);
        const log = createCapturedLog({ clock, restart, onLine: () => onLine(pod) });
        const run: Run = { restart, container, log, ended: false };
        runs.set(name, [run, ...(runs.get(name) ?? []).slice(0, 1)]);
        void begin(pod, run, argv);
      }
    },
    remains: (uid, container, restart) => {
      const run = pods
        .get(uid)
        ?.get(container)
        ?.find((one) => one.restart === restart);
      if (run === undefined) return undefined;
      return { log: run.log.source(), message: run.ended ? messageOf(run) : undefined };
    },
    forget: (uid) => void pods.delete(uid),
    close: () => pods.clear(),
  };
};

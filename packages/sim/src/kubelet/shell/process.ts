import type { ByteReader, ByteWriter } from '../../streams/pipe.ts';
import type { FileSystem } from '../files/file-system.ts';
import type { ContainerContext } from './container-context.ts';
import type { Terminal } from './terminal.ts';

/** A program that runs in a container, with all that it may touch. */
export interface Process {
  /** Its name first. */
  readonly argv: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  /** Absolute. */
  readonly cwd: string;
  readonly stdin: ByteReader;
  readonly stdout: ByteWriter;
  readonly stderr: ByteWriter;
  readonly files: FileSystem;
  readonly container: ContainerContext;
  /** Aborted by a signal; the reason is the signal's name. */
  readonly signal: AbortSignal;
  /** The terminal that it was started from. */
  readonly terminal?: Terminal;
}

/** Runs to its end and gives the exit code. */
export type Program = (process: Process) => number | Promise<number>;

const signalNumbers: Readonly<Record<string, number>> = { HUP: 1, INT: 2, QUIT: 3, KILL: 9, PIPE: 13, TERM: 15 };

/** The number of a signal by name or number, with or without SIG. */
export const signalNumber = (text: string): number | undefined => {
  if (/^\d+$/.test(text)) return Number(text);
  return signalNumbers[text.toUpperCase().replace(/^SIG/, '')];
};

/** A process that was ended by a signal. */
export class Killed extends Error {
  readonly exitCode: number;
  constructor(signal: string) {
    super(`killed by ${signal}`);
    this.name = 'Killed';
    this.exitCode = 128 + (signalNumbers[signal] ?? 9);
  }
}

/** Throws Killed when the process was sent a signal. */
export const checkAlive = ({ signal }: Pick<Process, 'signal'>): void => {
  if (signal.aborted) throw new Killed(String(signal.reason));
};

/** Waits for something, or rejects with Killed when a signal comes first. */
export const orKilled = <T>({ signal }: Pick<Process, 'signal'>, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const onAbort = () => reject(new Killed(String(signal.reason)));
    if (signal.aborted) {
      work.catch(() => {});
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });

/** Rejects with Killed when a signal comes first. */
export const pause = (process: Pick<Process, 'signal' | 'container'>, ms: number): Promise<void> => {
  let cancel = () => {};
  return orKilled(
    process,
    new Promise<void>((resolve) => (cancel = process.container.clock.after(ms, resolve))),
  ).finally(() => cancel());
};

const encoder = new TextEncoder();

export const print = (process: Process, text: string): Promise<void> =>
  text === '' ? Promise.resolve() : orKilled(process, process.stdout.write(encoder.encode(text)));

export const printBytes = (process: Process, bytes: Uint8Array): Promise<void> =>
  orKilled(process, process.stdout.write(bytes));

export const complain = (process: Process, text: string): Promise<void> =>
  orKilled(process, process.stderr.write(encoder.encode(`${text}\n`)));

export const nameOf = ({ argv }: Process): string => {
  const [name = ''] = argv;
  return name.slice(name.lastIndexOf('/') + 1);
};

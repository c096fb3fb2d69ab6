import { emptyReader, readerOf, type ByteReader } from '../../streams/pipe.ts';
import { FileError } from '../files/file-error.ts';
import { toAbsolute } from '../files/file-system.ts';
import { complain, nameOf, orKilled, type Process } from './process.ts';

export const pathIn = ({ cwd }: Pick<Process, 'cwd'>, path: string): string => toAbsolute(path, cwd);

/** The bytes of a stream as they come. */
export async function* chunksOf(process: Process, reader: ByteReader): AsyncGenerator<Uint8Array> {
  for (;;) {
    const bytes = await orKilled(process, reader.read());
    if (bytes === undefined) return;
    yield bytes;
  }
}

/** Lines without their ends, as many as came at once; the last one may have had no end. */
export async function* lineBatches(process: Process, reader: ByteReader): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of chunksOf(process, reader)) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    if (parts.length > 0) yield parts;
  }
  rest += decoder.decode();
  if (rest !== '') yield [rest];
}

/** Says what went wrong with a file in the words of busybox; other errors go on. Gives exit code 1. */
export const complainAbout = async (process: Process, error: unknown, path?: string): Promise<number> => {
  if (!(error instanceof FileError)) throw error;
  await complain(process, `${nameOf(process)}: ${path ?? error.path}: ${error.message}`);
  return 1;
};

/** Reads a file by its name as a stream; `-` is standard input. Throws FileError. */
export const openInput = (process: Process, path: string): ByteReader => {
  if (path === '-' || path === '/dev/stdin') return process.stdin;
  const full = pathIn(process, path);
  const node = process.files.stat(full);
  if (node.type === 'device') return deviceReader(process, node.device);
  return readerOf(process.files.read(full));
};

const deviceReader = (process: Process, device: string): ByteReader => {
  if (device === 'tty' || device === 'stdin') return process.stdin;
  if (device === 'zero' || device === 'random') {
    const chunk = new Uint8Array(4096);
    if (device === 'random') for (let i = 0; i < chunk.length; i++) chunk[i] = (i * 197 + 91) & 255;
    return { ...emptyReader, read: () => Promise.resolve(chunk) };
  }
  return emptyReader;
};

/** Does the same with each named file, or with standard input when none is named. Gives 1 when a file failed. */
export const eachInput = async (
  process: Process,
  paths: readonly string[],
  work: (reader: ByteReader, path: string) => Promise<void>,
): Promise<number> => {
  let code = 0;
  for (const path of paths.length === 0 ? ['-'] : paths) {
    try {
      await work(openInput(process, path), path);
    } catch (error) {
      code = await complainAbout(process, error, path);
    }
  }
  return code;
};

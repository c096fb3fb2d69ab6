import { extract, pack, type Header } from 'tar-stream';
import { Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { FileError } from '../../files/file-error.ts';
import type { Node } from '../../files/node.ts';
import { matchesPattern } from '../glob.ts';
import { complain, orKilled, print, printBytes, type Process, type Program } from '../process.ts';
import { chunksOf, complainAbout, openInput, pathIn } from '../text.ts';
import { openOutput } from '../redirect.ts';
import { modeText, nameOfId } from './listing.ts';

/** `tar` as people and `kubectl cp` use it: c, x and t, with f, v, z, p, m, C, exclude and strip-components. */
interface Request {
  verb: 'c' | 'x' | 't' | '';
  file: string;
  directory: string;
  verbose: boolean;
  gzip: boolean;
  strip: number;
  exclude: string[];
  toStdout: boolean;
  paths: string[];
}

const parseArguments = (args: readonly string[]): Request => {
  const request: Request = {
    verb: '',
    file: '-',
    directory: '.',
    verbose: false,
    gzip: false,
    strip: 0,
    exclude: [],
    toStdout: false,
    paths: [],
  };
  const queue = [...args];
  const letters = (text: string) => {
    for (const letter of text) {
      if (letter === 'c' || letter === 'x' || letter === 't') request.verb = letter;
      else if (letter === 'v') request.verbose = true;
      else if (letter === 'z') request.gzip = true;
      else if (letter === 'O') request.toStdout = true;
      else if (letter === 'f') request.file = queue.shift() ?? '-';
      else if (letter === 'C') request.directory = queue.shift() ?? '.';
    }
  };
  let isFirst = true;
  while (queue.length > 0) {
    const arg = queue.shift() as string;
    const [, name, value] = /^--([a-z-]+)(?:=(.*))?$/.exec(arg) ?? [];
    if (arg === '--') request.paths.push(...queue.splice(0));
    else if (name === 'directory') request.directory = value ?? queue.shift() ?? '.';
    else if (name === 'file') request.file = value ?? queue.shift() ?? '-';
    else if (name === 'exclude') request.exclude.push(value ?? queue.shift() ?? '');
    else if (name === 'strip-components') request.strip = Number(value ?? queue.shift() ?? 0);
    else if (name === 'create' || name === 'extract' || name === 'list')
      request.verb = name === 'create' ? 'c' : name === 'extract' ? 'x' : 't';
    else if (name !== undefined) continue;
    else if (arg.startsWith('-')) letters(arg.slice(1));
    else if (isFirst) letters(arg);
    else request.paths.push(arg);
    isFirst = false;
  }
  return request;
};

const headerOf = (name: string, node: Node, size: number): Partial<Header> & Pick<Header, 'name'> => ({
  name,
  mode: node.mode & 0o7777,
  uid: node.uid,
  gid: node.gid,
  mtime: new Date(Math.floor(node.mtime / 1000) * 1000),
  ...(node.type === 'directory'
    ? { type: 'directory' as const }
    : node.type === 'link'
      ? { type: 'symlink' as const, linkname: node.target }
      : { type: 'file' as const, size }),
});

/** Writes an archive of the paths; gives 1 when one could not be read. */
const create = async (process: Process, request: Request): Promise<number> => {
  const tarball = pack();
  const source = request.gzip ? Readable.from(tarball).pipe(createGzip()) : tarball;
  const out = request.file === '-' ? process.stdout : openOutput({ process, cwd: process.cwd }, request.file, false);
  const written = (async () => {
    for await (const chunk of source as AsyncIterable<Uint8Array>) await orKilled(process, out.write(chunk));
  })();
  written.catch(() => tarball.destroy());
  let code = 0;
  const cwd = pathIn(process, request.directory);
  const add = async (path: string): Promise<void> => {
    if (
      request.exclude.some(
        (pattern) => matchesPattern(path, pattern) || matchesPattern(path.slice(path.lastIndexOf('/') + 1), pattern),
      )
    )
      return;
    const full = path.startsWith('/') ? path : `${cwd}/${path}`;
    const node = process.files.lstat(full);
    if (node.type === 'device') return;
    const name = path.replace(/^\/+/, '') || '.';
    const bytes = node.type === 'directory' || node.type === 'link' ? undefined : Buffer.from(process.files.read(full));
    if (request.verbose) await complain(process, name);
    await new Promise<void>((resolve, reject) => {
      const header = headerOf(node.type === 'directory' ? `${name}/` : name, node, bytes?.length ?? 0);
      tarball.entry(header, bytes ?? '', (error) => (error ? reject(error) : resolve()));
    });
    if (node.type !== 'directory') return;
    for (const child of process.files.list(full)) await add(`${path.replace(/\/$/, '')}/${child}`);
  };
  for (const path of request.paths) {
    try {
      await add(path);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await complain(process, `tar: ${path}: ${error.message}`);
      code = 1;
    }
  }
  tarball.finalize();
  await written;
  if (request.file !== '-') out.end();
  return code;
};

/** Makes the directories above a path. */
const makeParents = (process: Process, full: string): void => {
  let path = '';
  for (const part of full
    .split('/')
    .filter((piece) => piece !== '')
    .slice(0, -1)) {
    path += `/${part}`;
    if (!process.files.exists(path)) process.files.makeDirectory(path);
  }
};

/** Puts one entry in its place. */
const unpack = (process: Process, header: Header, { full, bytes }: { full: string; bytes: Uint8Array }): void => {
  const { files } = process;
  makeParents(process, full);
  if (header.type === 'directory') {
    if (!files.exists(full)) files.makeDirectory(full, header.mode ?? 0o755);
    return;
  }
  if (files.exists(full) && files.lstat(full).type !== 'directory') files.unlink(full);
  if (header.type === 'symlink') return files.link(header.linkname ?? '', full);
  files.write(full, bytes, { mode: header.mode ?? 0o644 });
  files.change(full, { mtime: header.mtime?.getTime() ?? 0 });
};

const read = async (process: Process, request: Request): Promise<number> => {
  const input = openInput(process, request.file);
  const tarball = extract();
  const feed = async () => {
    const source = request.gzip
      ? Readable.from(chunksOf(process, input)).pipe(createGunzip())
      : chunksOf(process, input);
    for await (const chunk of source as AsyncIterable<Uint8Array>) {
      if (tarball.destroyed) return;
      if (!tarball.write(chunk))
        await new Promise<unknown>((resolve) =>
          tarball.once('drain', () => resolve(0)).once('close', () => resolve(0)),
        );
    }
    tarball.end(undefined);
  };
  const fed = feed();
  fed.catch((error: unknown) => tarball.destroy(error as Error));
  const base = pathIn(process, request.directory);
  let code = 0;
  try {
    for await (const entry of tarball) {
      const chunks: Buffer[] = [];
      for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
      const { header } = entry;
      const parts = header.name.split('/').filter((part) => part !== '' && part !== '.');
      const name = parts.slice(request.strip).join('/');
      if (name === '' || parts.includes('..')) continue;
      if (
        request.paths.length > 0 &&
        !request.paths.some(
          (path) => matchesPattern(parts.join('/'), path) || `${parts.join('/')}/`.startsWith(`${path}/`),
        )
      )
        continue;
      const bytes = Buffer.concat(chunks);
      if (request.verb === 't') {
        await print(process, request.verbose ? longName(process, header) : `${header.name}\n`);
        continue;
      }
      if (request.toStdout) {
        await printBytes(process, bytes);
        continue;
      }
      if (request.verbose) await print(process, `${header.name}\n`);
      try {
        unpack(process, header, { full: `${base}/${name}`, bytes });
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        await complain(process, `tar: can't open '${name}': ${error.message}`);
        code = 1;
      }
    }
    await fed;
  } catch (error) {
    if (error instanceof FileError || !(error instanceof Error) || error.name === 'Killed') throw error;
    await complain(process, 'tar: invalid tar magic');
    return 1;
  }
  return code;
};

const longName = (process: Process, header: Header): string => {
  const kind = header.type === 'directory' ? 'directory' : header.type === 'symlink' ? 'link' : 'file';
  const mode = modeText({ type: kind, mode: header.mode ?? 0o644 } as Node);
  const owner = `${nameOfId(process, header.uid ?? 0, 'passwd')}/${nameOfId(process, header.gid ?? 0, 'group')}`;
  const time = header.mtime?.toISOString().slice(0, 19).replace('T', ' ') ?? '';
  return `${mode} ${owner} ${String(header.size ?? 0).padStart(9)} ${time} ${header.name}\n`;
};

const tar: Program = async (process) => {
  const request = parseArguments(process.argv.slice(1));
  try {
    if (request.verb === '') {
      await complain(process, 'Usage: tar c|x|t [-zvO] [-f TARFILE] [-C DIR] [FILE]...');
      return 1;
    }
    return await (request.verb === 'c' ? create(process, request) : read(process, request));
  } catch (error) {
    return complainAbout(process, error);
  }
};

const gzip: Program = async (process) => {
  const name = process.argv[0] ?? 'gzip';
  const decodes = /gunzip|zcat/.test(name) || process.argv.includes('-d') || process.argv.includes('-dc');
  const stream = decodes ? createGunzip() : createGzip();
  const written = (async () => {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) await printBytes(process, chunk);
  })();
  try {
    const [path = '-'] = process.argv.slice(1).filter((arg) => !/^-./.test(arg));
    const input = openInput(process, path);
    for await (const chunk of chunksOf(process, input)) stream.write(chunk);
    stream.end();
    await written;
    return 0;
  } catch (error) {
    written.catch(() => {});
    stream.destroy();
    if (error instanceof FileError) return complainAbout(process, error);
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) {
      await complain(process, 'gzip: invalid magic');
      return 1;
    }
    throw error;
  }
};

export const archiveCommands: Readonly<Record<string, Program>> = { tar, gzip, gunzip: gzip, zcat: gzip };

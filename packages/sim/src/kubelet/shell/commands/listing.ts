import { FileError } from '../../files/file-error.ts';
import { sizeOf, type Node } from '../../files/node.ts';
import { matchesPattern } from '../glob.ts';
import { checkAlive, complain, print, type Process, type Program } from '../process.ts';
import { parseOptions, type Options } from '../options.ts';
import { complainAbout, pathIn } from '../text.ts';

/** Programs that show which files there are. */

const letters: Readonly<Record<Node['type'], string>> = {
  file: '-',
  live: '-',
  directory: 'd',
  link: 'l',
  device: 'c',
};

/** `drwxr-xr-x` */
export const modeText = (node: Node): string => {
  const bits = [...'rwxrwxrwx'].map((letter, i) => ((node.mode >> (8 - i)) & 1 ? letter : '-'));
  if (node.mode & 0o1000) bits[8] = bits[8] === 'x' ? 't' : 'T';
  return `${letters[node.type]}${bits.join('')}`;
};

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number) => String(value).padStart(2, '0');

/** `Nov 21 11:05`, or the year for what is older than half a year. */
const timeText = (mtime: number, now: number): string => {
  const date = new Date(mtime);
  const isRecent = Math.abs(now - mtime) < 182 * 86_400_000;
  const last = isRecent ? `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}` : ` ${date.getUTCFullYear()}`;
  return `${months[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${last}`;
};

/** `1.5K` */
export const humanSize = (bytes: number): string => {
  let value = bytes;
  for (const unit of ['', 'K', 'M', 'G', 'T']) {
    if (value < 1024 || unit === 'T') return `${unit === '' ? value : value.toFixed(1)}${unit}`;
    value /= 1024;
  }
  return String(bytes);
};

/** The name of a user or group by its number, from /etc/passwd or /etc/group. */
export const nameOfId = (process: Pick<Process, 'files'>, id: number, file: 'passwd' | 'group'): string => {
  try {
    const lines = new TextDecoder().decode(process.files.read(`/etc/${file}`)).split('\n');
    return lines.find((line) => line.split(':')[2] === String(id))?.split(':')[0] ?? String(id);
  } catch {
    return String(id);
  }
};

const longLine = (process: Process, { name, node }: { name: string; node: Node }, options: Options): string => {
  const owner = options.has('n') ? String(node.uid) : nameOfId(process, node.uid, 'passwd');
  const group = options.has('n') ? String(node.gid) : nameOfId(process, node.gid, 'group');
  const size = options.has('h') ? humanSize(sizeOf(node)) : String(sizeOf(node));
  const links = node.type === 'file' ? node.links : node.type === 'directory' ? 2 : 1;
  const arrow = node.type === 'link' ? ` -> ${node.target}` : '';
  const time = timeText(node.mtime, process.container.clock.now());
  return `${modeText(node)} ${String(links).padStart(4)} ${owner.padEnd(8)} ${group.padEnd(8)} ${size.padStart(9)} ${time} ${name}${arrow}\n`;
};

const decorated = (name: string, node: Node, options: Options): string => {
  const isDirectory = node.type === 'directory';
  if (options.has('F')) return name + (isDirectory ? '/' : node.type === 'link' ? '@' : node.mode & 0o111 ? '*' : '');
  return options.has('p') && isDirectory ? `${name}/` : name;
};

const ls: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'laA1hdRtrSFpnosiLCxcu', {
    all: 'a',
    color: 'C',
    'full-time': 'l',
  });
  const isLong = options.has('l') || options.has('n') || options.has('o');
  const isTerminal = process.terminal !== undefined && process.stdout === process.terminal.output;
  const ordered = (entries: { name: string; node: Node }[]) => {
    if (options.has('t')) entries.sort((a, b) => b.node.mtime - a.node.mtime);
    else if (options.has('S')) entries.sort((a, b) => sizeOf(b.node) - sizeOf(a.node));
    return options.has('r') ? entries.reverse() : entries;
  };
  const show = async (entries: { name: string; node: Node }[]) => {
    const named = entries.map(({ name, node }) => ({ name: decorated(name, node, options), node }));
    if (isLong) return print(process, named.map((entry) => longLine(process, entry, options)).join(''));
    const names = named.map(({ name }) => name);
    if (!isTerminal || options.has('1')) return print(process, names.map((name) => `${name}\n`).join(''));
    return print(process, columns(names, process.terminal?.columns ?? 80));
  };
  const showDirectory = async (path: string, titled: boolean): Promise<void> => {
    checkAlive(process);
    const full = pathIn(process, path);
    const names = process.files
      .list(full)
      .filter((name) => options.has('a') || options.has('A') || !name.startsWith('.'));
    if (options.has('a')) names.unshift('.', '..');
    const entries = ordered(names.map((name) => ({ name, node: process.files.lstat(`${full}/${name}`) })));
    if (titled) await print(process, `${path}:\n`);
    if (isLong)
      await print(process, `total ${entries.reduce((sum, { node }) => sum + Math.ceil(sizeOf(node) / 4096) * 4, 0)}\n`);
    await show(entries);
    if (!options.has('R')) return;
    for (const { name, node } of entries) {
      if (node.type !== 'directory' || name === '.' || name === '..') continue;
      await print(process, '\n');
      await showDirectory(`${path.replace(/\/$/, '')}/${name}`, true);
    }
  };
  const paths = options.rest.length === 0 ? ['.'] : options.rest;
  const files: { name: string; node: Node }[] = [];
  const directories: string[] = [];
  let code = 0;
  for (const path of paths) {
    try {
      const node =
        options.has('d') || isLong
          ? process.files.lstat(pathIn(process, path))
          : process.files.stat(pathIn(process, path));
      if (node.type === 'directory' && !options.has('d')) directories.push(path);
      else files.push({ name: path, node });
    } catch (error) {
      code = await complainAbout(process, error, path);
    }
  }
  if (files.length > 0) await show(ordered(files));
  for (const [i, path] of directories.entries()) {
    try {
      if (i > 0 || files.length > 0) await print(process, '\n');
      await showDirectory(path, paths.length > 1 || options.has('R'));
    } catch (error) {
      code = await complainAbout(process, error, path);
    }
  }
  return code;
};

/** Names in columns as wide as a terminal. */
const columns = (names: readonly string[], width: number): string => {
  if (names.length === 0) return '';
  const cell = Math.max(...names.map((name) => name.length)) + 2;
  const perRow = Math.max(1, Math.floor(width / cell));
  const rows = Math.ceil(names.length / perRow);
  return Array.from({ length: rows }, (_, row) =>
    names
      .filter((_name, i) => i % rows === row)
      .map((name) => name.padEnd(cell))
      .join('')
      .trimEnd(),
  )
    .map((line) => `${line}\n`)
    .join('');
};

type Test = (path: string, node: Node) => boolean;

const findTests: Readonly<Record<string, (value: string, now: number) => Test>> = {
  '-name': (value) => (path) => matchesPattern(path.slice(path.lastIndexOf('/') + 1), value),
  '-iname': (value) => (path) =>
    matchesPattern(path.slice(path.lastIndexOf('/') + 1).toLowerCase(), value.toLowerCase()),
  '-path': (value) => (path) => matchesPattern(path, value),
  '-type': (value) => (_, node) =>
    ({ f: ['file', 'live'], d: ['directory'], l: ['link'], c: ['device'] })[value]?.includes(node.type) ?? false,
  '-size': (value) => {
    const [, sign, amount, unit = 'b'] = /^([+-]?)(\d+)([ckMGb]?)$/.exec(value) ?? [];
    const bytes = Number(amount) * ({ c: 1, k: 1024, M: 1 << 20, G: 1 << 30, b: 512 }[unit] ?? 512);
    return (_, node) =>
      sign === '+' ? sizeOf(node) > bytes : sign === '-' ? sizeOf(node) < bytes : sizeOf(node) === bytes;
  },
  '-mtime': (value, now) => (_, node) => {
    const days = Math.floor((now - node.mtime) / 86_400_000);
    return value.startsWith('+')
      ? days > Number(value)
      : value.startsWith('-')
        ? days < -Number(value)
        : days === Number(value);
  },
  '-mmin': (value, now) => (_, node) => {
    const minutes = (now - node.mtime) / 60_000;
    return value.startsWith('+') ? minutes > Number(value) : minutes < Math.abs(Number(value));
  },
};

const find: Program = async (process) => {
  const args = process.argv.slice(1);
  const start = args.findIndex((arg) => /^[-!(]/.test(arg));
  const paths = start === 0 ? ['.'] : args.slice(0, start < 0 ? undefined : start);
  if (paths.length === 0) paths.push('.');
  const expression = start < 0 ? [] : args.slice(start);
  const groups: Test[][] = [[]];
  let maxDepth = Infinity;
  let minDepth = 0;
  let command: string[] | undefined;
  let isDelete = false;
  let separator = '\n';
  let negate = false;
  for (let i = 0; i < expression.length; i++) {
    const word = expression[i] as string;
    const make = findTests[word];
    if (make !== undefined) {
      const test = make(expression[++i] ?? '', process.container.clock.now());
      const wanted = !negate;
      negate = false;
      groups.at(-1)?.push((path, node) => test(path, node) === wanted);
    } else if (word === '-empty')
      groups.at(-1)?.push((_, node) => (node.type === 'directory' ? node.children.size === 0 : sizeOf(node) === 0));
    else if (word === '!' || word === '-not') negate = true;
    else if (word === '-o' || word === '-or') groups.push([]);
    else if (word === '-maxdepth') maxDepth = Number(expression[++i]);
    else if (word === '-mindepth') minDepth = Number(expression[++i]);
    else if (word === '-delete') isDelete = true;
    else if (word === '-print0') separator = '\0';
    else if (word === '-exec') {
      const end = expression.findIndex((other, at) => at > i && (other === ';' || other === '+'));
      command = expression.slice(i + 1, end < 0 ? undefined : end);
      i = end < 0 ? expression.length : end;
    } else if (!['-print', '-and', '-a', '(', ')', '-xdev', '-follow'].includes(word)) {
      await complain(process, `find: unrecognized: ${word}`);
      return 1;
    }
  }
  let code = 0;
  const visit = async (path: string, depth: number): Promise<void> => {
    checkAlive(process);
    try {
      const full = pathIn(process, path);
      const node = process.files.lstat(full);
      if (node.type === 'directory' && depth < maxDepth)
        for (const name of isDelete ? process.files.list(full) : [])
          await visit(`${path.replace(/\/$/, '')}/${name}`, depth + 1);
      const matches = depth >= minDepth && groups.some((tests) => tests.every((test) => test(path, node)));
      if (matches && isDelete) {
        if (node.type === 'directory') process.files.removeDirectory(full);
        else process.files.unlink(full);
      } else if (matches && command !== undefined)
        await process.container.run({ ...process, argv: command.map((word) => (word === '{}' ? path : word)) });
      else if (matches) await print(process, `${path}${separator}`);
      if (node.type !== 'directory' || depth >= maxDepth || isDelete) return;
      for (const name of process.files.list(full)) await visit(`${path.replace(/\/$/, '')}/${name}`, depth + 1);
    } catch (error) {
      code = await complainAbout(process, error, path);
    }
  };
  for (const path of paths) await visit(path, 0);
  return code;
};

const stat: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'c:Lf', { format: 'c' });
  let code = 0;
  for (const path of options.rest) {
    try {
      const full = pathIn(process, path);
      const node = options.has('L') ? process.files.stat(full) : process.files.lstat(full);
      const time = `${new Date(node.mtime).toISOString().replace('T', ' ').replace('Z', '')}000000 +0000`;
      const kinds = {
        file: 'regular file',
        live: 'regular empty file',
        directory: 'directory',
        link: 'symbolic link',
        device: 'character special file',
      };
      const owner = nameOfId(process, node.uid, 'passwd');
      const group = nameOfId(process, node.gid, 'group');
      const octal = (node.mode & 0o7777).toString(8);
      const fields: Readonly<Record<string, string>> = {
        n: path,
        s: String(sizeOf(node)),
        a: octal,
        A: modeText(node),
        U: owner,
        G: group,
        u: String(node.uid),
        g: String(node.gid),
        F: kinds[node.type],
        Y: String(Math.floor(node.mtime / 1000)),
        y: time,
        h: '1',
      };
      const format = options.value('c');
      if (format !== undefined) {
        await print(process, `${format.replace(/%([a-zA-Z])/g, (whole, letter: string) => fields[letter] ?? whole)}\n`);
        continue;
      }
      await print(
        process,
        `  File: ${path}${node.type === 'link' ? ` -> ${node.target}` : ''}\n` +
          `  Size: ${String(sizeOf(node)).padEnd(10)}\tBlocks: ${String(Math.ceil(sizeOf(node) / 512)).padEnd(10)} IO Block: 4096   ${kinds[node.type]}\n` +
          `Access: (${octal.padStart(4, '0')}/${modeText(node)})  Uid: (${String(node.uid).padStart(5)}/${owner.padStart(8)})   Gid: (${String(node.gid).padStart(5)}/${group.padStart(8)})\n` +
          `Access: ${time}\nModify: ${time}\nChange: ${time}\n`,
      );
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await complain(process, `stat: can't stat '${path}': ${error.message}`);
      code = 1;
    }
  }
  return code;
};

const du: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'shakmd:c', { 'max-depth': 'd' });
  const shown = (bytes: number) => (options.has('h') ? humanSize(bytes) : String(Math.ceil(bytes / 1024)));
  const depthLimit = options.has('s') ? 0 : Number(options.value('d') ?? Infinity);
  const total = async (path: string, depth: number): Promise<number> => {
    checkAlive(process);
    const full = pathIn(process, path);
    const node = process.files.lstat(full);
    let sum = Math.ceil(sizeOf(node) / 4096) * 4096;
    if (node.type === 'directory')
      for (const name of process.files.list(full)) sum += await total(`${path.replace(/\/$/, '')}/${name}`, depth + 1);
    if (depth <= depthLimit && (node.type === 'directory' || options.has('a') || depth === 0))
      await print(process, `${shown(sum)}\t${path}\n`);
    return sum;
  };
  let code = 0;
  for (const path of options.rest.length === 0 ? ['.'] : options.rest) {
    try {
      await total(path, 0);
    } catch (error) {
      code = await complainAbout(process, error, path);
    }
  }
  return code;
};

export const listingCommands: Readonly<Record<string, Program>> = { ls, find, stat, du };

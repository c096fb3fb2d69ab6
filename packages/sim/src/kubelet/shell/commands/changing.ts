import { setImmediate as nextTurn } from 'node:timers/promises';
import { FileError } from '../../files/file-error.ts';
import type { Node } from '../../files/node.ts';
import { checkAlive, complain, nameOf, print, type Process, type Program } from '../process.ts';
import { parseOptions } from '../options.ts';
import { complainAbout, openInput, pathIn } from '../text.ts';

/** Programs that make, move and remove files. */

/** Does the same with each path; gives 1 when one failed. `problem` is what is said of a failure. */
const each = async (
  process: Process,
  paths: readonly string[],
  { work, problem }: { work: (full: string, path: string) => void; problem: (path: string) => string },
): Promise<number> => {
  let code = 0;
  if (paths.length === 0) {
    await complain(process, `${nameOf(process)}: missing operand`);
    return 1;
  }
  for (const path of paths) {
    try {
      checkAlive(process);
      work(pathIn(process, path), path);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await complain(process, `${nameOf(process)}: ${problem(path)}: ${error.message}`);
      code = 1;
    }
  }
  return code;
};

const baseName = (path: string): string => path.replace(/\/+$/, '').split('/').pop() ?? '';

const isDirectory = ({ files }: Process, full: string): boolean =>
  files.exists(full) && files.stat(full).type === 'directory';

const touch: Program = (process) => {
  const options = parseOptions(process.argv.slice(1), 'cmad:t:r:');
  const at = options.value('d');
  const given = at === undefined ? NaN : Date.parse(`${at.replace(' ', 'T')}Z`);
  const mtime = Number.isNaN(given) ? process.container.clock.now() : given;
  return each(process, options.rest, {
    work: (full) => {
      if (!process.files.exists(full)) {
        if (options.has('c')) return;
        process.files.write(full, new Uint8Array());
      }
      process.files.change(full, { mtime });
    },
    problem: (path) => `${path}`,
  });
};

const mkdir: Program = (process) => {
  const options = parseOptions(process.argv.slice(1), 'pm:v', { parents: 'p', mode: 'm' });
  const mode = Number.parseInt(options.value('m') ?? '755', 8);
  return each(process, options.rest, {
    work: (full) => {
      if (!options.has('p')) return process.files.makeDirectory(full, mode);
      let path = '';
      for (const part of full.split('/').filter((piece) => piece !== '')) {
        path += `/${part}`;
        if (!isDirectory(process, path)) process.files.makeDirectory(path, mode);
      }
    },
    problem: (path) => `can't create directory '${path}'`,
  });
};

const rmdir: Program = (process) =>
  each(process, parseOptions(process.argv.slice(1), 'p').rest, {
    work: (full) => process.files.removeDirectory(full),
    problem: (path) => `'${path}'`,
  });

/** Removes what is there, directories with all that is in them. */
const removeTree = (process: Process, full: string): void => {
  checkAlive(process);
  const { files } = process;
  if (files.lstat(full).type !== 'directory') return files.unlink(full);
  for (const name of files.list(full)) removeTree(process, `${full}/${name}`);
  files.removeDirectory(full);
};

const rm: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'rRfiv', { recursive: 'r', force: 'f' });
  if (options.rest.length === 0 && options.has('f')) return 0;
  return each(process, options.rest, {
    work: (full, path) => {
      if (/(^|\/)\.\.?\/?$/.test(path)) throw new FileError('EINVAL', path);
      try {
        if (options.has('r') || options.has('R')) removeTree(process, full);
        else process.files.unlink(full);
      } catch (error) {
        if (options.has('f') && error instanceof FileError && error.code === 'ENOENT') return;
        throw error;
      }
    },
    problem: (path) => `can't remove '${path}'`,
  });
};

/** Copies a node with what is below it. */
const copyTree = (process: Process, [from, to]: [string, string], keep: boolean): void => {
  checkAlive(process);
  const { files } = process;
  const node: Node = files.lstat(from);
  if (node.type === 'directory') {
    if (to.startsWith(`${from}/`)) throw new FileError('EINVAL', to);
    if (!isDirectory(process, to)) files.makeDirectory(to, node.mode);
    for (const name of files.list(from)) copyTree(process, [`${from}/${name}`, `${to}/${name}`], keep);
  } else if (node.type === 'link' && keep) files.link(node.target, to);
  else files.write(to, files.read(from), { mode: node.type === 'live' ? 0o644 : node.mode });
  const copied = files.lstat(to);
  if (node.type === 'file' && node.program !== undefined && copied.type === 'file') copied.program = node.program;
  if (keep && node.type !== 'link') files.change(to, { mode: node.mode, mtime: node.mtime });
};

/** The last path of a command line is where the others go: into it when it is a directory. */
const targets = async (
  process: Process,
  paths: readonly string[],
  work: (from: string, to: string) => void,
): Promise<number> => {
  const [target, ...sources] = [...paths].reverse();
  if (target === undefined || sources.length === 0) {
    await complain(process, `${nameOf(process)}: missing file operand`);
    return 1;
  }
  const full = pathIn(process, target);
  const into = isDirectory(process, full);
  if (sources.length > 1 && !into) {
    await complain(process, `${nameOf(process)}: target '${target}' is not a directory`);
    return 1;
  }
  let code = 0;
  for (const source of sources.reverse()) {
    try {
      work(pathIn(process, source), into ? `${full}/${baseName(source)}` : full);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      const what = error.code === 'ENOENT' ? `can't stat '${source}'` : `'${source}'`;
      await complain(process, `${nameOf(process)}: ${what}: ${error.message}`);
      code = 1;
    }
  }
  return code;
};

const cp: Program = (process) => {
  const options = parseOptions(process.argv.slice(1), 'rRapfdvT', { recursive: 'r', archive: 'a' });
  const recursive = ['r', 'R', 'a'].some((letter) => options.has(letter));
  return targets(process, options.rest, (from, to) => {
    if (!recursive && process.files.stat(from).type === 'directory') throw new FileError('EISDIR', from);
    copyTree(process, [from, to], options.has('a') || options.has('p'));
  });
};

const mv: Program = (process) =>
  targets(process, parseOptions(process.argv.slice(1), 'fivn').rest, (from, to) => {
    try {
      process.files.rename(from, to);
    } catch (error) {
      if (!(error instanceof FileError) || error.code !== 'EXDEV') throw error;
      copyTree(process, [from, to], true);
      removeTree(process, from);
    }
  });

const ln: Program = (process) => {
  const options = parseOptions(process.argv.slice(1), 'sfnvT', { symbolic: 's', force: 'f' });
  const [source = '', target = baseName(source)] = options.rest;
  return each(process, [target], {
    work: (full) => {
      const to = isDirectory(process, full) && !options.has('n') ? `${full}/${baseName(source)}` : full;
      if (options.has('f') && process.files.exists(to)) process.files.unlink(to);
      if (options.has('s')) process.files.link(source, to);
      else process.files.hardLink(pathIn(process, source), to);
    },
    problem: (path) => `${path}`,
  });
};

/** `755` or `u+x,go-w` applied to permission bits. */
const applyMode = (mode: number, text: string): number | undefined => {
  if (/^[0-7]{1,4}$/.test(text)) return Number.parseInt(text, 8);
  let result = mode;
  for (const clause of text.split(',')) {
    const [, who = '', sign, what = ''] = /^([ugoa]*)([+=-])([rwxXst]*)$/.exec(clause) ?? [];
    if (sign === undefined) return undefined;
    const bits = [...what].reduce((sum, letter) => sum | ({ r: 4, w: 2, x: 1, X: 1 }[letter] ?? 0), 0);
    for (const [letter, shift] of [
      ['u', 6],
      ['g', 3],
      ['o', 0],
    ] as const) {
      if (who !== '' && !who.includes('a') && !who.includes(letter)) continue;
      if (sign === '=') result &= ~(7 << shift);
      result = sign === '-' ? result & ~(bits << shift) : result | (bits << shift);
    }
  }
  return result;
};

/** The path and all below it. */
const withBelow = (process: Process, full: string): string[] => {
  const node = process.files.lstat(full);
  if (node.type !== 'directory') return [full];
  return [full, ...process.files.list(full).flatMap((name) => withBelow(process, `${full}/${name}`))];
};

const chmod: Program = async (process) => {
  const args = process.argv.slice(1);
  const recursive = args[0] === '-R';
  const [mode = '', ...paths] = recursive ? args.slice(1) : args;
  if (applyMode(0, mode) === undefined) {
    await complain(process, `chmod: invalid mode '${mode}'`);
    return 1;
  }
  return each(process, paths, {
    work: (full) => {
      for (const path of recursive ? withBelow(process, full) : [full]) {
        const changed = applyMode(process.files.stat(path).mode, mode);
        if (changed !== undefined) process.files.change(path, { mode: changed });
      }
    },
    problem: (path) => `${path}`,
  });
};

/** The number of a user or group by name or number. */
const idOf = (process: Process, text: string, file: 'passwd' | 'group'): number => {
  if (/^\d+$/.test(text)) return Number(text);
  const lines = new TextDecoder().decode(process.files.read(`/etc/${file}`)).split('\n');
  const id = lines.find((line) => line.startsWith(`${text}:`))?.split(':')[2];
  if (id === undefined) throw new FileError('EINVAL', text);
  return Number(id);
};

const chown: Program = (process) => {
  const options = parseOptions(process.argv.slice(1), 'Rhv');
  const [owner = '', ...paths] = options.rest;
  const isGroup = nameOf(process) === 'chgrp';
  const [user, group] = isGroup ? ['', owner] : owner.split(/[:.]/);
  return each(process, paths, {
    work: (full) => {
      for (const path of options.has('R') ? withBelow(process, full) : [full]) {
        if (user !== undefined && user !== '') process.files.change(path, { uid: idOf(process, user, 'passwd') });
        if (group !== undefined && group !== '') process.files.change(path, { gid: idOf(process, group, 'group') });
      }
    },
    problem: (path) => `${path}`,
  });
};

const mktemp: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'dp:t');
  const random = Math.abs(Math.imul(Math.floor(process.container.clock.now()), 0x9e3779b1))
    .toString(36)
    .padEnd(6, 'x')
    .slice(-6);
  const template = options.rest[0] ?? `/tmp/tmp.${random}`;
  const path = template.replace(/X{6,}$/, random);
  try {
    if (options.has('d')) process.files.makeDirectory(pathIn(process, path), 0o700);
    else process.files.write(pathIn(process, path), new Uint8Array(), { mode: 0o600 });
    await print(process, `${path}\n`);
    return 0;
  } catch (error) {
    return complainAbout(process, error, path);
  }
};

/** Copies blocks: the options of which anything depends here are if, of, bs and count. */
const dd: Program = async (process) => {
  const options = new Map(process.argv.slice(1).map((arg) => arg.split('=', 2) as [string, string]));
  const units: Readonly<Record<string, number>> = { k: 1024, K: 1024, M: 1 << 20, G: 1 << 30 };
  const size = (text = '512') => Number.parseInt(text, 10) * (units[text.at(-1) ?? ''] ?? 1);
  const block = size(options.get('bs'));
  const count = Number(options.get('count') ?? Infinity);
  const [input, output] = [options.get('if') ?? '-', options.get('of')];
  let left = block * count;
  let copied = 0;
  try {
    const reader = openInput(process, input);
    const full = output === undefined ? undefined : pathIn(process, output);
    if (full !== undefined) process.files.write(full, new Uint8Array());
    for (let bytes = await reader.read(); bytes !== undefined && left > 0; bytes = await reader.read()) {
      checkAlive(process);
      if (copied % (1 << 20) === 0) await nextTurn();
      const part = bytes.subarray(0, left);
      if (full === undefined) await process.stdout.write(part);
      else process.files.write(full, part, { append: true });
      left -= part.length;
      copied += part.length;
      if (left <= 0) break;
    }
  } catch (error) {
    return complainAbout(process, error, output ?? input);
  } finally {
    const blocks = Math.floor(copied / block);
    await complain(
      process,
      `${blocks}+${copied % block === 0 ? 0 : 1} records in\n${blocks}+${copied % block === 0 ? 0 : 1} records out`,
    );
  }
  return 0;
};

export const changingCommands: Readonly<Record<string, Program>> = {
  touch,
  mkdir,
  rmdir,
  rm,
  cp,
  mv,
  ln,
  chmod,
  chown,
  chgrp: chown,
  mktemp,
  dd,
  unlink: rm,
  sync: () => 0,
};

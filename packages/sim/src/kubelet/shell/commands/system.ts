import { FileError } from '../../files/file-error.ts';
import { toAbsolute } from '../../files/file-system.ts';
import { complain, nameOf, pause, print, signalNumber, type Program } from '../process.ts';
import { parseOptions } from '../options.ts';
import { complainAbout, pathIn } from '../text.ts';
import { date } from './date.ts';
import { nameOfId } from './listing.ts';

/** Programs about processes, their surroundings and who one is. */

const id: Program = async (process) => {
  const { uid, gid } = process.container.identity;
  const [user, group] = [nameOfId(process, uid, 'passwd'), nameOfId(process, gid, 'group')];
  const options = parseOptions(process.argv.slice(1), 'ugnG');
  if (options.has('u')) await print(process, `${options.has('n') ? user : uid}\n`);
  else if (options.has('g') || options.has('G')) await print(process, `${options.has('n') ? group : gid}\n`);
  else await print(process, `uid=${uid}(${user}) gid=${gid}(${group}) groups=${gid}(${group})\n`);
  return 0;
};

/** `env`, alone or before a program. */
const env: Program = async (process) => {
  const args = process.argv.slice(1);
  let variables = new Map(process.env);
  while (args.length > 0) {
    const [arg = ''] = args;
    if (arg === '-i' || arg === '-') variables = new Map();
    else if (arg === '-u') variables.delete(args[1] ?? '');
    else if (/^\w+=/.test(arg)) variables.set(arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1));
    else break;
    args.splice(0, arg === '-u' ? 2 : 1);
  }
  if (args.length > 0) return process.container.run({ ...process, argv: args, env: variables });
  await print(process, [...variables].map(([name, value]) => `${name}=${value}\n`).join(''));
  return 0;
};

const printenv: Program = async (process) => {
  const names = process.argv.slice(1);
  if (names.length === 0) return env(process);
  let code = 0;
  for (const name of names) {
    const value = process.env.get(name);
    if (value === undefined) code = 1;
    else await print(process, `${value}\n`);
  }
  return code;
};

const kill: Program = async (process) => {
  const args = process.argv.slice(1);
  let signal = 'TERM';
  if (args[0] === '-l') {
    await print(process, 'HUP\nINT\nQUIT\nKILL\nTERM\n');
    return 0;
  }
  if (/^-./.test(args[0] ?? '')) {
    const name = args[0] === '-s' ? (args.splice(0, 1), args[0] ?? '') : (args[0] ?? '').slice(1);
    args.shift();
    const number = signalNumber(name);
    if (number === undefined) {
      await complain(process, `kill: bad signal name '${name}'`);
      return 1;
    }
    signal = { 1: 'HUP', 2: 'INT', 3: 'QUIT', 9: 'KILL', 15: 'TERM' }[number] ?? (number === 0 ? '0' : 'TERM');
  }
  const byName = nameOf(process) !== 'kill';
  let code = 0;
  for (const arg of args) {
    const found = process.container
      .processes()
      .filter((one) => (byName ? one.command.split(/[ :]/)[0]?.endsWith(arg) : one.pid === Number(arg)));
    if (found.length === 0) {
      await complain(
        process,
        byName ? `${nameOf(process)}: ${arg}: no process killed` : `sh: can't kill pid ${arg}: No such process`,
      );
      code = 1;
    }
    if (signal !== '0') for (const one of found) one.kill(signal);
  }
  return code;
};

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `1.5`, `2m` in ms. */
const duration = (text: string): number => {
  const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(text) ?? [];
  if (amount !== undefined) return Number(amount) * (units[unit || 's'] ?? 1) * 1000;
  return text === 'infinity' || text === 'inf' ? 2 ** 40 : NaN;
};

const sleep: Program = async (process) => {
  const times = process.argv.slice(1).map(duration);
  const bad = times.findIndex(Number.isNaN);
  if (times.length === 0 || bad >= 0) {
    await complain(process, `sleep: invalid number '${process.argv[bad + 1] ?? ''}'`);
    return 1;
  }
  await pause(
    process,
    times.reduce((sum, ms) => sum + ms, 0),
  );
  return 0;
};

const timeout: Program = async (process) => {
  const args = process.argv.slice(1);
  while (args[0]?.startsWith('-') === true) args.splice(0, /^-[sk]$/.test(args[0]) ? 2 : 1);
  const [time = '', ...command] = args;
  const limit = new AbortController();
  const cancel = process.container.clock.after(duration(time), () => limit.abort('TERM'));
  try {
    const code = await process.container.run({
      ...process,
      argv: command,
      signal: AbortSignal.any([process.signal, limit.signal]),
    });
    return limit.signal.aborted ? 124 : code;
  } catch (error) {
    if (limit.signal.aborted) return 124;
    throw error;
  } finally {
    cancel();
  }
};

const which: Program = async (process) => {
  let code = 0;
  for (const name of process.argv.slice(1).filter((arg) => !arg.startsWith('-'))) {
    const path = process.container.find(name, process);
    if (path === undefined) code = 1;
    else await print(process, `${path}\n`);
  }
  return code;
};

/** A program, or a shell, that takes a directory for the root. */
const chroot: Program = async (process) => {
  const [, root = '', ...command] = process.argv;
  if (process.container.identity.uid !== 0) {
    await complain(process, `chroot: can't change root directory to '${root}': Operation not permitted`);
    return 1;
  }
  const files = process.files.within(toAbsolute(root, process.cwd));
  return process.container.run({ ...process, argv: command.length > 0 ? command : ['/bin/sh'], files, cwd: '/' });
};

const readlink: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'fenms');
  const resolves = options.has('f') || nameOf(process) === 'realpath';
  let code = 0;
  for (const path of options.rest) {
    try {
      const full = pathIn(process, path);
      const node = process.files.lstat(full);
      if (resolves) await print(process, `${process.files.realPath(full)}\n`);
      else if (node.type === 'link') await print(process, `${node.target}\n`);
      else code = 1;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      code = 1;
      if (nameOf(process) === 'realpath') await complainAbout(process, error, path);
    }
  }
  return code;
};

const time: Program = async (process) => {
  const { clock } = process.container;
  const start = clock.now();
  const code = await process.container.run({ ...process, argv: process.argv.slice(1) });
  const seconds = (clock.now() - start) / 1000;
  await complain(
    process,
    `real\t${Math.floor(seconds / 60)}m ${(seconds % 60).toFixed(2)}s\nuser\t0m 0.00s\nsys\t0m 0.00s`,
  );
  return code;
};

export const systemCommands: Readonly<Record<string, Program>> = {
  id,
  date,
  env,
  printenv,
  kill,
  killall: kill,
  pkill: kill,
  sleep,
  timeout,
  which,
  readlink,
  realpath: readlink,
  time,
  whoami: async (process) => {
    await print(process, `${nameOfId(process, process.container.identity.uid, 'passwd')}\n`);
    return 0;
  },
  hostname: async (process) => {
    const shown = /^-[iI]/.test(process.argv[1] ?? '') ? process.container.network.podIP() : process.container.hostname;
    await print(process, `${shown}\n`);
    return 0;
  },
  chroot,
  nohup: (process) => process.container.run({ ...process, argv: process.argv.slice(1) }),
  pwd: async (process) => {
    await print(process, `${toAbsolute(process.cwd, '/')}\n`);
    return 0;
  },
  tty: async (process) => {
    await print(process, process.terminal === undefined ? 'not a tty\n' : '/dev/pts/0\n');
    return process.terminal === undefined ? 1 : 0;
  },
  stty: async (process) => {
    if (process.argv[1] === 'size' && process.terminal !== undefined)
      await print(process, `${process.terminal.rows} ${process.terminal.columns}\n`);
    return 0;
  },
};

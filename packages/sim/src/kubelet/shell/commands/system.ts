import { FileError } from '../../files/file-error.ts';
import { toAbsolute } from '../../files/file-system.ts';
import { complain, nameOf, pause, print, signalNumber, type Process, type Program } from '../process.ts';
import { parseOptions } from '../options.ts';
import { complainAbout, pathIn } from '../text.ts';
import { humanSize, nameOfId } from './listing.ts';

/** Programs about the machine, its processes and who one is. */

const id: Program = async (process) => {
  const { uid, gid } = process.container.identity;
  const [user, group] = [nameOfId(process, uid, 'passwd'), nameOfId(process, gid, 'group')];
  const options = parseOptions(process.argv.slice(1), 'ugnG');
  if (options.has('u')) await print(process, `${options.has('n') ? user : uid}\n`);
  else if (options.has('g') || options.has('G')) await print(process, `${options.has('n') ? group : gid}\n`);
  else await print(process, `uid=${uid}(${user}) gid=${gid}(${group}) groups=${gid}(${group})\n`);
  return 0;
};

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number) => String(value).padStart(2, '0');

/** strftime(3) in UTC. */
const formatDate = (format: string, ms: number): string => {
  const date = new Date(ms);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const fields: Readonly<Record<string, string>> = {
    Y: String(year),
    m: two(month + 1),
    d: two(day),
    e: String(day).padStart(2),
    H: two(date.getUTCHours()),
    M: two(date.getUTCMinutes()),
    S: two(date.getUTCSeconds()),
    y: two(year % 100),
    a: days[date.getUTCDay()] ?? '',
    b: months[month] ?? '',
    F: `${year}-${two(month + 1)}-${two(day)}`,
    T: clock,
    s: String(Math.floor(ms / 1000)),
    N: String(Math.floor(ms % 1000))
      .padStart(3, '0')
      .padEnd(9, '0'),
    Z: 'UTC',
    z: '+0000',
    n: '\n',
    t: '\t',
    '%': '%',
    u: String(date.getUTCDay() || 7),
    j: String(Math.floor((ms - Date.UTC(year, 0, 1)) / 86_400_000) + 1).padStart(3, '0'),
  };
  return format.replace(/%([a-zA-Z%])/g, (whole, letter: string) => fields[letter] ?? whole);
};

const date: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'uRI:d:s:', { utc: 'u', date: 'd', 'iso-8601': 'I' });
  const given = options.value('d');
  const seconds = /^@(\d+)$/.exec(given ?? '')?.[1];
  const now =
    seconds !== undefined
      ? Number(seconds) * 1000
      : given !== undefined && !Number.isNaN(Date.parse(given))
        ? Date.parse(given)
        : process.container.clock.now();
  const format = options.rest.find((arg) => arg.startsWith('+'))?.slice(1);
  const usual = options.has('I') ? '%FT%T+00:00' : options.has('R') ? '%a, %d %b %Y %T %z' : '%a %b %e %T UTC %Y';
  await print(process, `${formatDate(format ?? usual, now)}\n`);
  return 0;
};

const uname: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'asnrvmpo');
  const { kernel, hostname } = process.container;
  const all: readonly [string, string][] = [
    ['s', 'Linux'],
    ['n', hostname],
    ['r', kernel],
    ['v', '#71-Ubuntu SMP PREEMPT_DYNAMIC'],
    ['m', 'x86_64'],
    ['o', 'GNU/Linux'],
  ];
  const wanted = all.filter(([letter]) => options.has('a') || options.has(letter)).map(([, text]) => text);
  await print(process, `${wanted.length === 0 ? 'Linux' : wanted.join(' ')}\n`);
  return 0;
};

const elapsed = (ms: number): string => {
  const minutes = Math.floor(ms / 60_000);
  return minutes < 60
    ? `${minutes}:${two(Math.floor(ms / 1000) % 60)}`
    : `${Math.floor(minutes / 60)}h${two(minutes % 60)}`;
};

const ps: Program = async (process) => {
  const { container } = process;
  const now = container.clock.now();
  const args = process.argv.slice(1).join('');
  const entries = container.processes();
  if (/a|e|f/.test(args)) {
    const rows = entries.map(
      (one) =>
        `${one.user.padEnd(8)} ${String(one.pid).padStart(7)} ${String(one.parent).padStart(7)}  0 ${formatDate('%H:%M', one.startedAt)} ?        00:00:00 ${one.command}\n`,
    );
    await print(process, `UID          PID    PPID  C STIME TTY          TIME CMD\n${rows.join('')}`);
    return 0;
  }
  const rows = entries.map(
    (one) =>
      `${String(one.pid).padStart(5)} ${one.user.padEnd(8)} ${elapsed((now - one.startedAt) / 100).padStart(5)} ${one.command}\n`,
  );
  await print(process, `PID   USER     TIME  COMMAND\n${rows.join('')}`);
  return 0;
};

const kilobytes = (bytes: number) => Math.round(bytes / 1024);

const loadText = ({ container }: Process): string => {
  const { cpu } = container.amounts.usage();
  return [cpu, cpu * 0.9, cpu * 0.8].map((value) => value.toFixed(2)).join(' ');
};

const top: Program = async (process) => {
  const { container } = process;
  const { nodeMemory, nodeCpus, usage } = container.amounts;
  const options = parseOptions(process.argv.slice(1), 'bn:d:p:');
  const rounds =
    options.has('b') || process.terminal === undefined
      ? Number(options.value('n') ?? (process.terminal === undefined ? 1 : Infinity))
      : Infinity;
  for (let round = 1; ; round++) {
    const { cpu, memory } = usage();
    const busy = Math.round((100 * cpu) / nodeCpus);
    const rows = container.processes().map((one, i) => {
      const share = i === 0 ? memory : 1 << 20;
      return `${String(one.pid).padStart(5)} ${String(one.parent).padStart(5)} ${one.user.padEnd(8)} S ${`${kilobytes(share)}`.padStart(8)} ${String(Math.round((100 * share) / nodeMemory)).padStart(3)}% ${String(i === 0 ? busy : 0).padStart(3)}% ${one.command}\n`;
    });
    const lead = process.terminal === undefined || options.has('b') ? '' : '\x1b[H\x1b[J';
    await print(
      process,
      `${lead}Mem: ${kilobytes(nodeMemory * 0.45)}K used, ${kilobytes(nodeMemory * 0.55)}K free\nCPU: ${busy}% usr 1% sys 0% nic ${Math.max(0, 99 - busy)}% idle\nLoad average: ${loadText(process)}\n  PID  PPID USER     STAT      VSZ %VSZ %CPU COMMAND\n${rows.join('')}`,
    );
    if (round >= rounds) return 0;
    await pause(process, Number(options.value('d') ?? 5) * 1000);
  }
};

const free: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'mhbgk');
  const total = process.container.amounts.nodeMemory;
  const used = total * 0.45;
  const unit = options.has('m') ? 1 << 20 : options.has('g') ? 1 << 30 : options.has('b') ? 1 : 1024;
  const cell = (bytes: number) => (options.has('h') ? humanSize(bytes) : String(Math.round(bytes / unit))).padStart(12);
  await print(
    process,
    `              total        used        free      shared  buff/cache   available\nMem:   ${[total, used, total * 0.25, total * 0.01, total * 0.3, total * 0.52].map(cell).join('')}\nSwap:  ${[0, 0, 0].map(cell).join('')}\n`,
  );
  return 0;
};

const df: Program = async (process) => {
  const options = parseOptions(process.argv.slice(1), 'hkmTPai');
  const { mounts } = process.files;
  const wanted =
    options.rest.length === 0 ? mounts : options.rest.map((path) => process.files.mountOf(pathIn(process, path)));
  const size = (bytes: number) => (options.has('h') ? humanSize(bytes) : String(Math.ceil(bytes / 1024)));
  const rows = wanted.map(({ device, path, quota }) => {
    const percent = Math.ceil((100 * quota.used) / quota.limit);
    return `${device.padEnd(20)} ${size(quota.limit).padStart(10)} ${size(quota.used).padStart(9)} ${size(quota.limit - quota.used).padStart(9)} ${String(percent).padStart(3)}% ${path}\n`;
  });
  await print(
    process,
    `Filesystem           ${options.has('h') ? '      Size' : ' 1K-blocks'}      Used Available Use% Mounted on\n${rows.join('')}`,
  );
  return 0;
};

const mount: Program = async (process) => {
  if (process.argv.length > 1) {
    await complain(process, 'mount: permission denied (are you root?)');
    return 1;
  }
  const rows = process.files.mounts.map(
    ({ device, path, fsType, readOnly }) =>
      `${device} on ${path} type ${fsType} (${readOnly ? 'ro' : 'rw'},relatime)\n`,
  );
  await print(process, rows.join(''));
  return 0;
};

const uptime: Program = async (process) => {
  const { clock, bootedAt } = process.container;
  const now = clock.now();
  const minutes = Math.floor((now - bootedAt) / 60_000);
  const up =
    minutes < 1440
      ? `${Math.floor(minutes / 60)}:${two(minutes % 60)}`
      : `${Math.floor(minutes / 1440)} days, ${Math.floor(minutes / 60) % 24}:${two(minutes % 60)}`;
  await print(
    process,
    ` ${formatDate('%T', now)} up ${up},  0 users,  load average: ${loadText(process).replaceAll(' ', ', ')}\n`,
  );
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
    const path = process.container.find(name, process.env, process.cwd);
    if (path === undefined) code = 1;
    else await print(process, `${path}\n`);
  }
  return code;
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
  uname,
  ps,
  top,
  free,
  df,
  mount,
  uptime,
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
  nproc: async (process) => {
    await print(process, `${process.container.amounts.nodeCpus}\n`);
    return 0;
  },
  arch: async (process) => {
    await print(process, 'x86_64\n');
    return 0;
  },
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

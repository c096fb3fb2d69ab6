import { complain, pause, print, type Process, type Program } from '../process.ts';
import { parseOptions } from '../options.ts';
import { pathIn } from '../text.ts';
import { formatDate, two } from './date.ts';
import { humanSize } from './listing.ts';

/** Programs about the machine and what runs on it. */

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

export const machineCommands: Readonly<Record<string, Program>> = {
  uname,
  ps,
  top,
  free,
  df,
  mount,
  uptime,
  nproc: async (process) => {
    await print(process, `${process.container.amounts.nodeCpus}\n`);
    return 0;
  },
  arch: async (process) => {
    await print(process, 'x86_64\n');
    return 0;
  },
};

import { quantityToNumber } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { BrokenPipe, type ByteReader, type ByteWriter } from '../../streams/pipe.ts';
import { fromTime, type Container, type Node, type Pod } from '../../local/objects.ts';
import { createFileSystem, toAbsolute, type Mount } from '../files/file-system.ts';
import { FileError } from '../files/file-error.ts';
import { newDirectory, type DirectoryNode } from '../files/node.ts';
import { createQuota, type Quota } from '../files/quota.ts';
import { profileOf } from '../images/profile.ts';
import { createRootFiles } from '../images/root-files.ts';
import type { Network } from '../network/network.ts';
import { programs } from '../shell/commands/index.ts';
import { UsageError } from '../shell/options.ts';
import { checkAlive, Killed, type Process } from '../shell/process.ts';
import { shell } from '../shell/shell.ts';
import type { Amounts, ContainerContext, ProcessEntry } from '../shell/container-context.ts';
import type { Terminal } from '../shell/terminal.ts';
import { addSystemFiles } from './system-files.ts';

/** Room for what a container writes beside its volumes. */
const layerBytes = 32 << 20;
const maxProcesses = 128;

/** A program started in a container from outside. */
export interface Started {
  /** Resolves with its exit code; rejects with RuntimeError when there is no such program. */
  readonly exited: Promise<number>;
  /** Sends a signal to it. */
  kill(signal: string): void;
}

/** What a container runtime says when it cannot start a program. */
export class RuntimeError extends Error {}

export interface LiveContainer {
  readonly context: ContainerContext;
  start(
    argv: readonly string[],
    streams: { stdin: ByteReader; stdout: ByteWriter; stderr: ByteWriter; terminal?: Terminal },
  ): Started;
  /** As `start`, as the container's own process: the first of its list. */
  startFirst: LiveContainer['start'];
  /** Ends all that runs in it. */
  close(): void;
}

export interface LiveContainerOptions {
  clock: Clock;
  pod: () => Pod;
  node: Node | undefined;
  container: Container;
  env: Map<string, string>;
  mounts: Mount[];
  room: Quota;
  network: Network;
  usage: Amounts['usage'];
  /** Its process was sent a signal from inside. */
  onKill: (signal: string) => void;
}

interface SecurityContext {
  runAsUser?: number;
  runAsGroup?: number;
  readOnlyRootFilesystem?: boolean;
}

const limitOf = ({ resources }: Container, name: string): number => {
  const limit = resources?.limits?.[name];
  return limit === undefined ? Infinity : quantityToNumber(limit);
};

/** One run of a container that somebody entered: its files, its processes. */
export const createLiveContainer = (options: LiveContainerOptions): LiveContainer => {
  const { clock, pod, container, env, network } = options;
  const profile = profileOf(container.image);
  const first = pod();
  const own = (container as { securityContext?: SecurityContext }).securityContext ?? {};
  const shared = (first.spec as { securityContext?: SecurityContext }).securityContext ?? {};
  const uid = own.runAsUser ?? shared.runAsUser ?? profile.uid;
  const identity = { uid, gid: own.runAsGroup ?? shared.runAsGroup ?? (uid === 0 ? 0 : uid) };
  const onNode = first.spec['hostNetwork'] === true ? first.spec.nodeName : undefined;
  const hostname = onNode ?? first.spec.hostname ?? first.metadata.name;
  const status = [...(first.status?.containerStatuses ?? []), ...(first.status?.initContainerStatuses ?? [])].find(
    ({ name }) => name === container.name,
  );
  const startedAt = fromTime(status?.state.running?.startedAt) || clock.now();
  const capacity = options.node?.status?.capacity ?? {};
  const bootedAt = fromTime(options.node?.metadata.creationTimestamp) || startedAt;
  const running = new Map<number, ProcessEntry>();
  let nextPid = 2 + profile.workers.length + 5;

  const tree = createRootFiles(profile, Object.keys(programs), Math.min(startedAt, bootedAt));
  const rootMount: Mount = {
    path: '/',
    root: () => tree,
    readOnly: own.readOnlyRootFilesystem === true,
    quota: createQuota(layerBytes, options.room),
    device: 'overlay',
    fsType: 'overlay',
  };
  const mounts = [rootMount, ...options.mounts];
  for (const mount of options.mounts) makeMountPoint(tree, mount.path);
  const files = createFileSystem({ mounts, now: () => clock.now(), identity });

  const user = uid === 0 ? 'root' : uid === 101 ? 'nginx' : uid === 1000 ? 'app' : String(uid);
  const command =
    container.command ?? (container.args === undefined ? profile.command : [...profile.command, ...container.args]);
  const ownProcesses = (): ProcessEntry[] => [
    {
      pid: 1,
      parent: 0,
      user,
      command: [...command, ...(container.command === undefined ? [] : (container.args ?? []))].join(' '),
      startedAt,
      kill: (signal) => {
        options.onKill(signal);
        return true;
      },
    },
    ...profile.workers.map((name, i) => ({ pid: 7 + i, parent: 1, user, command: name, startedAt, kill: () => false })),
  ];

  const find: ContainerContext['find'] = (name, { env: variables, cwd, files: seen }) => {
    const places = name.includes('/')
      ? [toAbsolute(name, cwd)]
      : (variables.get('PATH') ?? '/bin').split(':').map((directory) => `${directory}/${name}`);
    return places.find((path) => seen.exists(path) && seen.stat(path).type !== 'directory');
  };

  /** Runs one program; what it throws of its own making becomes an exit code. */
  const execute = async (process: Process, path: string): Promise<number> => {
    const node = process.files.stat(path);
    if (node.type !== 'file' || (node.mode & 0o111) === 0) {
      await say(process, `${process.argv[0]}: Permission denied`);
      return 126;
    }
    const program = node.program === undefined ? undefined : programs[node.program];
    if (program === undefined) {
      const text = new TextDecoder().decode(node.bytes.subarray(0, 64));
      if (/^#!.*\b(ba|a)?sh\b/.test(text) || !text.startsWith('\x7f'))
        return shell({ ...process, argv: ['sh', path, ...process.argv.slice(1)] });
      await say(
        process,
        `${process.argv[0]}: cannot execute: this program exists in name only in the simulated cluster`,
      );
      return 126;
    }
    try {
      return await program(process);
    } catch (error) {
      if (error instanceof UsageError) {
        await say(process, `${node.program}: ${error.message}`);
        return 1;
      }
      if (error instanceof FileError) {
        await say(process, `${node.program}: ${error.path}: ${error.message}`);
        return 1;
      }
      throw error;
    }
  };

  const say = (process: Process, text: string): Promise<void> =>
    process.stderr.write(new TextEncoder().encode(`${text}\n`)).catch(() => {});

  const run: ContainerContext['run'] = async (process) => {
    checkAlive(process);
    const [name = ''] = process.argv;
    const path = find(name, process);
    if (path === undefined) {
      await say(process, `sh: ${name}: not found`);
      return 127;
    }
    if (running.size >= maxProcesses) {
      await say(process, "sh: can't fork: Resource temporarily unavailable");
      return 2;
    }
    const pid = nextPid++;
    const own_ = new AbortController();
    const entry: ProcessEntry = {
      pid,
      parent: 1,
      user,
      command: process.argv.join(' ').slice(0, 200),
      startedAt: clock.now(),
      kill: (signal) => {
        own_.abort(signal);
        return true;
      },
    };
    running.set(pid, entry);
    try {
      return await execute({ ...process, signal: AbortSignal.any([process.signal, own_.signal]) }, path);
    } catch (error) {
      // Killed by name, not with its parent.
      if (error instanceof Killed && !process.signal.aborted) return error.exitCode;
      throw error;
    } finally {
      running.delete(pid);
    }
  };

  const base: Omit<ContainerContext, 'files'> = {
    clock,
    hostname,
    profile,
    identity,
    env,
    workingDir: (container as { workingDir?: string }).workingDir ?? profile.workingDir,
    network,
    amounts: {
      nodeCpus: quantityToNumber(capacity.cpu ?? '4'),
      nodeMemory: quantityToNumber(capacity.memory ?? '8Gi'),
      cpuLimit: limitOf(container, 'cpu'),
      memoryLimit: limitOf(container, 'memory'),
      usage: options.usage,
    },
    startedAt,
    bootedAt,
    kernel: options.node?.status?.nodeInfo?.kernelVersion ?? '6.8.0-71-generic',
    processes: () => [...ownProcesses(), ...running.values()],
    run,
    find,
  };
  addSystemFiles(tree, base, pod);
  const context: ContainerContext = { ...base, files };
  const all = new AbortController();

  const startBy = (
    launch: (process: Process, path: string) => Promise<number>,
    argv: readonly string[],
    { terminal, ...streams }: Parameters<LiveContainer['start']>[1],
  ): Started => {
    const signals = new AbortController();
    const [name = ''] = argv;
    const cwd = files.exists(context.workingDir) ? context.workingDir : '/';
    const variables = new Map(env);
    if (terminal !== undefined) variables.set('TERM', 'xterm');
    const signal = AbortSignal.any([signals.signal, all.signal]);
    const process: Process = {
      argv,
      env: variables,
      cwd,
      ...streams,
      files,
      container: context,
      signal,
      ...(terminal === undefined ? {} : { terminal }),
    };
    const path = find(name, process);
    const exited =
      path === undefined
        ? Promise.reject(new RuntimeError(missingText(name)))
        : launch(process, path).catch((error: unknown) => {
            if (error instanceof Killed) return error.exitCode;
            if (error instanceof BrokenPipe) return 141;
            throw error;
          });
    return { exited, kill: (text) => signals.abort(text) };
  };

  return {
    context,
    start: (argv, streams) => startBy(run, argv, streams),
    startFirst: (argv, streams) => startBy(execute, argv, streams),
    close: () => all.abort('KILL'),
  };
};

const missingText = (name: string): string =>
  name.includes('/')
    ? `exec: "${name}": stat ${name}: no such file or directory`
    : `exec: "${name}": executable file not found in $PATH`;

/** The directories up to a mount, as a runtime makes them. */
const makeMountPoint = (tree: DirectoryNode, path: string): void => {
  let at = tree;
  for (const part of path.split('/').filter((piece) => piece !== '')) {
    const next = at.children.get(part);
    if (next !== undefined && next.type !== 'directory') return;
    const directory = next ?? newDirectory(tree.mtime);
    at.children.set(part, directory);
    at = directory;
  }
};

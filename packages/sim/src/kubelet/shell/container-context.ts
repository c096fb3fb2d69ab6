import type { Clock } from '@binnacle/kube/clock';
import type { FileSystem, Identity } from '../files/file-system.ts';
import type { ImageProfile } from '../images/profile.ts';
import type { Network } from '../network/network.ts';
import type { Process } from './process.ts';

/** One line of `ps`. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly user: string;
  readonly command: string;
  /** Epoch ms. */
  readonly startedAt: number;
  /** Ends it; false when it heeds no such signal. */
  readonly kill: (signal: string) => boolean;
}

/** The amounts that /proc and the like tell. */
export interface Amounts {
  /** Cores and bytes that the node has. */
  readonly nodeCpus: number;
  readonly nodeMemory: number;
  /** Limits of the container; Infinity without. */
  readonly cpuLimit: number;
  readonly memoryLimit: number;
  /** In use now: cores and bytes. */
  readonly usage: () => { cpu: number; memory: number };
}

/** What a running container offers to the programs in it. */
export interface ContainerContext {
  readonly clock: Clock;
  readonly hostname: string;
  readonly profile: ImageProfile;
  readonly identity: Identity;
  /** Environment that every program starts with. */
  readonly env: ReadonlyMap<string, string>;
  readonly workingDir: string;
  readonly files: FileSystem;
  readonly network: Network;
  readonly amounts: Amounts;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly bootedAt: number;
  readonly kernel: string;
  processes(): readonly ProcessEntry[];
  /**
   * Runs a program found by its path or on $PATH and gives its exit code: 127 when there is none, 126 when it is none.
   * Nothing rejects but a Killed.
   */
  run(process: Process): Promise<number>;
  /** True when the name is a program that could be run. */
  find(name: string, by: Pick<Process, 'env' | 'cwd' | 'files'>): string | undefined;
}

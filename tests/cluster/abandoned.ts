import { readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Binaries } from './binaries.ts';

/** How the folder of every control plane begins. Its file `pids` names its owner first, then its programs. */
export const dirPrefix = 'binnacle-cluster-';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Whether the process still is one of ours: a pid is given to others in time. */
const isOurs = async (pid: number, bin: Binaries): Promise<boolean> => {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.startsWith(bin.controlplane) || command.startsWith(bin.kwok);
};

/** Ends what runs left behind that were killed before they could end it themselves. */
export const removeAbandoned = async (bin: Binaries): Promise<void> => {
  for (const name of (await readdir(tmpdir())).filter((entry) => entry.startsWith(dirPrefix))) {
    const dir = path.join(tmpdir(), name);
    const text = await readFile(path.join(dir, 'pids'), 'utf8').catch(() => '');
    const [owner, ...pids] = text
      .split('\n')
      .filter((line) => line !== '')
      .map(Number);
    if (owner === undefined || isAlive(owner)) continue;
    for (const pid of pids) if (pid > 0 && (await isOurs(pid, bin))) process.kill(pid, 'SIGKILL');
    await rm(dir, { recursive: true, force: true });
  }
};

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Folders that this process holds: its own number in a lock file may also be left over from an earlier life. */
const held = new Set<string>();

/** Keeps other simulators out of a folder; answers the release. Throws when one that lives holds it. */
export const lockFolder = (dir: string): (() => void) => {
  const file = path.join(dir, 'lock');
  const take = () => writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
  try {
    take();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const pid = Number(readFileSync(file, 'utf8'));
    const isOwn = pid === process.pid;
    if (isOwn ? held.has(file) : pid > 0 && isAlive(pid))
      throw new Error(`${dir} is in use by the simulator with process number ${pid}`, { cause: error });
    rmSync(file);
    take();
  }
  held.add(file);
  return () => {
    held.delete(file);
    rmSync(file, { force: true });
  };
};

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const skipped = new Set(['node_modules', 'dist', '.cache', '.git']);

const filesBelow = (target) => {
  if (!existsSync(target)) return [];
  if (!statSync(target).isDirectory()) return [target];
  return readdirSync(target).flatMap((name) => (skipped.has(name) ? [] : filesBelow(path.join(target, name))));
};

/** SHA-256 over the names and contents of the files at or below the targets; tests do not count. */
export const fingerprint = (root, targets) => {
  const hash = createHash('sha256').update(process.version.split('.')[0]);
  const files = targets.flatMap((target) => filesBelow(path.join(root, target)));
  for (const file of files.filter((f) => !/\.test\.[a-z]+$/.test(f)).sort()) {
    hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
};

/** Runs `work` unless the stamp file already holds this fingerprint; the stamp is written only after success. */
export const whenStale = (stamp, current, work) => {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === current) return false;
  work();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, current);
  return true;
};

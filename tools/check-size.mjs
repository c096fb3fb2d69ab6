/**
 * Fails when the first screen's JavaScript is above 200 kB gzipped: the entry with all it imports, one language, and the
 * first pages that a reader sees (overview and list). Run after the build: `node tools/check-size.mjs`.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const limit = 200_000;
const dist = path.resolve(import.meta.dirname, '../packages/web/dist');
const manifest = JSON.parse(readFileSync(path.join(dist, '.vite/manifest.json'), 'utf8'));

/** Loaded by the first screen though they are chunks of their own. */
const firstScreen = ['src/ui/text/en.ts', 'src/features/overview/overview-page.tsx', 'src/features/list/list-page.tsx'];

const collect = (id, found) => {
  const chunk = manifest[id];
  if (chunk === undefined) throw new Error(`the manifest has no ${id}`);
  if (found.has(chunk.file)) return;
  found.add(chunk.file);
  for (const next of chunk.imports ?? []) collect(next, found);
};

const sizeOf = (files) =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(path.join(dist, file)), { level: 9 }).length, 0);
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

const files = new Set();
collect('index.html', files);
const entry = sizeOf(files);
for (const id of firstScreen) collect(id, files);
const total = sizeOf(files);
console.log(`first screen: ${kilobytes(total)} gzipped (entry ${kilobytes(entry)}), limit ${kilobytes(limit)}`);
if (total > limit) {
  for (const file of files) console.log(`  ${kilobytes(sizeOf([file])).padStart(10)}  ${file}`);
  process.exitCode = 1;
}

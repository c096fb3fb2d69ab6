import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const read = (...file: string[]): string => readFileSync(path.join(import.meta.dirname, ...file), 'utf8');

test('docs/simulator.md says how much is compared', () => {
  const sessions = ['cases.yaml', 'found-by-walking.yaml'].flatMap(
    (name) => parse(read('golden', name)) as { commands: unknown[] }[],
  );
  const commands = sessions.reduce((sum, session) => sum + session.commands.length, 0);
  const starts = parse(read('fuzz', 'manifests.yaml')) as { path: string }[];
  const patched = starts.filter((start) => start.path.includes('$NS'));
  const docs = read('..', '..', 'docs', 'simulator.md');
  for (const said of [
    `${commands} commands in ${sessions.length} sessions`,
    `${starts.length} kinds, 40 seeds each`,
    `objects of ${patched.length} kinds, 40 patches each`,
  ])
    expect(docs).toContain(said);
});

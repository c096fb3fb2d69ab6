/** Each rule that docs/spec/rollouts.md numbers has a test that bears its number, and no test bears another. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const here = import.meta.dirname;
const read = (file: string) => readFileSync(path.join(here, file), 'utf8');

const rules = [...read('../../../docs/spec/rollouts.md').matchAll(/^\| (§[^|]+?) +\|/gm)].map(([, rule = '']) => rule);

/** Titles of tests, and what `%s` puts into them. */
const titles = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && file !== 'rules.test.ts')
  .flatMap((file) => [...read(file).matchAll(/'([^'\n]*§[^'\n]*)'/g)].map(([, title = '']) => title));

it.each(rules)('%s has a test', (rule) => {
  const number = new RegExp(`${rule.replaceAll('.', String.raw`\.`)}(?!\\w)`);
  expect(titles.filter((title) => number.test(title))).not.toEqual([]);
});

it('no title names a row that the table does not have', () => {
  const rows = titles.flatMap((title) => title.match(/§[\d.]+ row \w+/g) ?? []);
  // §3 and §5 have tables of their own in the reference: their rows are not the state machine's.
  expect(rows.filter((row) => /^§[24]/.test(row) && !rules.includes(row))).toEqual([]);
  expect(rules.length).toBeGreaterThan(40);
});

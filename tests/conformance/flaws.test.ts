import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect } from 'vitest';
import { parse } from 'yaml';
import { conformance } from './harness/conformance.ts';
import { askFlaws } from './harness/flaws.ts';
import type { Answers, FlawedKind } from './harness/flaws.ts';

/**
 * Kind by kind, what a stock API server says to objects with one thing wrong: code, reason, message, causes, warnings. The
 * flaws are in `flaws/<area>.yaml`, the answers beside them, recorded from a real control plane with
 * `BINNACLE_RECORD=1 npm run test:cluster -- tests/conformance/flaws.test.ts`.
 */
const folder = path.join(import.meta.dirname, 'flaws');
const isRecording = process.env['BINNACLE_RECORD'] === '1';

for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
  const area = path.basename(file, '.yaml');
  const recordFile = path.join(folder, `${area}.recorded.gen.json`);
  const kinds = parse(readFileSync(path.join(folder, file), 'utf8')) as FlawedKind[];
  const record: Record<string, Answers> = isRecording
    ? {}
    : (JSON.parse(readFileSync(recordFile, 'utf8')) as Record<string, Answers>);
  for (const kind of kinds)
    conformance('flaws', `${area}: ${kind.about}`, async ({ api, ns }) => {
      const answers = await askFlaws(api, ns, kind);
      if (isRecording) record[kind.about] = answers;
      else expect(answers).toEqual(record[kind.about]);
    });
  if (isRecording)
    afterAll(() => {
      const sorted = Object.fromEntries(kinds.map(({ about }) => [about, record[about]]));
      writeFileSync(recordFile, `${JSON.stringify(sorted, undefined, 1)}\n`);
    });
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type BothTargets, firstSeed, startBothTargets, tries } from './both-targets.ts';
import { changed, type Start } from './changes.ts';

const starts = parse(readFileSync(path.join(import.meta.dirname, 'manifests.yaml'), 'utf8')) as Start[];

/** Manifests changed at random: both targets take or refuse the same, with the same object and the same words. */
describe('random manifests', () => {
  let targets: BothTargets;
  beforeAll(async () => {
    targets = await startBothTargets();
  });
  afterAll(() => targets.stop());

  for (const { path: target, manifest } of starts)
    test(`${target}: ${tries} changes`, { timeout: 240_000 }, async ({ task }) => {
      task.meta.area = 'random manifests';
      for (let seed = firstSeed; seed < firstSeed + tries; seed++) {
        const sent = changed(manifest, seed);
        // Nothing is kept: the answer is all that is looked at.
        const query = { dryRun: 'All' };
        const { real, simulated } = await targets.ask({ method: 'POST', path: target, query, body: sent });
        expect({ seed, sent, answer: simulated }).toEqual({ seed, sent, answer: real });
      }
    });
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type BothTargets, firstSeed, startBothTargets, tries } from './both-targets.ts';
import type { Start } from './changes.ts';
import { patchKinds, randomPatch } from './patches.ts';

const starts = (parse(readFileSync(path.join(import.meta.dirname, 'manifests.yaml'), 'utf8')) as Start[])
  // What stands in no namespace would stay behind.
  .filter((start) => start.path.includes('$NS'));

/** Objects patched at random: both targets take or refuse the same, with the same object, owners and words. */
describe('random patches', () => {
  let targets: BothTargets;
  beforeAll(async () => {
    targets = await startBothTargets();
  });
  afterAll(() => targets.stop());

  for (const { path: target, manifest } of starts)
    test(`${target}: ${tries} patches`, { timeout: 240_000 }, async ({ task }) => {
      task.meta.area = 'random patches';
      const made = await targets.ask({
        method: 'POST',
        path: target,
        query: { fieldManager: 'start' },
        body: manifest,
      });
      expect(made.simulated).toEqual(made.real);
      const { apiVersion, kind } = made.real as { apiVersion: string; kind: string };
      const whole = { apiVersion, kind, ...manifest };
      for (let seed = firstSeed; seed < firstSeed + tries; seed++) {
        const { type, query, body } = randomPatch(whole, patchKinds[seed % patchKinds.length]!, seed);
        const { real, simulated } = await targets.ask({
          method: 'PATCH',
          path: `${target}/a`,
          query,
          headers: { 'content-type': type },
          body,
        });
        expect({ seed, type, body, answer: simulated }).toEqual({ seed, type, body, answer: real });
      }
    });
});

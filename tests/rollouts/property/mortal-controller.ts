import type { TestProject } from 'vitest/node';
import { createRng } from '@binnacle/kube/clock';
import { startLives } from '../harness/lives.ts';

/** One write in so many is a controller's last. */
const writesALife = 25;
const seed = Number(process.env['BINNACLE_SEED'] ?? 1);

/** A Rollout controller that is killed at random writes, before or after the server has made them. */
export const setup = (project: TestProject): (() => Promise<void>) => {
  const { target } = project.getProvidedContext();
  const rng = createRng(seed).fork('lives');
  const lives = startLives(target.admin, () => {
    if (rng.next() >= 1 / writesALife) return undefined;
    return rng.next() < 0.5 ? 'after' : 'before';
  });
  return async () => {
    await lives.end();
    process.stdout.write(`the controller has had ${lives.count} lives (seed ${seed})\n`);
  };
};

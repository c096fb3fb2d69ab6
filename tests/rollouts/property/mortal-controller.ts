import type { TestProject } from 'vitest/node';
import { createClient } from '@binnacle/kube/client';
import type { Interceptor } from '@binnacle/kube/client';
import { createRng } from '@binnacle/kube/clock';
import { startRollouts } from '@binnacle/rollouts';
import type { Rollouts } from '@binnacle/rollouts';

/** One write in so many is a controller's last. */
const writesALife = 25;
const seed = Number(process.env['BINNACLE_SEED'] ?? 1);

/**
 * A Rollout controller that is killed at random writes, before or after the server has made them, and begins anew each
 * time, as one whose Pod is taken away again and again.
 */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const { target } = project.getProvidedContext();
  const rng = createRng(seed).fork('lives');
  let lives = 0;
  let ending = false;
  /** Ends the life under way. */
  let die = () => {};

  const live = async (): Promise<void> => {
    lives += 1;
    let dead = false;
    const death = new Promise<void>((resolve) => (die = resolve));
    const interceptor: Interceptor = async (request, next) => {
      if (dead) throw new Error('the controller is dead');
      const last = request.method !== 'GET' && !request.path.includes('/events') && rng.next() < 1 / writesALife;
      if (!last) return next(request);
      dead = true;
      die();
      const made = rng.next() < 0.5;
      if (made) await next(request);
      throw new Error('the controller was killed');
    };
    const client = createClient(target.admin, { interceptor });
    let rollouts: Rollouts | undefined;
    try {
      rollouts = await startRollouts({ client, webhooks: { host: '127.0.0.1', port: 0 } });
      if (!ending) await death;
    } finally {
      await rollouts?.close();
      await client.close();
    }
  };

  const lifeAfterLife = async (): Promise<void> => {
    while (!ending) await live().catch(() => {});
  };
  const over = lifeAfterLife();
  return async () => {
    ending = true;
    die();
    await over;
    process.stdout.write(`the controller has had ${lives} lives (seed ${seed})\n`);
  };
};

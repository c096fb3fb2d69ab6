import type { ClusterTarget, Interceptor, KubeRequest } from '@binnacle/kube/client';
import { createClient } from '@binnacle/kube/client';
import { startRollouts } from '@binnacle/rollouts';
import type { Rollouts } from '@binnacle/rollouts';

/** Killed before the server has made the write, or after. */
export type Death = 'before' | 'after';

/** A Rollout controller that begins anew whenever it is killed, as one whose Pod is taken away again and again. */
export interface Lives {
  /** How many there have been. */
  readonly count: number;
  /** Ends the life under way and starts no other. */
  end(): Promise<void>;
}

/** `fate` is asked about each write that is not an event: which one is the life's last, and how. */
export const startLives = (target: ClusterTarget, fate: (write: KubeRequest) => Death | undefined): Lives => {
  let count = 0;
  let ending = false;
  let die = () => {};

  const live = async (): Promise<void> => {
    count += 1;
    let dead = false;
    const death = new Promise<void>((resolve) => (die = resolve));
    const interceptor: Interceptor = async (request, next) => {
      if (dead) throw new Error('the controller is dead');
      const isWrite = request.method !== 'GET' && !request.path.includes('/events');
      const last = isWrite ? fate(request) : undefined;
      if (last === undefined) return next(request);
      dead = true;
      // Its connections are closed with it: a write that is to be made must be over by then.
      if (last === 'after') await next(request).catch(() => {});
      die();
      throw new Error('the controller was killed');
    };
    const client = createClient(target, { interceptor });
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
  return {
    get count() {
      return count;
    },
    end: async () => {
      ending = true;
      die();
      await over;
    },
  };
};

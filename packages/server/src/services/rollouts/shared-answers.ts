import type { KubeClient } from '@binnacle/kube/client';
import type { Clock } from '@binnacle/kube/clock';
import { BoundedMap } from '@binnacle/kube/watch';

interface Shared<T> {
  at: number;
  answer: Promise<T>;
}

interface Bounds {
  clock: Clock;
  /** Milliseconds for which one answer serves all who ask. */
  forMs: number;
  /** Answers kept for each client. */
  most: number;
}

export interface SharedAnswers<T> {
  /** What `ask` gave to the one who asked last, or gives now. A failure is given to all who wait for it, and forgotten. */
  of(client: KubeClient, key: string, ask: () => Promise<T>): Promise<T>;
}

/**
 * Answers shared by all who ask the same, per client: each asks the cluster in somebody's name, and its answers are theirs.
 * Who asked first may leave: `ask` is best ended with the cluster alone.
 */
export const createSharedAnswers = <T>({ clock, forMs, most }: Bounds): SharedAnswers<T> => {
  const clients = new WeakMap<KubeClient, BoundedMap<string, Shared<T>>>();
  return {
    of: (client, key, ask) => {
      const answers = clients.get(client) ?? new BoundedMap<string, Shared<T>>(most);
      clients.set(client, answers);
      const known = answers.get(key);
      const at = clock.now();
      if (known !== undefined && at - known.at < forMs) return known.answer;
      const answer = ask();
      answers.set(key, { at, answer });
      answer.catch(() => answers.delete(key));
      return answer;
    },
  };
};

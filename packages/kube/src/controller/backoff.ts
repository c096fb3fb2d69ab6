/** A delay that doubles per failure of a key, between `baseMs` and `maxMs`. */
export interface Backoff {
  /** The delay for this failure; each call counts one. */
  next(key: string): number;
  failures(key: string): number;
  /** Forgets a key's failures. */
  reset(key: string): void;
}

/** Starts at `baseMs` and doubles. Defaults are those of Kubernetes controllers: 5 ms up to 1000 s. */
export const createBackoff = ({ baseMs = 5, maxMs = 1_000_000 } = {}): Backoff => {
  const failures = new Map<string, number>();
  return {
    next: (key) => {
      const count = failures.get(key) ?? 0;
      failures.set(key, count + 1);
      return Math.min(maxMs, baseMs * 2 ** Math.min(count, 40));
    },
    failures: (key) => failures.get(key) ?? 0,
    reset: (key) => void failures.delete(key),
  };
};

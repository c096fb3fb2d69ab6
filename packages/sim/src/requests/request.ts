/** A simulated request, and where a route sends it. */

export interface SimulatedRequest {
  host: string;
  path: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
}

/** A Service of the route's namespace, or of another where the route may name one. */
export interface Destination {
  namespace: string;
  service: string;
  /** Only Pods with these labels. */
  labels?: Readonly<Record<string, string>>;
}

/** A number from 0 up to 1. */
export type Chance = () => number;

/** One of several by weight; none when all weights are zero. */
export const weighted = <T extends { weight?: number }>(
  choices: readonly T[],
  chance: Chance,
  otherwise: number,
): T | undefined => {
  const weightOf = ({ weight = otherwise }: T) => weight;
  const total = choices.reduce((sum, choice) => sum + weightOf(choice), 0);
  let left = chance() * total;
  return total === 0 ? undefined : choices.find((choice) => (left -= weightOf(choice)) < 0);
};

export const cookiesOf = ({ headers }: SimulatedRequest): ReadonlyMap<string, string> =>
  new Map(
    (headers['cookie'] ?? '')
      .split(/;\s*/)
      .filter((part) => part !== '')
      .map((part) => part.split('=', 2) as [string, string]),
  );

/** `/shop` covers `/shop` and `/shop/cart`, not `/shopping`. */
export const hasPrefix = (path: string, prefix: string): boolean => {
  const bare = prefix.replace(/\/$/, '');
  return path === bare || path.startsWith(`${bare}/`);
};

/** A pattern of a route; one that is none matches nothing. */
export const fits = (pattern: string, text: string): boolean => {
  try {
    return new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    return false;
  }
};

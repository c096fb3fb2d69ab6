/** Where an answer came from, and when it was known to be true. */
export interface Reading<T> {
  value: T;
  /** `watch`: a live watch, fresher than any time to live. `api`: asked for just now. `cache`: asked for a while ago. */
  source: 'watch' | 'api' | 'cache';
  /** Epoch ms. */
  at: number;
}

/** A part of an answer that could not be had in time. */
export interface Missing {
  part: string;
  reason: string;
}

import type { TrafficStrategy } from '../api/index.ts';
import type { Write } from '../cluster/write.ts';

export interface RouteNames {
  stableService: string;
  /** The stable Service's own name where no other is made. */
  canaryService: string;
}

/** One kind of route over what is seen of it. Pure: writes are what is still to be written. */
export interface TrafficProvider {
  /** What it needs and is not there, in words. */
  missing(): string | undefined;
  /** Sends the strategy's share or matches to the canary Service; none when it is so already. */
  ensure(strategy: TrafficStrategy): readonly Write[];
  /** As it was before; none when it is so already. */
  restore(): readonly Write[];
}

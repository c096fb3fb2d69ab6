import type { TrafficStrategy } from '../api/index.ts';
import type { Write } from '../cluster/write.ts';

export interface RouteNames {
  stableService: string;
  /** The stable Service's own name where no other is made. */
  canaryService: string;
}

/** What is still to be written; or why that cannot be said, in words. */
export type Routes = readonly Write[] | { problem: string };

export const isProblem = (routes: Routes): routes is { problem: string } => 'problem' in routes;

/** One kind of route over what is seen of it. Pure. */
export interface TrafficProvider {
  /** What it needs and is not there, in words. */
  missing(): string | undefined;
  /** Sends the strategy's share or matches to the canary Service; none when it is so already. */
  ensure(strategy: TrafficStrategy): Routes;
  /** As it was before; none when it is so already. */
  restore(): readonly Write[];
}

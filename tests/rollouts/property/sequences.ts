/** What users may do to a release, one thing after the other, from a seed. */
import type { Rng } from '@binnacle/kube/clock';

export type Style = 'canary' | 'partition' | 'blueGreen';

export type Action =
  | { do: 'release'; version: string }
  | { do: 'rollback' }
  | { do: 'approve' }
  | { do: 'jump'; step: number }
  | { do: 'pause' }
  | { do: 'resume' }
  | { do: 'scale'; replicas: number }
  | { do: 'plan'; shares: readonly number[] }
  | { do: 'disable' }
  | { do: 'enable' }
  | { do: 'delete' };

export interface Sequence {
  style: Style;
  replicas: number;
  shares: readonly number[];
  actions: readonly Action[];
}

const styles: readonly Style[] = ['canary', 'partition', 'blueGreen'];
const stepCount = 3;

/** A whole number from one to the other. */
const between = (rng: Rng, low: number, high: number): number => low + rng.int(high - low + 1);

/** Shares of all Pods, in percent, that never shrink and end with all. */
const newShares = (rng: Rng): number[] => {
  const shares = Array.from({ length: stepCount - 1 }, () => 10 * between(rng, 1, 9)).sort((a, b) => a - b);
  return [...shares, 100];
};

const newAction = (rng: Rng, version: () => string): Action => {
  const kinds = ['release', 'approve', 'approve', 'approve', 'rollback', 'jump', 'pause', 'resume', 'scale', 'plan'];
  const rare = ['disable', 'enable', 'delete'];
  const kind = rng.pick(between(rng, 1, 8) === 1 ? rare : kinds) as Action['do'];
  switch (kind) {
    case 'release':
      return { do: kind, version: version() };
    case 'jump':
      return { do: kind, step: between(rng, 1, stepCount) };
    case 'scale':
      return { do: kind, replicas: between(rng, 3, 7) };
    case 'plan':
      return { do: kind, shares: newShares(rng) };
    default:
      return { do: kind };
  }
};

/** The same seed gives the same sequence. */
export const newSequence = (rng: Rng): Sequence => {
  let last = 1;
  const version = () => `v${(last += 1)}`;
  const first: Action = { do: 'release', version: version() };
  return {
    style: rng.pick(styles),
    replicas: between(rng, 3, 6),
    shares: newShares(rng),
    actions: [first, ...Array.from({ length: between(rng, 3, 7) }, () => newAction(rng, version))],
  };
};

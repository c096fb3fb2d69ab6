/** One cluster of a fleet; `scenario` is absent for one that cannot be reached. */
export interface FleetMember {
  name: string;
  description: string;
  scenario?: string;
  seed: number;
  /** The Kubernetes version that it says it has. */
  version?: string;
}

/** Several clusters of one team, as `binnacle demo` registers them. */
export interface Fleet {
  name: string;
  description: string;
  members: readonly FleetMember[];
}

const shop: Fleet = {
  name: 'shop',
  description: 'Two clusters: one in good health, one with something wrong to find.',
  members: [
    { name: 'production', scenario: 'small', seed: 1, description: 'Simulated: a shop in good health.' },
    {
      name: 'staging',
      scenario: 'crash',
      seed: 2,
      description: 'Simulated: the same shop, with several things wrong.',
    },
  ],
};

const fleet: Fleet = {
  name: 'fleet',
  description: 'Five clusters of different sizes and versions, one of them unreachable.',
  members: [
    {
      name: 'production-eu',
      scenario: 'medium',
      seed: 11,
      description: 'Simulated: 40 nodes, 400 Pods of eight teams.',
    },
    {
      name: 'production-us',
      scenario: 'small',
      seed: 12,
      version: '1.33.6',
      description: 'Simulated: a shop in good health, one minor version behind.',
    },
    { name: 'staging', scenario: 'crash', seed: 13, description: 'Simulated: the shop with several things wrong.' },
    {
      name: 'edge-oslo',
      scenario: 'empty',
      seed: 14,
      version: '1.32.10',
      description: 'Simulated: new nodes that run nothing yet, two minor versions behind.',
    },
    { name: 'edge-bergen', seed: 15, description: 'Simulated: nothing answers at its address.' },
  ],
};

const canary: Fleet = {
  name: 'canary',
  description: 'One cluster with three releases under way: one waits, one fails, one is blue-green.',
  members: [
    { name: 'harbour', scenario: 'canary', seed: 21, description: 'Simulated: a shop in the middle of releases.' },
  ],
};

/** Every fleet there is; the first is the demo's own. */
export const fleets: readonly Fleet[] = [shop, fleet, canary];

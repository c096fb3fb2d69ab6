import type { Scenario } from '../types.ts';
import { loadNodes, minutes } from './base.ts';

/** Nodes and system namespaces only: what tests and first steps start from. */
export const empty: Scenario = {
  name: 'empty',
  description: 'Three nodes and the system namespaces, nothing else.',
  ageMs: minutes(1),
  load: loadNodes,
};

export { startSim } from './start-sim.ts';
export type { Sim, SimOptions } from './types.ts';
export { kruiseDefinitions } from './kruise/definitions.ts';

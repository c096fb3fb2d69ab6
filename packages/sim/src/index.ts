export { openSim, startSim } from './start-sim.ts';
export type { OpenSim, Sim, SimOptions } from './types.ts';
export { istioDefinitions } from './addons/istio/definitions.ts';
export { kruiseDefinitions } from './kruise/definitions.ts';

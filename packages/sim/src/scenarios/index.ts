import { badRequest } from '@binnacle/kube/api';
import type { Scenario } from '../types.ts';
import { canary } from './canary.ts';
import { crash } from './crash.ts';
import { empty } from './empty.ts';
import { fleets } from './fleet.ts';
import { istio } from './istio.ts';
import { large, medium } from './large.ts';
import { small } from './small.ts';

/** Every scenario there is. */
export const scenarios: readonly Scenario[] = [empty, small, crash, canary, istio, medium, large];

/** Throws BadRequest, naming those there are, for an unknown name. */
export const findScenario = (name: string): Scenario => {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) {
    if (fleets.some((fleet) => fleet.name === name))
      throw badRequest(`"${name}" is several clusters: see binnacle demo --scenario ${name}`);
    throw badRequest(`unknown scenario "${name}", choose one of: ${scenarios.map((one) => one.name).join(', ')}`);
  }
  return found;
};

import { createSystemClock } from '@binnacle/kube/clock';
import { readConfig } from './read-config.ts';
import type { Invocation } from './command.ts';

/** `binnacle rotate-key`: once, while no server runs. */
export const rotateKey = async (invocation: Invocation): Promise<void> => {
  const { rotateSecretKey } = await import('@binnacle/server');
  const said = await rotateSecretKey(readConfig(invocation, { demo: false }), createSystemClock());
  process.stdout.write(`${said}\n`);
};

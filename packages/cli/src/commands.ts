import { describeSettings, flagOptions } from '@binnacle/server/config';
import { fleets } from '@binnacle/sim/fleets';
import type { Command } from './command.ts';
import { installRollouts, installRolloutsUsage } from './install-rollouts.ts';
import { rollouts, rolloutsUsage } from './rollouts.ts';
import { rotateKey } from './rotate-key.ts';
import { serve } from './serve.ts';
import { sim, simUsage } from './sim.ts';

/** Every command, as data. */
export const commands: readonly Command[] = [
  {
    name: 'serve',
    summary: 'Serve the console and the APIs over your clusters (the default).',
    usage: `Settings:\n${describeSettings()}\n`,
    options: flagOptions(),
    run: (invocation) => serve(invocation, { demo: false }),
  },
  {
    name: 'demo',
    summary: 'The same over simulated clusters, with no sign-in, on this machine only.',
    usage: `Options:
  --scenario NAME  Which clusters: ${fleets.map(({ name }) => name).join(' or ')}, or one cluster of a scenario of \`binnacle sim\`.
                   Default ${fleets[0]!.name}.

Settings:\n${describeSettings()}\n`,
    options: { ...flagOptions(), scenario: { type: 'string' } },
    run: (invocation) => serve(invocation, { demo: true }),
  },
  {
    name: 'sim',
    summary: 'Run one simulated cluster for kubectl and other programs.',
    usage: simUsage,
    options: {
      listen: { type: 'string' },
      kubeconfig: { type: 'string' },
      seed: { type: 'string' },
      scenario: { type: 'string' },
      name: { type: 'string' },
      state: { type: 'string' },
      rate: { type: 'string' },
      'no-rollouts': { type: 'boolean' },
    },
    run: sim,
  },
  {
    name: 'rollouts',
    summary: 'Run the Rollout controller for one cluster.',
    usage: rolloutsUsage,
    options: {
      kubeconfig: { type: 'string' },
      context: { type: 'string' },
      namespace: { type: 'string' },
      'webhook-listen': { type: 'string' },
      'webhook-service': { type: 'string' },
      'metrics-listen': { type: 'string' },
      'lease-namespace': { type: 'string' },
      'webhook-cert': { type: 'string' },
      'webhook-key': { type: 'string' },
      'webhook-ca': { type: 'string' },
    },
    run: rollouts,
  },
  {
    name: 'rollouts install',
    summary: 'Print or apply what a cluster needs for the Rollout controller to run in it.',
    usage: installRolloutsUsage,
    options: {
      kubeconfig: { type: 'string' },
      context: { type: 'string' },
      namespace: { type: 'string' },
      'dry-run': { type: 'boolean' },
      apply: { type: 'boolean' },
    },
    run: installRollouts,
  },
  {
    name: 'rotate-key',
    summary: 'Seal every secret in the database with a new key. Stop the server first.',
    usage: `Settings (those of the database and the keys count):\n${describeSettings()}\n`,
    options: flagOptions(),
    run: rotateKey,
  },
];

export const findCommand = (name: string): Command | undefined => commands.find((command) => command.name === name);

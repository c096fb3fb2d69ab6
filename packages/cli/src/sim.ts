import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Invocation } from './command.ts';
import { startSimulatedRollouts } from './simulated-rollouts.ts';
import { openSimulated, targetOf } from './simulated.ts';

export const simUsage = `Options:
  --listen HOST:PORT   Where to listen; port 0 picks a free one. Default 127.0.0.1:6443.
  --kubeconfig FILE    Write a kubeconfig here (mode 0600), with the users admin (the default) and viewer
                       (who may do nothing until bound). Printed when absent.
  --seed N             The same seed repeats a run. Default 1.
  --scenario NAME      What the cluster holds at start: empty, small, crash, canary, istio, medium or large. Default small.
  --name NAME          The cluster's name. Default sim.
  --state DIR          Keep the cluster in this folder and go on with the one that is there. Without it the cluster
                       lives in memory.
  --rate N             Seconds of the cluster per second, 0 to 1000; 0 stops its time. Default 1.
  --no-rollouts        Run no Rollout controller: the cluster has what a stock control plane has, and nothing more.
`;

/** `binnacle sim`: one simulated cluster until stopped. */
export const sim = async ({ flags, home, stop }: Invocation): Promise<void> => {
  const text = (name: string, otherwise: string) =>
    typeof flags[name] === 'string' ? (flags[name] as string) : otherwise;
  const seed = Number(text('seed', '1'));
  if (!Number.isSafeInteger(seed)) throw new Error(`--seed ${text('seed', '')} is not a whole number.`);
  const rate = Number(text('rate', '1'));
  const state = flags['state'];
  const cluster = await openSimulated(home, {
    listen: text('listen', '127.0.0.1:6443'),
    seed,
    scenario: text('scenario', 'small'),
    rate,
    ...(typeof flags['name'] === 'string' ? { name: flags['name'] } : {}),
    ...(typeof state === 'string' ? { state: path.resolve(state) } : {}),
  });
  stop.add(() => cluster.close());
  const file = flags['kubeconfig'];
  if (typeof file === 'string') {
    writeFileSync(file, cluster.kubeconfig, { mode: 0o600 });
    chmodSync(file, 0o600);
  } else process.stdout.write(cluster.kubeconfig);
  await cluster.live();
  if (flags['no-rollouts'] !== true)
    await startSimulatedRollouts(targetOf(cluster.kubeconfig, cluster.name), { stop, releases: false });
  const ready = `The simulated cluster is ready at ${cluster.url}\n`;
  if (typeof file === 'string') process.stdout.write(`${ready}Try: kubectl --kubeconfig ${file} get pods -A\n`);
  else process.stderr.write(ready);
};

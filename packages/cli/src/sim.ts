import { chmodSync, writeFileSync } from 'node:fs';
import type { Invocation } from './command.ts';
import { startSimulated } from './simulated.ts';

export const simUsage = `Options:
  --listen HOST:PORT   Where to listen; port 0 picks a free one. Default 127.0.0.1:6443.
  --kubeconfig FILE    Write a kubeconfig here (mode 0600), with the users admin (the default) and viewer
                       (who may do nothing until bound). Printed when absent.
  --seed N             The same seed repeats a run. Default 1.
  --scenario NAME      What the cluster holds at start: empty, small or crash. Default small.
  --name NAME          The cluster's name. Default sim.
`;

/** `binnacle sim`: one simulated cluster until stopped. */
export const sim = async ({ flags, home, stop }: Invocation): Promise<void> => {
  const text = (name: string, otherwise: string) =>
    typeof flags[name] === 'string' ? (flags[name] as string) : otherwise;
  const seed = Number(text('seed', '1'));
  if (!Number.isSafeInteger(seed)) throw new Error(`--seed ${text('seed', '')} is not a whole number.`);
  const cluster = await startSimulated(home, {
    listen: text('listen', '127.0.0.1:6443'),
    seed,
    scenario: text('scenario', 'small'),
    name: text('name', 'sim'),
  });
  stop.add(() => cluster.close());
  const file = flags['kubeconfig'];
  if (typeof file === 'string') {
    writeFileSync(file, cluster.kubeconfig, { mode: 0o600 });
    chmodSync(file, 0o600);
    process.stdout.write(
      `The simulated cluster is ready at ${cluster.url}\nTry: kubectl --kubeconfig ${file} get pods -A\n`,
    );
  } else {
    process.stdout.write(`${cluster.kubeconfig}`);
    process.stderr.write(`The simulated cluster is ready at ${cluster.url}\n`);
  }
};

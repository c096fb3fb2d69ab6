import { delimiter } from 'node:path';
import { readFileSync } from 'node:fs';
import { createClient, inClusterTarget, kubeconfigPaths, loadKubeconfig } from '@binnacle/kube/client';
import type { ClusterTarget } from '@binnacle/kube/client';
import { startRollouts } from '@binnacle/rollouts';
import type { WebhookOptions } from '@binnacle/rollouts';
import type { Invocation } from './command.ts';

export const rolloutsUsage = `Options:
  --kubeconfig FILE           Default: $KUBECONFIG, ~/.kube/config, or the Pod's own account.
  --context NAME              The kubeconfig's context. Default: its current one.
  --namespace NAME            Only this namespace. Default: all.
  --webhook-listen HOST:PORT  Where the API server reaches admission and conversion. Default 127.0.0.1:9876.
  --webhook-cert FILE         Serving certificate for that host, PEM. Default: one of its own, renewed in time.
  --webhook-key FILE          Its key, PEM.
  --webhook-ca FILE           The authority that signed it, PEM. Default: the certificate itself.

The definitions and webhooks are registered in the cluster and kept right, and changes of workloads are held for their
Rollouts. It does not start where another Rollout controller is at work.
`;

/** `binnacle rollouts`: the Rollout controller of one cluster until stopped. */
export const rollouts = async ({ flags, env, stop }: Invocation): Promise<void> => {
  const text = (name: string) => (typeof flags[name] === 'string' ? (flags[name] as string) : undefined);
  const client = createClient(findTarget({ env, kubeconfig: text('kubeconfig'), context: text('context') }));
  stop.add(() => client.close());
  const namespace = text('namespace');
  const webhooks = readWebhooks(text);
  const running = await startRollouts({
    client,
    ...(namespace === undefined ? {} : { namespace }),
    webhooks,
    onError: (error, what) =>
      process.stderr.write(`${what}: ${error instanceof Error ? error.message : String(error)}\n`),
  });
  stop.add(() => running.close());
  const served = running.webhookUrl === undefined ? 'without webhooks' : `with webhooks at ${running.webhookUrl}`;
  process.stdout.write(`The Rollout controller runs for ${client.server}, ${served}\n`);
};

const findTarget = (from: {
  env: Invocation['env'];
  kubeconfig: string | undefined;
  context: string | undefined;
}): ClusterTarget => {
  const paths = from.kubeconfig?.split(delimiter).filter((path) => path !== '') ?? kubeconfigPaths(from.env);
  const loaded = loadKubeconfig(paths, { allowExec: true, allowFiles: true });
  const name = from.context ?? loaded?.current;
  const found = loaded?.targets.find((target) => target.name === name);
  if (found !== undefined) return found;
  if (loaded !== undefined) throw new Error(`There is no usable context ${name ?? ''} in ${paths.join(', ')}.`);
  const inCluster = from.kubeconfig === undefined ? inClusterTarget(from.env) : undefined;
  if (inCluster === undefined) throw new Error(`There is no kubeconfig at ${paths.join(', ')}: name one that exists.`);
  return inCluster;
};

const readWebhooks = (text: (name: string) => string | undefined): WebhookOptions => {
  const listen = text('webhook-listen') ?? '127.0.0.1:9876';
  const colon = listen.lastIndexOf(':');
  const port = Number(listen.slice(colon + 1));
  if (colon < 1 || !Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--webhook-listen ${listen} is not HOST:PORT.`);
  const host = listen.slice(0, colon);
  const [cert, key] = [text('webhook-cert'), text('webhook-key')];
  if (cert === undefined && key === undefined) return { host, port };
  if (cert === undefined || key === undefined)
    throw new Error('--webhook-cert and --webhook-key belong together: give both, or neither.');
  const read = (file: string) => readFileSync(file, 'utf8');
  return { host, port, certificates: { cert: read(cert), key: read(key), ca: read(text('webhook-ca') ?? cert) } };
};

import { delimiter } from 'node:path';
import { readFileSync } from 'node:fs';
import { createClient, inClusterTarget, kubeconfigPaths, loadKubeconfig } from '@binnacle/kube/client';
import type { ClusterTarget } from '@binnacle/kube/client';
import { runRollouts, serveHealth } from '@binnacle/rollouts';
import type { WebhookOptions } from '@binnacle/rollouts';
import type { Invocation } from './command.ts';

export const rolloutsUsage = `Options:
  --kubeconfig FILE           Default: $KUBECONFIG, ~/.kube/config, or the Pod's own account.
  --context NAME              The kubeconfig's context. Default: its current one.
  --namespace NAME            Only this namespace. Default: all.
  --webhook-listen HOST:PORT  Where the API server reaches admission and conversion. Default 127.0.0.1:9876.
  --webhook-service NS/NAME   The Service by which API servers call, where it runs in the cluster itself.
  --metrics-listen HOST:PORT  /metrics, /healthz and /readyz. Default 127.0.0.1:9877.
  --lease-namespace NAME      Where the Lease is by which several agree on one. Default: $POD_NAMESPACE or kube-system.
  --webhook-cert FILE         Serving certificate for that host, PEM. Default: one of its own, renewed in time.
  --webhook-key FILE          Its key, PEM.
  --webhook-ca FILE           The authority that signed it, PEM. Default: the certificate itself.

The definitions and webhooks are registered in the cluster and kept right, and changes of workloads are held for their
Rollouts. It does not start where another Rollout controller is at work.
`;

/** `binnacle rollouts`: the Rollout controller of one cluster until stopped. */
export const rollouts = async ({ flags, env, stop }: Invocation): Promise<void> => {
  const text = textOf(flags);
  const client = createClient(findTarget({ env, kubeconfig: text('kubeconfig'), context: text('context') }));
  stop.add(() => client.close());
  const namespace = text('namespace');
  const health = await serveHealth(addressOf('metrics-listen', text('metrics-listen') ?? '127.0.0.1:9877'));
  stop.add(() => health.close());
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const running = await runRollouts({
    client,
    leaseNamespace: text('lease-namespace') ?? env['POD_NAMESPACE'] ?? 'kube-system',
    ...(namespace === undefined ? {} : { namespace }),
    webhooks: readWebhooks(text),
    onPass: health.passed,
    onError: (error, what) =>
      process.stderr.write(`${what}: ${error instanceof Error ? error.message : String(error)}\n`),
    onState: (state) => {
      health.leads(state.type === 'leading' ? state.rollouts : undefined);
      if (state.type === 'waiting') say(`Waiting for the Lease in ${client.server}`);
      if (state.type === 'lost') say(`The Lease was lost: ${state.reason}`);
      if (state.type !== 'leading') return;
      say(`The Rollout controller runs for ${client.server}, with webhooks at ${state.rollouts.webhookUrl}`);
      say(`Metrics and health at ${health.url}`);
    },
  });
  stop.add(() => running.close());
};

/** An option's text; undefined when it is not given. */
export const textOf =
  (flags: Invocation['flags']) =>
  (name: string): string | undefined =>
    typeof flags[name] === 'string' ? flags[name] : undefined;

/** The cluster that the options or the surroundings name. */
export const findTarget = (from: {
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

const addressOf = (option: string, listen: string): { host: string; port: number } => {
  const colon = listen.lastIndexOf(':');
  const port = Number(listen.slice(colon + 1));
  if (colon < 1 || !Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--${option} ${listen} is not HOST:PORT.`);
  return { host: listen.slice(0, colon), port };
};

const serviceOf = (text: string | undefined): { namespace: string; name: string } | undefined => {
  if (text === undefined) return undefined;
  const [namespace, name, ...rest] = text.split('/');
  if (!namespace || !name || rest.length > 0) throw new Error(`--webhook-service ${text} is not NAMESPACE/NAME.`);
  return { namespace, name };
};

const readWebhooks = (text: (name: string) => string | undefined): WebhookOptions => {
  const service = serviceOf(text('webhook-service'));
  const at = {
    ...addressOf('webhook-listen', text('webhook-listen') ?? '127.0.0.1:9876'),
    ...(service === undefined ? {} : { service }),
  };
  const [cert, key] = [text('webhook-cert'), text('webhook-key')];
  if (cert === undefined && key === undefined) return at;
  if (cert === undefined || key === undefined)
    throw new Error('--webhook-cert and --webhook-key belong together: give both, or neither.');
  const read = (file: string) => readFileSync(file, 'utf8');
  return { ...at, certificates: { cert: read(cert), key: read(key), ca: read(text('webhook-ca') ?? cert) } };
};

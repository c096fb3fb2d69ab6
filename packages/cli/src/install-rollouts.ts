import { stringify } from 'yaml';
import { createClient } from '@binnacle/kube/client';
import { installation } from '@binnacle/rollouts';
import type { Invocation } from './command.ts';
import { findTarget, textOf } from './rollouts.ts';

export const installRolloutsUsage = `Options:
  --dry-run          Print the objects as YAML; no cluster is asked.
  --apply            Apply them (server-side), in their order.
  --kubeconfig FILE  Default: $KUBECONFIG, ~/.kube/config, or the Pod's own account.
  --context NAME     The kubeconfig's context. Default: its current one.
  --namespace NAME   Where the controller runs. Default kruise-rollout.

Definitions, an account and its rights, and a Service for the webhooks. The webhooks themselves are registered by the
controller while it runs: before that they would only be in the way.
`;

const fieldManager = 'binnacle-rollouts-install';

/** `binnacle rollouts install` */
export const installRollouts = async ({ flags, env }: Invocation): Promise<void> => {
  const text = textOf(flags);
  if ((flags['dry-run'] === true) === (flags['apply'] === true))
    throw new Error('Say --dry-run to print what would be installed, or --apply to install it.');
  const objects = installation({ namespace: text('namespace') ?? 'kruise-rollout' });
  if (flags['dry-run'] === true) {
    process.stdout.write(objects.map(({ object }) => stringify(object)).join('---\n'));
    return;
  }
  const client = createClient(findTarget({ env, kubeconfig: text('kubeconfig'), context: text('context') }));
  try {
    for (const { kind, object } of objects) {
      const { name, namespace } = object.metadata;
      const key = namespace === undefined ? { name } : { name, namespace };
      await client.patch(kind, key, { type: 'apply', body: object, fieldManager, force: true });
      process.stdout.write(`${kind.singular}/${name} applied\n`);
    }
  } finally {
    await client.close();
  }
};

import type { TestProject } from 'vitest/node';
import { createClient } from '@binnacle/kube/client';
import { startRollouts } from '@binnacle/rollouts';

/** One Rollout controller for the whole run, over the target that the set-up before this one has started. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const { target } = project.getProvidedContext();
  const client = createClient(target.admin);
  const running = await startRollouts({
    client,
    webhooks: { host: '127.0.0.1', port: 0 },
    onError: (error, what) => process.stderr.write(`rollouts: ${what}: ${String(error)}\n`),
  });
  return async () => {
    await running.close();
    await client.close();
  };
};

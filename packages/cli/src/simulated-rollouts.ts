import { createClient } from '@binnacle/kube/client';
import type { ClusterTarget } from '@binnacle/kube/client';
import { createSystemClock } from '@binnacle/kube/clock';
import { startRollouts } from '@binnacle/rollouts';
import { beginDemoReleases } from './demo-releases.ts';
import type { Stop } from './stop.ts';

/** In a simulated cluster the Rollout controller runs by itself, with releases under way where they are wanted. */
export const startSimulatedRollouts = async (
  target: ClusterTarget,
  { stop, releases }: { stop: Stop; releases: boolean },
): Promise<void> => {
  const client = createClient(target);
  stop.add(() => client.close());
  const complain = (error: unknown, what: string) => {
    if (!stopping.signal.aborted)
      process.stderr.write(`${target.name}: ${what}: ${error instanceof Error ? error.message : String(error)}\n`);
  };
  const stopping = new AbortController();
  const rollouts = await startRollouts({
    client,
    webhooks: { host: '127.0.0.1', port: 0 },
    onError: complain,
  });
  stop.add(async () => {
    stopping.abort(new Error('stopped'));
    await rollouts.close();
  });
  if (!releases) return;
  const clock = createSystemClock();
  beginDemoReleases(client, { clock, signal: stopping.signal }).catch((error: unknown) =>
    complain(error, 'the demo releases'),
  );
};

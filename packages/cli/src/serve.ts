import { fileURLToPath } from 'node:url';
import type { Invocation } from './command.ts';
import { findClusters } from './find-clusters.ts';
import { readConfig } from './read-config.ts';
import { growYoungGeneration } from './young-generation.ts';

/** `binnacle serve` and `binnacle demo`: the server until stopped. */
export const serve = async (invocation: Invocation, { demo }: { demo: boolean }): Promise<void> => {
  const { home, version, stop } = invocation;
  growYoungGeneration('kept');
  const config = readConfig(invocation, { demo });
  // Simulated clusters start in threads of their own, so that the server is loaded beside them.
  const [clusters, { createApp }] = await Promise.all([
    findClusters(invocation, { kubeconfig: config.kubeconfig, demo }),
    import('@binnacle/server'),
  ]);
  const webDir = fileURLToPath(new URL(home.pathname.endsWith('/src/') ? '../../web/dist' : 'web', home));
  const app = await createApp({ config, clusters, webDir, version });
  stop.add(() => app.close());
  const [address] = await app.listen();
  process.stdout.write(`Binnacle is ready at ${address}\nSign in once with ${app.signInLink()}\n`);
};

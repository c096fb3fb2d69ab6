/** The Rollout controller under measurement, in a process of its own: `node rollouts.mjs TARGET-JSON`. Answers {usage}. */
import type { ClusterTarget } from '@binnacle/kube/client';
import { createClient } from '@binnacle/kube/client';
import { startRollouts } from '@binnacle/rollouts';

let calls = 0;
const client = createClient(JSON.parse(process.argv[2] ?? '') as ClusterTarget, {
  interceptor: (request, next) => {
    calls += 1;
    return next(request);
  },
});
await startRollouts({
  client,
  webhooks: { host: '127.0.0.1', port: 0 },
  onError: (error, what) => process.stderr.write(`${what}: ${String(error)}\n`),
});
process.on('message', () => process.send?.({ rss: process.memoryUsage.rss(), calls }));
process.on('disconnect', () => process.exit(0));
process.send?.('ready');

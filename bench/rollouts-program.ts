/** The Rollout controller under measurement, in a process of its own: `node rollouts.mjs TARGET-JSON`. Answers {usage}. */
import type { ClusterTarget } from '@binnacle/kube/client';
import { createClient } from '@binnacle/kube/client';
import { startRollouts } from '@binnacle/rollouts';

let calls = 0;
const byKind: Record<string, number> = {};

/** `PATCH pods`, `PUT rollouts/status`. */
const kindOf = (method: string, path: string): string => {
  const parts = path.split('/').slice(path.startsWith('/api/') ? 3 : 4);
  const [plural = '', , sub] = parts[0] === 'namespaces' ? parts.slice(2) : parts;
  return `${method} ${plural}${sub === undefined ? '' : `/${sub}`}`;
};
const client = createClient(JSON.parse(process.argv[2] ?? '') as ClusterTarget, {
  interceptor: (request, next) => {
    calls += 1;
    const kind = kindOf(request.method, request.path);
    byKind[kind] = (byKind[kind] ?? 0) + 1;
    return next(request);
  },
});
await startRollouts({
  client,
  webhooks: { host: '127.0.0.1', port: 0 },
  onError: (error, what) => process.stderr.write(`${what}: ${String(error)}\n`),
});
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ rss: process.memoryUsage.rss(), cpu: (user + system) / 1e6, calls, byKind });
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');

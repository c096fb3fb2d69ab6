/** `/metrics` (Prometheus text), `/healthz` and `/readyz` of the Rollout controller. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Pass, Rollouts } from './start-rollouts.ts';

export interface Health {
  /** http://host:port */
  readonly url: string;
  passed(pass: Pass): void;
  /** Undefined: it waits for the Lease. */
  leads(rollouts: Rollouts | undefined): void;
  close(): Promise<void>;
}

/** Seconds. */
const buckets = [0.001, 0.005, 0.025, 0.1, 0.5, 2, 10];

export const serveHealth = async ({ host, port }: { host: string; port: number }): Promise<Health> => {
  let leading: Rollouts | undefined;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const passes = new Counter({
    name: 'binnacle_rollouts_passes_total',
    help: 'Looks at one object, by what it is and how they ended.',
    labelNames: ['what', 'outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'binnacle_rollouts_pass_seconds',
    help: 'Time that one look took, its writes included.',
    labelNames: ['what'],
    buckets,
    registers,
  });
  new Gauge({
    name: 'binnacle_rollouts_leading',
    help: '1 in the process that does the work.',
    registers,
    collect() {
      this.set(leading === undefined ? 0 : 1);
    },
  });
  new Gauge({
    name: 'binnacle_rollouts_waiting',
    help: 'Objects that wait to be looked at.',
    registers,
    collect() {
      this.set(leading?.waiting ?? 0);
    },
  });
  new Gauge({
    name: 'binnacle_rollouts_rollouts',
    help: 'Rollouts by phase.',
    labelNames: ['phase'],
    registers,
    collect() {
      this.reset();
      for (const [phase, count] of leading?.phases() ?? []) this.set({ phase }, count);
    },
  });

  const answer = async (path: string): Promise<[status: number, type: string, body: string]> => {
    if (path === '/metrics') return [200, registry.contentType, await registry.metrics()];
    if (path === '/healthz') return [200, 'text/plain', 'ok'];
    // Behind a Service only the one that serves the webhooks may be asked.
    if (path === '/readyz')
      return leading === undefined ? [503, 'text/plain', 'waits to lead'] : [200, 'text/plain', 'ok'];
    return [404, 'text/plain', 'not found'];
  };
  const server = createServer((request, response) => {
    answer((request.url ?? '/').split('?')[0] ?? '/').then(
      ([status, type, body]) => response.writeHead(status, { 'content-type': type }).end(body),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const bound = server.address() as AddressInfo;
  return {
    url: `http://${host}:${bound.port}`,
    passed: ({ what, outcome, ms }) => {
      passes.inc({ what, outcome });
      seconds.observe({ what }, ms / 1000);
    },
    leads: (rollouts) => void (leading = rollouts),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

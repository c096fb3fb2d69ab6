/**
 * Runs one simulated cluster in a worker thread. `workerData` is its SimOptions; posts
 * `{type: 'ready', name, url, kubeconfig}` or `{type: 'error', message}`; any message sent to it closes it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { startSim } from './start-sim.ts';
import type { SimOptions } from './types.ts';

try {
  const sim = await startSim(workerData as SimOptions);
  parentPort?.once('message', () => {
    sim.close().then(
      () => parentPort?.close(),
      (error: unknown) => {
        throw error;
      },
    );
  });
  parentPort?.postMessage({ type: 'ready', name: sim.name, url: sim.url, kubeconfig: sim.kubeconfig });
} catch (error) {
  parentPort?.postMessage({ type: 'error', message: error instanceof Error ? error.message : String(error) });
}

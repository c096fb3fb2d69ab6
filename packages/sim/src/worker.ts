/**
 * Runs one simulated cluster in a worker thread. `workerData` is its SimOptions; posts `{type: 'open', name, url,
 * kubeconfig}`, or `{type: 'error', message}`. Told 'live' it makes the cluster live and posts `{type: 'live'}`, or the
 * error; told 'close' it ends.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { openSim } from './start-sim.ts';
import type { OpenSim, SimOptions } from './types.ts';

const fail = (error: unknown): void =>
  parentPort?.postMessage({ type: 'error', message: error instanceof Error ? error.message : String(error) });

const obey = async (sim: OpenSim, told: 'live' | 'close'): Promise<void> => {
  if (told === 'live') {
    await sim.live();
    parentPort?.postMessage({ type: 'live' });
  } else {
    await sim.close();
    parentPort?.close();
  }
};

try {
  const sim = await openSim(workerData as SimOptions);
  parentPort?.on('message', (told: 'live' | 'close') => void obey(sim, told).catch(fail));
  parentPort?.postMessage({ type: 'open', name: sim.name, url: sim.url, kubeconfig: sim.kubeconfig });
} catch (error) {
  fail(error);
}

import { Worker } from 'node:worker_threads';
import type { SimOptions } from '@binnacle/sim';
import { growYoungGeneration } from './young-generation.ts';

/** A simulated cluster in a thread of its own, so that its work never delays a request. */
export interface SimulatedCluster {
  name: string;
  url: string;
  kubeconfig: string;
  close(): Promise<void>;
}

type Message = { type: 'ready'; name: string; url: string; kubeconfig: string } | { type: 'error'; message: string };

/**
 * Starts one; rejects with the simulator's own sentence when it cannot. `home` is the folder of the running program: from
 * sources, where a thread could not read TypeScript, the cluster shares the program's thread.
 */
export const startSimulated = async (home: URL, options: SimOptions): Promise<SimulatedCluster> =>
  home.pathname.endsWith('/src/')
    ? (await import('@binnacle/sim')).startSim(options)
    : startWorker(new URL('sim-worker.js', home), options);

const startWorker = (file: URL, options: SimOptions): Promise<SimulatedCluster> =>
  new Promise((resolve, reject) => {
    growYoungGeneration('doubled');
    const worker = new Worker(file, { workerData: options });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the simulated cluster stopped (exit code ${code})`)));
    worker.once('message', (message: Message) => {
      if (message.type === 'error') return reject(new Error(message.message));
      resolve({ ...message, close: () => closeWorker(worker) });
    });
  });

const closeWorker = async (worker: Worker): Promise<void> => {
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  worker.postMessage('close');
  await ended;
};

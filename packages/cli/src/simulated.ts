import { Worker } from 'node:worker_threads';
import { parseKubeconfig } from '@binnacle/kube/client';
import type { ClusterTarget } from '@binnacle/kube/client';
import { createSystemClock } from '@binnacle/kube/clock';
import type { SimOptions } from '@binnacle/sim';
import { growYoungGeneration } from './young-generation.ts';

/** A simulated cluster in a thread of its own, so that its work never delays a request. */
export interface SimulatedCluster {
  name: string;
  url: string;
  kubeconfig: string;
  /** Until then what it is asked waits. Rejects with the simulator's own sentence; the cluster is closed then. */
  live(): Promise<void>;
  close(): Promise<void>;
}

/** How its administrator reaches a cluster: by the context of its name. */
export const targetOf = (kubeconfig: string, name: string): ClusterTarget => {
  const target = parseKubeconfig(kubeconfig).targets.find((candidate) => candidate.name === name);
  if (!target) throw new Error(`the simulated cluster ${name} wrote no context of its name`);
  return target;
};

type Message =
  | { type: 'open'; name: string; url: string; kubeconfig: string }
  | { type: 'live' }
  | { type: 'error'; message: string };

/**
 * Opens one; rejects with the simulator's own sentence when it cannot. `home` is the folder of the running program: from
 * sources, where a thread could not read TypeScript, the cluster shares the program's thread.
 */
export const openSimulated = async (home: URL, options: SimOptions): Promise<SimulatedCluster> =>
  home.pathname.endsWith('/src/')
    ? (await import('@binnacle/sim')).openSim(options)
    : openWorker(new URL('sim-worker.js', home), options);

const openWorker = async (file: URL, options: SimOptions): Promise<SimulatedCluster> => {
  growYoungGeneration('doubled');
  const worker = new Worker(file, { workerData: options });
  // A cluster that breaks does not take the program with it.
  worker.on('error', (error) => process.stderr.write(`${options.name ?? 'The simulated cluster'}: ${String(error)}\n`));
  const { name, url, kubeconfig } = await next(worker, 'open');
  return {
    name,
    url,
    kubeconfig,
    live: async () => {
      worker.postMessage('live');
      await next(worker, 'live');
    },
    close: () => closeWorker(worker),
  };
};

/** The next that the thread posts, which must be of this type; rejects when the thread fails or ends. */
const next = <T extends Message['type']>(worker: Worker, type: T): Promise<Extract<Message, { type: T }>> =>
  new Promise((resolve, reject) => {
    const ended = (code: number) => reject(new Error(`the simulated cluster stopped (exit code ${code})`));
    worker.once('error', reject);
    worker.once('exit', ended);
    worker.once('message', (message: Message) => {
      worker.off('error', reject);
      worker.off('exit', ended);
      if (message.type === type) resolve(message as Extract<Message, { type: T }>);
      else reject(new Error(message.type === 'error' ? message.message : `the simulated cluster is ${message.type}`));
    });
  });

/** Milliseconds that a cluster has to end by itself. */
const closeMs = 4_000;

const closeWorker = async (worker: Worker): Promise<void> => {
  // It has ended by itself.
  if (worker.threadId < 0) return;
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  worker.postMessage('close');
  // One that is busy with its past may not hear of it soon; what it keeps on disk stands a cut.
  const cancel = createSystemClock().after(closeMs, () => void worker.terminate());
  await ended;
  cancel();
};

import { fork } from 'node:child_process';
import { get } from 'node:https';
import { type ClusterTarget, parseKubeconfig } from '@binnacle/kube/client';
import { answerOf, endOf } from './server-process.ts';

export interface Usage {
  /** Resident memory in bytes. */
  rss: number;
  cpuMicros: number;
}

/** A simulated cluster under measurement. */
export interface SimProcess {
  admin: ClusterTarget;
  /** From the start of the process until /readyz is answered, in ms. */
  readyMs: number;
  /** And until its past is lived: it answers everything. */
  liveMs: number;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

/** Resolves when the address answers with 200. */
const answered = (url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    get(url, { rejectUnauthorized: false }, (incoming) => {
      incoming.resume();
      if (incoming.statusCode === 200) resolve();
      else reject(new Error(`${url} answered ${incoming.statusCode}`));
    }).on('error', reject);
  });

/** Starts a bundled `sim-program.ts`. */
export const startSimProcess = async (program: string, scenario: string): Promise<SimProcess> => {
  const started = performance.now();
  const child = fork(program, [scenario], { stdio: 'inherit', execArgv: [] });
  const { kubeconfig } = (await answerOf(child)) as { kubeconfig: string };
  const live = answerOf(child);
  const admin = parseKubeconfig(kubeconfig).targets[0];
  if (admin === undefined) throw new Error('the simulator gave no kubeconfig');
  await answered(`${admin.server}/readyz`);
  const readyMs = performance.now() - started;
  await live;
  const liveMs = performance.now() - started;
  return {
    admin,
    readyMs,
    liveMs,
    usage: async () => {
      const answer = answerOf(child);
      child.send('usage');
      return (await answer) as Usage;
    },
    stop: () => endOf(child),
  };
};

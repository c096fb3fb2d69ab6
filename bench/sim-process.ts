import { fork } from 'node:child_process';
import { type ClusterTarget, parseKubeconfig } from '@binnacle/kube/client';
import { answerOf } from './server-process.ts';

export interface Usage {
  /** Resident memory in bytes. */
  rss: number;
  cpuMicros: number;
}

/** A simulated cluster under measurement. */
export interface SimProcess {
  admin: ClusterTarget;
  /** From the start of the process until it answers, in ms. */
  readyMs: number;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

/** Starts a bundled `sim-program.ts`. */
export const startSimProcess = async (program: string, scenario: string): Promise<SimProcess> => {
  const started = performance.now();
  const child = fork(program, [scenario], { stdio: 'inherit', execArgv: [] });
  const { kubeconfig } = (await answerOf(child)) as { kubeconfig: string };
  const readyMs = performance.now() - started;
  const admin = parseKubeconfig(kubeconfig).targets[0];
  if (admin === undefined) throw new Error('the simulator gave no kubeconfig');
  return {
    admin,
    readyMs,
    usage: async () => {
      const answer = answerOf(child);
      child.send('usage');
      return (await answer) as Usage;
    },
    stop: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
};

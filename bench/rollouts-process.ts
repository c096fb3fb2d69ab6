import { fork } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import type { ClusterTarget } from '@binnacle/kube/client';
import { answerOf, bundleProgram, endOf } from './server-process.ts';

interface Usage {
  rss: number;
  /** Processor seconds. */
  cpu: number;
  calls: number;
  /** Calls by verb and resource. */
  byKind: Readonly<Record<string, number>>;
}

export interface ControllerProcess {
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

/** The rollout controller in a process of its own, so that its costs are its own. */
export const startController = async (target: ClusterTarget): Promise<ControllerProcess> => {
  const program = await bundleProgram('rollouts');
  mkdirSync(path.dirname(program), { recursive: true });
  const log = openSync(path.join(path.dirname(program), 'rollouts.log'), 'w');
  const child = fork(program, [JSON.stringify(target)], { stdio: ['ignore', log, log, 'ipc'], execArgv: [] });
  await answerOf(child);
  return {
    usage: async () => {
      const answer = answerOf(child);
      child.send('usage');
      return (await answer) as Usage;
    },
    stop: () => endOf(child),
  };
};

import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { ClusterTarget } from '@binnacle/kube/client';
import { startSimulator } from '../tests/fixtures/simulator.ts';
import type { Measure } from './report.ts';
import { measureFiles } from './resource-files.ts';
import { benchLists } from './resource-lists.ts';
import { createTalkers, measureLogs, someTalker } from './resource-logs.ts';
import { measureScroll } from './resource-scroll.ts';
import { answerOf, bundleProgram, bundleServer, startServerProcess, type ServerProcess } from './server-process.ts';

/** The cluster by way of the kubelets of the bench. */
const startKubelet = async (
  target: ClusterTarget,
): Promise<{ target: ClusterTarget; stop: () => Promise<unknown> }> => {
  const child = fork(await bundleProgram('kubelet'), [JSON.stringify(target)], { stdio: 'inherit', execArgv: [] });
  const { server } = (await answerOf(child)) as { server: string };
  const gone = once(child, 'exit');
  return { target: { ...target, server }, stop: () => (child.kill('SIGKILL'), gone) };
};

export const resourceParts = ['logs', 'files', 'lists', 'scroll'] as const;
type Part = (typeof resourceParts)[number];

/** Logs of many Pods, files of containers, lists of every kind, and a long list in a browser; or some of them. */
export const benchResources = async (
  log: (text: string) => void,
  parts: readonly string[],
): Promise<{ title: string; measures: Measure[] }> => {
  const program = await bundleServer();
  const measures: Measure[] = [];
  const tell = (found: readonly Measure[]): void => {
    for (const { work: what, value, ratio, of } of found) log(`  ${what}: ${value}, ${ratio ?? ''} ${of ?? ''}`);
    measures.push(...found);
  };
  const before = async (target: ClusterTarget, work: (server: ServerProcess) => Promise<Measure[]>): Promise<void> => {
    const server = await startServerProcess(program, target);
    try {
      tell(await work(server));
    } finally {
      await server.stop();
    }
  };

  const wants = (part: Part) => parts.length === 0 || parts.includes(part);

  if (wants('logs') || wants('files')) {
    log('starting a simulated cluster with Pods that talk');
    const small = await startSimulator('empty', 'talk');
    try {
      await createTalkers(small.admin);
      const kubelet = await startKubelet(small.admin);
      try {
        if (wants('logs')) {
          log('measuring logs');
          await before(kubelet.target, measureLogs);
        }
        if (wants('files')) {
          log('measuring files');
          const pod = await someTalker(small.admin);
          await before(kubelet.target, (server) => measureFiles(server, kubelet.target, pod));
        }
      } finally {
        await kubelet.stop();
      }
    } finally {
      await small.stop();
    }
  }

  if (wants('lists')) {
    log('measuring lists');
    tell(await benchLists(program, log));
  }
  if (wants('scroll')) {
    log('starting a simulated cluster of 10,000 Pods');
    const large = await startSimulator('large', 'large');
    try {
      log('measuring a list in a browser');
      await before(large.admin, measureScroll);
    } finally {
      await large.stop();
    }
  }
  return { title: 'Logs, files, lists of small kinds at rest, and scrolling', measures };
};

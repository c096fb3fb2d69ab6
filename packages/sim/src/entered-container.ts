import { createLocalCluster, newPod } from './local-cluster.ts';
import { createPipe, readAll, readerOf } from './streams/pipe.ts';
import { refs, type Container, type Pod, type PodSpec } from './local/objects.ts';

/** What a program in a container did. */
export interface Outcome {
  stdout: string;
  stderr: string;
  exitCode: number;
}

/** Starts a Pod of one container on a cluster of its own and runs programs in it. For tests. */
export const enterContainer = async ({
  image,
  container = {},
  spec = {},
}: {
  image: string;
  container?: Partial<Container>;
  spec?: Partial<PodSpec>;
}) => {
  const cluster = await createLocalCluster({ nodes: 1 });
  const pod = newPod('box', image, spec);
  pod.spec.containers = [{ name: 'app', image, ...container }, ...(spec.containers ?? []).slice(1)];
  await cluster.client.create<Pod>(refs.pods, pod);
  await cluster.clock.advance(10_000);
  const run = async (command: readonly string[], stdin = ''): Promise<Outcome> => {
    const [stdout, stderr] = [createPipe(), createPipe()];
    const start = cluster.nodeAgent.session({
      namespace: 'default',
      pod: 'box',
      container: 'app',
      tty: false,
      command,
    });
    const ended = start({ stdin: readerOf(stdin), stdout, stderr, signal: new AbortController().signal }).finally(
      () => {
        stdout.end();
        stderr.end();
      },
    );
    const [end, out, err] = await Promise.all([ended, readAll(stdout, 1 << 24), readAll(stderr, 1 << 24)]);
    if ('failure' in end) throw new Error(end.failure);
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { stdout: text(out), stderr: text(err), exitCode: end.exitCode };
  };
  return { cluster, run };
};

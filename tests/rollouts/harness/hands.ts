/** Ways in which people drive a release: each does the same three things to Rollout and Deployment `echo`. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createRolloutClient } from '@binnacle/api/client';
import { renderKubeconfig, type ClusterTarget } from '@binnacle/kube/client';
import type { RunningServer } from '../../fixtures/server.ts';
import { name } from './objects.ts';

export interface Hand {
  /** Begins a release. */
  setImage(image: string): Promise<void>;
  /** Goes on past the step that waits. */
  promote(): Promise<void>;
  /** Goes through whatever is left. */
  finish(): Promise<void>;
  /** Takes the release back. */
  rollBack(stable: string): Promise<void>;
}

const run = promisify(execFile);

/** The kubectl of the test cluster, or the machine's own. */
export const findKubectl = (): string | undefined =>
  [
    path.join(homedir(), '.cache/binnacle-lab/kubectl'),
    ...(process.env['PATH'] ?? '').split(':').map((folder) => path.join(folder, 'kubectl')),
  ].find((file) => existsSync(file));

/** Plain kubectl: images are set on the Deployment, and a step is confirmed by a patch of the Rollout's status. */
export const kubectlHand = async (
  kubectl: string,
  { target, ns, status }: { target: ClusterTarget; ns: string; status: 'canaryStatus' | 'blueGreenStatus' },
): Promise<Hand & { close(): Promise<void> }> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'binnacle-kubectl-'));
  const kubeconfig = path.join(folder, 'kubeconfig');
  await writeFile(kubeconfig, renderKubeconfig(target), { mode: 0o600 });
  const call = async (...args: string[]): Promise<string> => {
    const { stdout } = await run(kubectl, ['--kubeconfig', kubeconfig, '-n', ns, ...args], { timeout: 120_000 });
    return stdout;
  };
  const setImage = async (image: string) => void (await call('set', 'image', `deployment/${name}`, `main=${image}`));
  const where = `jsonpath={.status.${status}.currentStepIndex} {.status.${status}.currentStepState}`;
  const promote = async (): Promise<void> => {
    const body = JSON.stringify({ status: { [status]: { currentStepState: 'StepReady' } } });
    const before = await call('get', 'rollout', name, '-o', where);
    // A controller may write its own copy over ours: told again until the step is another, or not waiting.
    do await call('patch', 'rollout', name, '--subresource=status', '--type=merge', '-p', body);
    while ((await call('get', 'rollout', name, '-o', where)) === before);
  };
  return {
    setImage,
    promote,
    finish: promote,
    rollBack: setImage,
    close: () => rm(folder, { recursive: true, force: true }),
  };
};

/** Contract 000, as any program speaks it. */
export const contractHand = (server: RunningServer, ns: string): Hand => {
  const post = async (action: string, body?: unknown): Promise<void> => {
    const reply = await server.call('POST', `/api/v1/rollout/${action}/${ns}/${name}`, body);
    if (reply.status !== 200) throw new Error(`${action}: ${JSON.stringify(reply.body)}`);
  };
  return {
    setImage: (image) => post('set-image', { container: 'main', image }),
    promote: () => post('promote'),
    finish: () => post('approve'),
    rollBack: () => post('rollback'),
  };
};

/** The functions of the typed client. */
export const clientHand = (server: RunningServer, ns: string): Hand => {
  const client = createRolloutClient({
    baseUrl: server.url,
    token: () => server.authorization.replace('Bearer ', ''),
  });
  return {
    setImage: async (image) => void (await client.setRolloutImage(ns, name, { container: 'main', image })),
    promote: async () => void (await client.promoteRollout(ns, name)),
    finish: async () => void (await client.approveRollout(ns, name)),
    rollBack: async () => void (await client.rollbackRollout(ns, name)),
  };
};

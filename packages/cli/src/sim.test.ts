import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClient, type KubeClient } from '@binnacle/kube/client';
import { rolloutKind } from '@binnacle/rollouts/api';
import { sim } from './sim.ts';
import { targetOf } from './simulated.ts';

let dir: string;
let closers: (() => Promise<void>)[];
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'binnacle-sim-'));
  closers = [];
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
  rmSync(dir, { recursive: true, force: true });
});

/** The command as from sources, and what reaches its cluster. */
const run = async (flags: Record<string, boolean>): Promise<KubeClient> => {
  const kubeconfig = path.join(dir, 'kubeconfig');
  await sim({
    flags: { ...flags, kubeconfig, listen: '127.0.0.1:0', scenario: 'empty' },
    home: new URL('.', import.meta.url),
    version: '0.0.0',
    env: {},
    stop: { add: (close) => void closers.push(close) },
  });
  const client = createClient(targetOf(readFileSync(kubeconfig, 'utf8'), 'sim'));
  closers.push(() => client.close());
  return client;
};

describe('binnacle sim', () => {
  test('runs the Rollout controller by itself', async () => {
    const client = await run({});
    expect((await client.list(rolloutKind)).items).toEqual([]);
    const unknown = { apiVersion: 'apps/v1', kind: 'Boat', name: 'cart' };
    const rollout = {
      apiVersion: 'rollouts.kruise.io/v1beta1',
      kind: 'Rollout',
      metadata: { name: 'cart', namespace: 'default' },
      spec: { workloadRef: unknown, strategy: { canary: { steps: [{ replicas: 1 }] } } },
    };
    await expect(client.create(rolloutKind, rollout)).rejects.toThrow(/WorkloadRef kind is not supported/);
  });

  test('is a stock control plane where no Rollouts are wanted', async () => {
    const client = await run({ 'no-rollouts': true });
    await expect(client.list(rolloutKind)).rejects.toMatchObject({ code: 404 });
  });
});

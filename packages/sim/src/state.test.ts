import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSimCaller } from './sim-caller.ts';
import type { SimCaller } from './sim-caller.ts';
import { startSim } from './start-sim.ts';
import type { Sim, SimOptions } from './types.ts';

let dir: string;
const stops: (() => unknown)[] = [];
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'sim-state-'));
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  rmSync(dir, { recursive: true, force: true });
});

const start = async (options: SimOptions = {}): Promise<Sim & SimCaller> => {
  const sim = await startSim({ state: dir, ...options });
  const caller = createSimCaller(sim);
  const close = async () => {
    caller.close();
    await sim.close();
  };
  stops.push(close);
  return { ...sim, ...caller, close: close as SimCaller['close'] & Sim['close'] };
};

const stop = async () => {
  await stops.pop()!();
};

const configMaps = '/api/v1/namespaces/default/configmaps';
const named = (name: string, data: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});

interface PodList {
  items: {
    metadata: { name: string; uid: string; resourceVersion: string };
    status: { phase: string; podIP: string; containerStatuses: { restartCount: number; ready: boolean }[] };
  }[];
}

const podsOf = async (sim: SimCaller, namespace: string) =>
  ((await sim.call('GET', `/api/v1/namespaces/${namespace}/pods`)).json as unknown as PodList).items;

const isWell = ({ status }: PodList['items'][number]) =>
  status.phase === 'Succeeded' || (status.phase === 'Running' && status.containerStatuses.every(({ ready }) => ready));

describe('a cluster with a folder', () => {
  it('goes on where it was left: objects, versions, Pods, tokens and certificates', async () => {
    const first = await start({ scenario: 'small' });
    await first.call('POST', configMaps, { body: named('kept', { a: '1' }) });
    const token = await first.call('POST', '/api/v1/namespaces/default/serviceaccounts/default/token', {
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
    });
    const before = { pods: await podsOf(first, 'shop'), map: (await first.call('GET', `${configMaps}/kept`)).json };
    await stop();

    // The scenario of the second start does not count; its address is another, its certificates and tokens are the same.
    const second = await start({ scenario: 'empty' });
    expect(second.kubeconfig.replaceAll(second.url, '')).toBe(first.kubeconfig.replaceAll(first.url, ''));
    expect((await second.call('GET', `${configMaps}/kept`)).json).toEqual(before.map);
    const { status } = token.json as { status: { token: string } };
    const who = await second.call('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
      headers: { authorization: `Bearer ${status.token}` },
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
    });
    expect(who.json).toMatchObject({ status: { userInfo: { username: 'system:serviceaccount:default:default' } } });

    // Nothing ran anew, and what is new takes no address that is in use.
    await second.call('PATCH', '/apis/apps/v1/namespaces/shop/deployments/cart/scale', {
      type: 'application/merge-patch+json',
      body: { spec: { replicas: 6 } },
    });
    const after = await vi.waitFor(
      async () => {
        const pods = await podsOf(second, 'shop');
        expect(pods.length).toBeGreaterThan(before.pods.length);
        expect(pods.every(isWell)).toBe(true);
        return pods;
      },
      { timeout: 30_000 },
    );
    const same = after.filter(({ metadata }) => before.pods.some((pod) => pod.metadata.uid === metadata.uid));
    expect(same).toEqual(before.pods);
    const addresses = after
      .filter(({ status: { phase } }) => phase === 'Running')
      .map(({ status: { podIP } }) => podIP);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it('serves its custom resources again', async () => {
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'boats.harbour.example' },
      spec: {
        group: 'harbour.example',
        names: { plural: 'boats', singular: 'boat', kind: 'Boat', listKind: 'BoatList' },
        scope: 'Namespaced',
        versions: [{ name: 'v1', served: true, storage: true, schema }],
      },
    };
    const boats = '/apis/harbour.example/v1/namespaces/default/boats';
    const first = await start();
    await first.call('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { body: definition });
    const boat = { apiVersion: 'harbour.example/v1', kind: 'Boat', metadata: { name: 'one' }, sails: 2 };
    const made = await first.call('POST', boats, { body: boat });
    expect(made.code).toBe(201);
    await stop();
    expect((await (await start()).call('GET', `${boats}/one`)).json).toEqual(made.json);
  });

  it('gives new names and versions, never those of before', async () => {
    const create = async (sim: SimCaller) => {
      const body = { ...named(''), metadata: { generateName: 'x-' } };
      const { metadata } = (await sim.call('POST', configMaps, { body })).json as {
        metadata: { name: string; uid: string; resourceVersion: string };
      };
      return metadata;
    };
    const one = await create(await start());
    await stop();
    const two = await create(await start());
    expect(two.name).not.toBe(one.name);
    expect(two.uid).not.toBe(one.uid);
    expect(Number(two.resourceVersion)).toBeGreaterThan(Number(one.resourceVersion));
  });

  it('belongs to one simulator at a time', async () => {
    await start();
    await expect(startSim({ state: dir })).rejects.toThrow('is in use by the simulator');
    await stop();
    await start();
  });

  it('begins anew when its first start was cut short', async () => {
    await expect(startSim({ state: dir, listen: '256.0.0.1:1' })).rejects.toThrow();
    const sim = await start();
    expect((await sim.call('GET', '/api/v1/namespaces/default')).code).toBe(200);
  });
});

/** A simulator in a process of its own that writes as fast as it can and tells each write that was answered. */
const startWriter = (from: number): { child: ChildProcess; answered: string[] } => {
  const program = `
    import { startSim } from ${JSON.stringify(path.join(import.meta.dirname, 'start-sim.ts'))};
    import { createSimCaller } from ${JSON.stringify(path.join(import.meta.dirname, 'sim-caller.ts'))};
    const sim = await startSim({ state: ${JSON.stringify(dir)} });
    const { call } = createSimCaller(sim);
    for (let i = ${from}; ; i += 1) {
      const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'n' + i }, data: { text: 'x'.repeat(i % 5000) } };
      const { code } = await call('POST', '${configMaps}', { body });
      if (code !== 201) throw new Error('answered ' + code);
      process.stdout.write('n' + i + '\\n');
    }`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  stops.push(() => child.kill('SIGKILL'));
  const answered: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => answered.push(line));
  return { child, answered };
};

describe('a simulator that is killed while it writes', () => {
  // Four processes, each of which compiles the simulator anew.
  it('has lost nothing that it answered, as often as that happens', { timeout: 300_000 }, async () => {
    const all: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const { child, answered } = startWriter(round * 100_000);
      const gone = new Promise((resolve) => child.once('close', resolve));
      await vi.waitFor(() => expect(answered.length).toBeGreaterThan(30 + round * 17), {
        timeout: 120_000,
        interval: 1,
      });
      child.kill('SIGKILL');
      await gone;
      all.push(...answered);
    }
    const sim = await start();
    const list = (await sim.call('GET', configMaps)).json as { items: { metadata: { name: string } }[] };
    const names = new Set(list.items.map(({ metadata }) => metadata.name));
    expect(all.filter((name) => !names.has(name))).toEqual([]);
  });
});

describe('the clock of a cluster', () => {
  const clock = '/simulator/clock';
  interface ClockState {
    now: string;
    rate: number;
    paused: boolean;
  }
  const read = async (sim: SimCaller) => (await sim.call('GET', clock)).json as unknown as ClockState;

  it('can be stopped and speeded up while the cluster runs', async () => {
    const sim = await start({ rate: 0 });
    const first = await read(sim);
    expect(first).toMatchObject({ rate: 0, paused: true });
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'sleeper' },
      spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox', command: ['sleep', '3600'] }] },
    };
    await sim.call('POST', '/api/v1/namespaces/default/pods', { body: pod });
    expect((await read(sim)).now).toBe(first.now);
    expect((await sim.call('POST', clock, { body: { rate: 1000 } })).json).toMatchObject({ rate: 1000, paused: false });
    await vi.waitFor(
      async () => {
        const { json } = await sim.call('GET', '/api/v1/namespaces/default/pods/sleeper');
        expect(json).toMatchObject({ status: { phase: 'Succeeded' } });
      },
      { timeout: 30_000 },
    );
    expect(Date.parse((await read(sim)).now) - Date.parse(first.now)).toBeGreaterThan(3_600_000);
    await sim.call('POST', clock, { body: { rate: 0 } });
    const stopped = await read(sim);
    await stop();
    // Time goes on from where it was, also when it was ahead of the machine's.
    const again = await start();
    expect(Date.parse((await read(again)).now)).toBeGreaterThan(Date.parse(stopped.now) - 3_600_000);
    expect((await read(again)).rate).toBe(1);
  });

  it('is for administrators, and refuses what is no rate', async () => {
    const sim = await start();
    expect((await sim.call('GET', clock, { user: 'viewer' })).code).toBe(403);
    expect((await sim.call('POST', clock, { user: 'viewer', body: { rate: 2 } })).code).toBe(403);
    for (const body of [{ rate: -1 }, { rate: 1001 }, { rate: 'fast' }, {}, null, '{']) {
      const answer = await sim.call('POST', clock, { body });
      expect([answer.code, answer.json.reason]).toEqual([400, 'BadRequest']);
    }
    expect((await sim.call('DELETE', clock)).code).toBe(405);
    await expect(startSim({ rate: 5000 })).rejects.toThrow('rate must be a number from 0 (paused) to 1000');
  });
});

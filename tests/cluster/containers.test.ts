import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { type SimulatorProcess, startSimulator } from '../fixtures/simulator.ts';

const { kubectl } = inject('cluster');

interface Printed {
  stdout: string;
  stderr: string;
  code: number;
}

/** Plain kubectl inside the containers of the simulator; on the real control plane kwok has none. */
describe('kubectl in simulated containers', () => {
  const ns = `containers-${randomBytes(4).toString('hex')}`;
  let simulator: SimulatorProcess;
  let dir: string;

  const call = (args: string[], input?: string): Promise<Printed> =>
    new Promise((resolve) => {
      const all = ['--kubeconfig', simulator.kubeconfig, '-n', ns, ...args];
      const child = execFile(kubectl, all, { timeout: 60_000 }, (error, stdout, stderr) =>
        resolve({ stdout, stderr, code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1 }),
      );
      child.stdin?.end(input);
    });

  beforeAll(async () => {
    simulator = await startSimulator();
    dir = await mkdtemp(path.join(tmpdir(), 'binnacle-containers-'));
    await call(['create', 'namespace', ns]);
    await call(['create', 'configmap', 'settings', '--from-literal=mode=fast']);
    await call(['run', 'web', '--image=nginx:1.27']);
    await call(['wait', '--for=condition=Ready', 'pod/web', '--timeout=40s']);
  });

  afterAll(async () => {
    await simulator.stop();
    await rm(dir, { recursive: true, force: true });
  });

  test('runs a program and gives its exit code', async () => {
    expect(await call(['exec', 'web', '--', 'sh', '-c', 'echo out; echo err >&2; exit 3'])).toEqual({
      stdout: 'out\n',
      stderr: 'err\ncommand terminated with exit code 3\n',
      code: 3,
    });
  });

  test('pipes standard input', async () => {
    expect((await call(['exec', '-i', 'web', '--', 'sort'], 'b\na\n')).stdout).toBe('a\nb\n');
  });

  test('says what a runtime says of a program that is not there', async () => {
    const { stderr, code } = await call(['exec', 'web', '--', 'nosuch']);
    expect(stderr).toContain('exec: "nosuch": executable file not found in $PATH: unknown\n');
    expect(code).toBe(1);
  });

  test('copies files both ways', async () => {
    const bytes = randomBytes(300_000);
    await writeFile(path.join(dir, 'there'), bytes);
    expect(await call(['cp', path.join(dir, 'there'), 'web:/tmp/there'])).toMatchObject({ code: 0 });
    expect((await call(['exec', 'web', '--', 'wc', '-c', '/tmp/there'])).stdout).toBe('300000 /tmp/there\n');
    expect(await call(['cp', 'web:/tmp/there', path.join(dir, 'back')])).toMatchObject({ code: 0 });
    expect((await readFile(path.join(dir, 'back'))).equals(bytes)).toBe(true);
  });

  test('runs a Pod for one command', async () => {
    const printed = await call(
      ['run', 'once', '--rm', '-i', '--restart=Never', '--image=busybox', '--', 'cat'],
      'hello\n',
    );
    expect(printed.stdout).toContain('hello\n');
    expect(printed.code).toBe(0);
  });

  test('debugs a running Pod', async () => {
    const printed = await call(
      ['debug', 'web', '-i', '--image=busybox', '-c', 'looker', '--profile=general', '--', 'sh'],
      'hostname\nexit 0\n',
    );
    expect(printed.stdout).toContain('web\n');
    await vi.waitFor(
      async () => {
        const reason = '{.status.ephemeralContainerStatuses[0].state.terminated.reason}';
        expect((await call(['get', 'pod', 'web', '-o', `jsonpath=${reason}`])).stdout).toBe('Completed');
      },
      { timeout: 20_000 },
    );
  });

  test('shows what nodes and Pods use', async () => {
    const [head, ...rows] = (await call(['top', 'nodes'])).stdout.trimEnd().split('\n');
    expect(head).toMatch(/^NAME +CPU\(cores\) +CPU\(%\) +MEMORY\(bytes\) +MEMORY\(%\) *$/);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toMatch(/^\S+ +\d+m +\d+% +\d+Mi +\d+% *$/);
    await vi.waitFor(
      async () => expect((await call(['top', 'pod', 'web', '--no-headers'])).stdout).toMatch(/^web +\d+m +\d+Mi *\n$/),
      { timeout: 40_000 },
    );
  });

  test('forwards a port', async () => {
    const args = [
      '--kubeconfig',
      simulator.kubeconfig,
      '-n',
      ns,
      'port-forward',
      'pod/web',
      ':80',
      '--address=127.0.0.1',
    ];
    const child = spawn(kubectl, args);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    try {
      const port = () => /127\.0\.0\.1:(\d+) -> 80/.exec(said)?.[1];
      await vi.waitFor(() => expect(port()).toBeDefined(), { timeout: 20_000 });
      const answers = await Promise.all(
        ['/', '/missing'].map(async (at) => {
          const answer = await fetch(`http://127.0.0.1:${port()}${at}`);
          return [answer.status, (await answer.text()).includes('nginx')];
        }),
      );
      expect(answers).toEqual([
        [200, true],
        [404, true],
      ]);
    } finally {
      child.kill();
    }
  });
});

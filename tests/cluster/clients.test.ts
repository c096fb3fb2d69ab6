import { execFile } from 'node:child_process';
import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type SimulatorProcess, startSimulator } from '../fixtures/simulator.ts';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
const clients = path.join(root, 'tests/clients');
const cache = path.join(root, '.cache/clients');

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** The Go program, built from the modules that its go.mod names. */
const buildGo = async (): Promise<string[]> => {
  const program = path.join(cache, 'client');
  const go = (await exists('/usr/local/go/bin/go')) ? '/usr/local/go/bin/go' : 'go';
  await run(go, ['build', '-buildvcs=false', '-o', program, '.'], { cwd: path.join(clients, 'go'), timeout: 900_000 });
  return [program];
};

/** Python with the client that requirements.txt names, in an environment of its own. */
const buildPython = async (): Promise<string[]> => {
  const python = path.join(cache, 'python/bin/python');
  if (!(await exists(python))) await run('python3', ['-m', 'venv', path.join(cache, 'python')], { timeout: 120_000 });
  await run(python, ['-m', 'pip', 'install', '-q', '-r', path.join(clients, 'python/requirements.txt')], {
    timeout: 300_000,
  });
  return [python, '-W', 'ignore', path.join(clients, 'python/client.py')];
};

const programs = [
  { name: 'client-go', build: buildGo, needs: 'go' },
  { name: 'the Python client', build: buildPython, needs: 'python3' },
];

/** What others' programs do with a cluster works on both targets; exec only where containers have processes. */
describe.each(programs)('$name', ({ build, needs }) => {
  let simulator: SimulatorProcess | undefined;
  let command: string[] | undefined;

  beforeAll(async () => {
    await mkdir(cache, { recursive: true });
    const isThere = await run(needs, [needs === 'go' ? 'version' : '--version']).then(
      () => true,
      () => false,
    );
    if (isThere || (needs === 'go' && (await exists('/usr/local/go/bin/go')))) command = await build();
    simulator = await startSimulator();
  }, 1_200_000);
  afterAll(async () => simulator?.stop());

  const problemsOn = async (kubeconfig: string, ...more: string[]): Promise<string[]> => {
    const [program = '', ...args] = command ?? [];
    const { stdout } = await run(program, [...args, kubeconfig, ...more], { timeout: 240_000 }).catch(
      (error: unknown) => error as { stdout: string; stderr: string },
    );
    const lines = stdout.trim().split('\n');
    expect(lines.length).toBeGreaterThan(8);
    return lines.filter((line) => !line.startsWith('ok '));
  };

  for (const where of ['real control plane', 'simulator'])
    test(`works on the ${where}`, { timeout: 300_000 }, async ({ task, skip }) => {
      task.meta.area = 'client programs';
      if (command === undefined) {
        task.meta.skip = `${needs} is not installed`;
        skip(task.meta.skip);
      }
      const problems =
        where === 'simulator'
          ? await problemsOn(simulator!.kubeconfig, 'exec')
          : await problemsOn(inject('cluster').kubeconfig);
      expect(problems).toEqual([]);
    });
});

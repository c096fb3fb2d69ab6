import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { parse } from 'yaml';
import { type SimulatorProcess, startSimulator } from '../../fixtures/simulator.ts';
import { type Command, runSession } from './session.ts';

interface Session {
  session: string;
  commands: (string | Command)[];
}

const sessions = ['cases.yaml', 'found-by-walking.yaml'].flatMap(
  (name) => parse(readFileSync(path.join(import.meta.dirname, name), 'utf8')) as Session[],
);

/** The same kubectl commands on a real control plane and on the simulator: the same words and the same exit codes. */
describe('kubectl', () => {
  const { kubectl, kubeconfig } = inject('cluster');
  let simulator: SimulatorProcess;
  const answers = new Map<string, { real: Promise<string>[]; simulated: Promise<string>[] }>();

  beforeAll(async () => {
    simulator = await startSimulator();
    for (const { session, commands } of sessions) {
      const list = commands.map((command) => (typeof command === 'string' ? { run: command } : command));
      const real = runSession({ kubectl, kubeconfig }, session, list);
      const simulated = runSession({ kubectl, kubeconfig: simulator.kubeconfig }, session, list);
      // Whoever awaits them is told; until then they may fail unheard.
      for (const each of [...real, ...simulated]) each.catch(() => {});
      answers.set(session, { real, simulated });
    }
  });
  afterAll(async () => simulator.stop());

  for (const { session, commands } of sessions)
    commands.forEach((command, i) => {
      const line = typeof command === 'string' ? command : command.run;
      test(`${session} ${i + 1}: ${line}`, { timeout: 300_000 }, async ({ task }) => {
        task.meta.area = `kubectl ${session}`;
        const { real, simulated } = answers.get(session)!;
        expect(await simulated[i]).toBe(await real[i]);
      });
    });
});

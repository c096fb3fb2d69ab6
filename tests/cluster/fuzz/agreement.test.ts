import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { parse } from 'yaml';
import { comparable } from '../../conformance/harness/comparable.ts';
import { createWire, type Wire } from '../../conformance/harness/http.ts';
import { type SimulatorProcess, startSimulator } from '../../fixtures/simulator.ts';
import { changed, type Manifest } from './changes.ts';

interface Start {
  path: string;
  manifest: Manifest;
}

const starts = parse(readFileSync(path.join(import.meta.dirname, 'manifests.yaml'), 'utf8')) as Start[];

/** How many changes of each manifest are tried: $BINNACLE_FUZZ, 40 unless said. */
const tries = Number(process.env['BINNACLE_FUZZ'] ?? 40);
/** Where the seeds begin: $BINNACLE_FUZZ_SEED, always the same unless said. */
const firstSeed = Number(process.env['BINNACLE_FUZZ_SEED'] ?? 1);

/** Manifests changed at random: both targets take or refuse the same, with the same object and the same words. */
describe('random manifests', () => {
  const ns = `fuzz-${randomBytes(4).toString('hex')}`;
  let simulator: SimulatorProcess;
  let wires: { real: Wire; simulated: Wire };

  beforeAll(async () => {
    simulator = await startSimulator();
    wires = { real: createWire(inject('target').admin), simulated: createWire(simulator.admin) };
    for (const wire of Object.values(wires))
      await wire.call({ method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name: ns } } });
  });
  afterAll(async () => {
    await wires.real.call({ method: 'DELETE', path: `/api/v1/namespaces/${ns}` });
    for (const wire of Object.values(wires)) wire.close();
    await simulator.stop();
  });

  /** Nothing is kept: the answer is all that is looked at. Of several problems the first one counts. */
  const answer = async (wire: Wire, target: string, manifest: Manifest): Promise<unknown> => {
    const reply = await wire.call({
      method: 'POST',
      path: target.replace('$NS', ns),
      query: { dryRun: 'All' },
      body: JSON.stringify(manifest).replaceAll('$NS', ns),
    });
    const body = JSON.parse(reply.text) as { kind: string; message?: string; details?: { causes?: unknown[] } };
    if (body.kind !== 'Status') return comparable(body, ns);
    const [first] = body.details?.causes ?? [];
    // The names of Go's types for texts are told by the server alone.
    const said = first ?? body.message?.replace(/of type [[\]\w.]+$/, 'of its type');
    return comparable({ code: reply.status, said }, ns);
  };

  for (const { path: target, manifest } of starts)
    test(`${target}: ${tries} changes`, { timeout: 120_000 }, async ({ task }) => {
      task.meta.area = 'random manifests';
      for (let seed = firstSeed; seed < firstSeed + tries; seed++) {
        const sent = changed(manifest, seed);
        const [real, simulated] = await Promise.all([
          answer(wires.real, target, sent),
          answer(wires.simulated, target, sent),
        ]);
        expect({ seed, sent, answer: simulated }).toEqual({ seed, sent, answer: real });
      }
    });
});

/** `npm run bench -- list|sim|clusters|observe|people|releases|resources|rollouts|cache`: see the usage. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { build } from '../tools/prepare.mjs';
import { benchClusters } from './clusters.ts';
import { benchList } from './list.ts';
import { benchObserve } from './observe.ts';
import { benchPeople } from './people.ts';
import { benchReleases } from './releases.ts';
import { benchRollouts } from './rollouts.ts';
import { allMet, toTable, withPart } from './report.ts';
import type { Measure } from './report.ts';
import { benchResources } from './resources.ts';
import { benchSim } from './sim.ts';

const root = path.resolve(import.meta.dirname, '..');
const usage = `usage: npm run bench -- list [--pods N] [--sim] [--write]
       npm run bench -- clusters [--write]
       npm run bench -- observe [--write]
       npm run bench -- people [--write]
       npm run bench -- releases [--write]
       npm run bench -- resources [logs] [files] [lists] [scroll] [--write]
       npm run bench -- sim [--pods N] [--sim] [--write]
       npm run bench -- cache [PODS]
       npm run bench -- rollouts [--rollouts N] [--per-namespace N] [--sim] [--write]
  --pods N   how many, a multiple of 500 from 1,000; 10,000 unless given
  --sim      the simulator alone although a real control plane is built
  --write    put the table into docs/bench.md
  --rollouts N  how many are changed together; 50 and 500 unless given
  --per-namespace N  how many of them in each namespace; 50 unless given
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pods: { type: 'string', default: '10000' },
    rollouts: { type: 'string', default: '50,500' },
    'per-namespace': { type: 'string', default: '50' },
    sim: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const [name = 'list', ...rest] = positionals;

const log = (text: string) => process.stderr.write(`${text}\n`);

const report = async ({ title, measures }: { title: string; measures: Measure[] }): Promise<void> => {
  const table = toTable(title, measures);
  process.stdout.write(`${table}\n`);
  const page = path.join(root, 'docs/bench.md');
  if (values.write) {
    const text = withPart(readFileSync(page, 'utf8'), name, { table, when: new Date() });
    writeFileSync(page, await format(text, { ...(await resolveConfig(page)), filepath: page }));
  }
  process.exitCode = allMet(measures) ? 0 : 1;
};

if (name === 'list' || name === 'sim') {
  const pods = Number(values.pods);
  if (!Number.isInteger(pods / 500) || pods < 1_000)
    throw new Error('--pods must be a multiple of 500, at least 1,000');
  const options = { pods, simulator: values.sim, log };
  await report(name === 'list' ? await benchList(options) : await benchSim(options));
} else if (name === 'clusters') {
  await report(await benchClusters(log));
} else if (name === 'observe') {
  await report(await benchObserve(log));
} else if (name === 'people') {
  await report(await benchPeople(log));
} else if (name === 'releases') {
  build();
  await report(await benchReleases(log));
} else if (name === 'resources') {
  // Only the last needs the console.
  if (rest.length === 0 || rest.includes('scroll')) build();
  await report(await benchResources(log, rest));
} else if (name === 'cache') {
  const ran = spawnSync(process.execPath, ['--import', 'tsx', path.join(import.meta.dirname, 'cache.ts'), ...rest], {
    stdio: 'inherit',
  });
  process.exitCode = ran.status ?? 1;
} else if (name === 'rollouts') {
  const fleets = values.rollouts.split(',').map(Number);
  const perNamespace = Number(values['per-namespace']);
  if (![...fleets, perNamespace].every((count) => Number.isInteger(count) && count > 0))
    throw new Error('--rollouts and --per-namespace must be whole numbers from 1');
  await report(await benchRollouts({ fleets, perNamespace, simulator: values.sim, log }));
} else {
  process.stderr.write(usage);
  process.exitCode = 2;
}

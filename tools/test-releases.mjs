/**
 * `npm run test:releases [simulator|random|lives|cluster|random-cluster]…`: whole releases as users drive them, on the
 * simulator, at random under a controller that dies, under one that dies at each write or is not there, and on a real
 * control plane that is built from Go modules when its cache does not hold it. All unless named.
 */
import path from 'node:path';
import { prepare, root } from './prepare.mjs';
import { runSteps } from './steps.mjs';

prepare();

const suites = [
  ['simulator', 'releases on the simulator', 'vitest.config.ts'],
  ['random', 'random releases', 'property.vitest.config.ts'],
  ['lives', 'controllers that are not there', 'lives.vitest.config.ts'],
  ['cluster', 'releases on a real control plane', 'cluster.vitest.config.ts'],
  ['random-cluster', 'random releases on a real control plane', 'property.cluster.vitest.config.ts'],
];
const names = process.argv.slice(2);
const unknown = names.filter((name) => !suites.some(([known]) => known === name));
if (unknown.length > 0) {
  process.stderr.write(`unknown suite ${unknown.join(', ')}: choose of ${suites.map(([name]) => name).join(', ')}\n`);
  process.exit(2);
}

const failed = [];
// One after the other: each has a cluster of its own and uses both cores.
for (const [id, name, config] of suites) {
  if (names.length > 0 && !names.includes(id)) continue;
  const vitest = [process.execPath, path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config'];
  failed.push(...(await runSteps([{ name, command: [...vitest, `tests/rollouts/${config}`], loud: true }])));
}
process.exitCode = failed.length > 0 ? 1 : 0;

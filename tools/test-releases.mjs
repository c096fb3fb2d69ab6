/**
 * `npm run test:releases [simulator|random|lives|cluster|random-cluster]…`: whole releases as users drive them, on the
 * simulator, at random under a controller that dies, under one that dies at each write or is not there, and on a real
 * control plane that is built from Go modules when its cache does not hold it. All unless named. Each leaves a report, see
 * suite.mjs.
 */
import { prepare } from './prepare.mjs';
import { runSteps, suite } from './steps.mjs';

prepare();

const suites = [
  ['simulator', 'releases on the simulator', 'rollouts-simulator', 'vitest.config.ts'],
  ['random', 'random releases', 'rollouts-property', 'property.vitest.config.ts'],
  ['lives', 'controllers that are not there', 'rollouts-lives', 'lives.vitest.config.ts'],
  ['cluster', 'releases on a real control plane', 'rollouts-cluster', 'cluster.vitest.config.ts'],
  [
    'random-cluster',
    'random releases on a real control plane',
    'rollouts-property-cluster',
    'property.cluster.vitest.config.ts',
  ],
];
const names = process.argv.slice(2);
const unknown = names.filter((name) => !suites.some(([known]) => known === name));
if (unknown.length > 0) {
  process.stderr.write(`unknown suite ${unknown.join(', ')}: choose of ${suites.map(([name]) => name).join(', ')}\n`);
  process.exit(2);
}

const failed = [];
// One after the other: each has a cluster of its own and uses both cores.
for (const [id, name, report, config] of suites)
  if (names.length === 0 || names.includes(id))
    failed.push(...(await runSteps([suite({ name, report, config: `tests/rollouts/${config}` })])));
process.exitCode = failed.length > 0 ? 1 : 0;

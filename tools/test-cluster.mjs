/** `npm run test:cluster`: the suites on a real control plane, built from Go modules when its cache does not hold it. */
import path from 'node:path';
import { prepare, root } from './prepare.mjs';
import { runSteps } from './steps.mjs';

prepare();

const vitest = (name, config) => ({
  name,
  command: [
    process.execPath,
    path.join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--config',
    config,
    '--passWithNoTests',
    ...process.argv.slice(2),
  ],
  loud: true,
});

// One after the other: each has a control plane and uses both cores.
const suites = [
  vitest('real control plane', 'tests/cluster/vitest.config.ts'),
  vitest('releases on a real control plane', 'tests/rollouts/cluster.vitest.config.ts'),
];
const failed = [];
for (const suite of suites) failed.push(...(await runSteps([suite])));
process.exitCode = failed.length > 0 ? 1 : 0;

/** `npm run test:cluster`: the suites on a real control plane, built from Go modules when its cache does not hold it. */
import path from 'node:path';
import { prepare, root } from './prepare.mjs';
import { runSteps } from './steps.mjs';

prepare();

const vitest = [
  process.execPath,
  path.join(root, 'node_modules/vitest/vitest.mjs'),
  'run',
  '--config',
  'tests/cluster/vitest.config.ts',
];
const failed = await runSteps([
  { name: 'real control plane', command: [...vitest, ...process.argv.slice(2)], loud: true },
]);
process.exitCode = failed.length > 0 ? 1 : 0;

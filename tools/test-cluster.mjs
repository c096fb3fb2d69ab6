/** `npm run test:cluster`: the suites on a real control plane, built from Go modules when its cache does not hold it. */
import { prepare } from './prepare.mjs';
import { runSteps, suite } from './steps.mjs';

prepare();

const failed = await runSteps([
  suite({
    name: 'real control plane',
    report: 'cluster',
    config: 'tests/cluster/vitest.config.ts',
    args: process.argv.slice(2),
  }),
]);
process.exitCode = failed.length > 0 ? 1 : 0;

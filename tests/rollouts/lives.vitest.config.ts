import { defineConfig } from 'vitest/config';
import { ConformanceReporter } from '../conformance/harness/reporter.ts';

/** Releases whose controller is not always there. One body after the other: each starts the cluster's only controller. */
export default defineConfig({
  test: {
    include: ['tests/rollouts/lives/*.lives.ts'],
    globalSetup: ['tests/conformance/harness/simulator.ts'],
    testTimeout: 1_500_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    // A cluster under load takes its time to end.
    teardownTimeout: 60_000,
    maxConcurrency: 1,
    reporters: [
      new ConformanceReporter('simulator, controllers that are not there'),
      ['json', { outputFile: '.cache/reports/rollouts-lives.json' }],
    ],
  },
});

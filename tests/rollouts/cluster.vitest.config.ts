import { defineConfig } from 'vitest/config';
import { ConformanceReporter } from '../conformance/harness/reporter.ts';

/** Releases from end to end on a real control plane of their own: the controller adds definitions that others would see. */
export default defineConfig({
  test: {
    include: ['tests/rollouts/**/*.test.ts'],
    globalSetup: ['tests/cluster/global-setup.ts', 'tests/rollouts/harness/controller.ts'],
    testTimeout: 900_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    maxConcurrency: 6,
    reporters: [
      new ConformanceReporter('real control plane, releases'),
      ['json', { outputFile: '.cache/reports/rollouts-cluster.json' }],
    ],
  },
});

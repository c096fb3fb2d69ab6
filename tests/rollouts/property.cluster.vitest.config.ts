import { defineConfig } from 'vitest/config';
import { ConformanceReporter } from '../conformance/harness/reporter.ts';

/** The random sequences of property.vitest.config.ts on a real control plane. */
export default defineConfig({
  test: {
    include: ['tests/rollouts/property/*.property.ts'],
    globalSetup: ['tests/cluster/global-setup.ts', 'tests/rollouts/property/mortal-controller.ts'],
    testTimeout: 1_500_000,
    hookTimeout: 120_000,
    // A cluster under load takes its time to end.
    teardownTimeout: 60_000,
    maxConcurrency: 4,
    reporters: [
      new ConformanceReporter('real control plane, random releases'),
      ['json', { outputFile: '.cache/reports/rollouts-property-cluster.json' }],
    ],
  },
});

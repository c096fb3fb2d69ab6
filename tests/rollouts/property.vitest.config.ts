import { defineConfig } from 'vitest/config';
import { ConformanceReporter } from '../conformance/harness/reporter.ts';

/** Random sequences under a controller that dies; BINNACLE_SEED and BINNACLE_SEQUENCES choose others and more. */
export default defineConfig({
  test: {
    include: ['tests/rollouts/property/*.property.ts'],
    globalSetup: ['tests/conformance/harness/simulator.ts', 'tests/rollouts/property/mortal-controller.ts'],
    testTimeout: 1_500_000,
    hookTimeout: 60_000,
    // A cluster under load takes its time to end.
    teardownTimeout: 60_000,
    maxConcurrency: 4,
    reporters: [
      new ConformanceReporter('simulator, random releases'),
      ['json', { outputFile: '.cache/reports/rollouts-property.json' }],
    ],
  },
});

import { defineConfig } from 'vitest/config';

/** `npm run test:e2e`: the console in a real browser. Needs a built tree (`npm run build`). */
export default defineConfig({
  test: {
    include: ['tests/e2e/**/*.test.ts'],
    testTimeout: 240_000,
    hookTimeout: 300_000,
    // One browser, one story after another.
    fileParallelism: false,
    reporters: ['default', ['json', { outputFile: '.cache/reports/e2e.json' }]],
  },
});

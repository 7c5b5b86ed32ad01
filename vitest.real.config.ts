import { defineConfig } from 'vitest/config'

import { countsReporter } from './test/counts.ts'

// Real clusters: one at a time, and not beside anything else.
export default defineConfig({
  test: {
    reporters: ['verbose', countsReporter()],
    include: ['packages/*/test/real/**/*.test.ts', 'examples/test-real/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 400_000,
    hookTimeout: 400_000,
  },
})

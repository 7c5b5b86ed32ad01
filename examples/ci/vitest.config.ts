import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['*.test.ts'],
    reporters: ['default', 'junit'],
    outputFile: { junit: 'results/junit.xml' },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})

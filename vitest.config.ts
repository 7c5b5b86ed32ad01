import { defineConfig } from 'vitest/config'

import { countsReporter } from './test/counts.ts'

// They boot microVMs under TCG: one at a time, and not beside anything else.
const lab = [
  'packages/*/test/lab/**/*.test.ts',
  'examples/test/**/*.test.ts',
  'docs/test/lab/**/*.test.ts',
  'test/packed/**/*.test.ts',
]

export default defineConfig({
  test: {
    reporters: ['default', countsReporter()],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'packages/*/test/**/*.test.ts',
            'start/test/**/*.test.ts',
            'docs/test/**/*.test.ts',
            'test/**/*.test.ts',
          ],
          exclude: [...lab, 'packages/*/test/real/**'],
          testTimeout: 20_000,
          // Vitest runs group 0 last where it has one worker only.
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'lab',
          include: lab,
          env: { UNDERLAY_ENGINE: 'netns' },
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})

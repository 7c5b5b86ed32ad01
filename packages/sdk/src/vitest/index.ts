import { expect } from 'vitest'
import type { LabMatchers } from './lab-matchers.ts'
import { matchers } from './matchers.ts'

declare module 'vitest' {
  // The parameters have vitest's own names: TypeScript asks for that.
  interface Matchers<R, T> extends LabMatchers<R, T> {}
}

expect.extend(matchers)

export type { CarriedQuestion, LabMatchers } from './lab-matchers.ts'

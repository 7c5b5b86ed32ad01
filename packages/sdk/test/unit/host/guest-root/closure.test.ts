import { expect, test } from 'vitest'
import { EngineError } from '../../../../src/errors.ts'
import { librariesOf } from '../../../../src/host/guest-root/closure.ts'
import { emptyPath } from '../../process/fake-programs.ts'
import { rejection } from '../../refusal.ts'

test('libraries are found whatever the PATH is', async () => {
  emptyPath()
  const found = await librariesOf([process.execPath, '/bin/sh'], [])
  expect([...found.keys()].some((path) => /\/libc\.so/.test(path))).toBe(true)
})

test('programs without any library are refused: nothing would run', async () => {
  const { message } = await rejection(librariesOf([import.meta.filename], []), EngineError)
  expect(message).toMatch(/ldd names no library/)
})

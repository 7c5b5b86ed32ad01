import { expect, test } from 'vitest'
import { runScript } from '../run-script.ts'

test('progress goes to standard error: standard output is for data', () => {
  const script = `const { sayProgress } = await from('output/progress.ts'); sayProgress('• Pulling nginx'); console.log('{}')`
  expect(runScript(script)).toMatchObject({ stdout: '{}\n', stderr: '• Pulling nginx\n', status: 0 })
})

import { destroyLab } from '../destroy-lab.ts'
import { exclusively } from '../exclusively.ts'
import { readRecord } from '../record.ts'

// Runs as `node main.ts <lab> <id>`: destroys the lab when the creator's end of its standard input closes, however that
// comes; it leaves at once when it is told that the lab is to stay.

const [lab = '', id = ''] = process.argv.slice(2)
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM', 'SIGPIPE'] as const) process.on(signal, () => {})
process.stdin.on('data', () => process.exit(0)).on('error', () => {})
await new Promise<void>((resolve) => process.stdin.once('close', () => resolve()))

await exclusively(lab, async () => {
  // Somebody may have cleared it, and made another of its name.
  if ((await readRecord(lab))?.id === id) await destroyLab(lab)
})

// Starts a guest from its snapshot in a process of its own: `node start-once.ts RECIPE`.
import { EngineError } from '../../../../src/errors.ts'
import { startFromSnapshot } from '../../../../src/host/microvm/snapshot.ts'

const machine = await startFromSnapshot(JSON.parse(process.argv[2] ?? ''), (line) => process.stdout.write(line))
process.exit(machine instanceof EngineError ? 1 : 0)

import { fakeStream } from './fake-stream.ts'

// Runs as `node agent-on-stdio.ts <bytes of the source>`: an agent on standard input and output that starts nothing.
const { stream } = fakeStream(() => Number(process.argv[2]), { kernel: '6.1.0-fake' })
process.stdin.pipe(stream.writable)
stream.readable.pipe(process.stdout)

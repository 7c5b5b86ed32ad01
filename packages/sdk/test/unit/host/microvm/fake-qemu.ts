// A QEMU without a guest: its agent says hello, its monitor obeys, its state is a word. `FAKE_QEMU` says what it cannot.
import { appendFileSync, readFileSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { encodeFrame, frameReader } from '../../../../src/host/wire/frame.ts'

const argv = process.argv.slice(2)
const cannot = process.env.FAKE_QEMU ?? ''
const comes = argv.includes('-incoming')
const files = argv.some((word) => word.startsWith('memory-backend-file'))
appendFileSync(process.env.FAKE_QEMU_LOG ?? '', `${comes ? 'resume' : files ? 'boot to take' : 'boot'}\n`)

const hello = (): void => void process.stdout.write(encodeFrame('H', 0, '6.1.0-fake'))
if (cannot === 'boot on a file' && files && !comes) process.exit(7)
const isSilent = cannot === (comes ? 'say hello' : 'boot')
process.stdin.on(
  'data',
  frameReader(({ type }) => void (type === 'T' && !isSilent && hello())),
)
process.stdin.on('end', () => process.exit())
if (!comes && !isSilent) hello()

const monitor = new Socket({ fd: 4 })
const say = (message: object): void => void monitor.write(`${JSON.stringify(message)}\r\n`)
const migration = (status: string): void => say({ event: 'MIGRATION', data: { status } })

function obey({ execute, arguments: { uri } = {} }: { execute: string; arguments?: { uri?: string } }): void {
  if (execute === 'migrate-set-capabilities' && cannot === 'know the capability')
    return say({ error: { class: 'GenericError', desc: "Parameter 'capability' does not accept it" } })
  say({ return: {} })
  if (execute === 'migrate') {
    migration('setup')
    if (cannot === 'write') return migration('failed')
    writeSync(5, 'state')
    migration('completed')
  }
  if (execute === 'migrate-incoming') {
    if (uri !== 'fd:5' || readFileSync(5, 'utf8') !== 'state') {
      process.stderr.write('load of migration failed: Invalid argument\n')
      process.exit(1)
    }
    say({ event: 'RESUME' })
  }
}

let rest = ''
monitor.on('data', (chunk) => {
  const lines = (rest + chunk.toString()).split('\n')
  rest = lines.pop() ?? ''
  for (const line of lines) obey(JSON.parse(line))
})
say({ QMP: { version: {} } })

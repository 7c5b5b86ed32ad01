import { splitCommand } from '@underlay/configs'
import { CommandError } from '../../errors.ts'
import { plainLine } from '../../process/lines.ts'
import { logLine, unquoted } from './log-line.ts'

const fieldPattern = /(\w+)=("(?:[^"\\]|\\.)*"|\S*)/g

/**
 * The error for the first `exec` line that failed, out of containerlab's standard error; `undefined` when none did.
 * containerlab only logs such a failure, and ends with 0.
 *
 * @example
 * ```ts
 * failedExec('12:00:00 ERRO Failed to execute command command="ip a a" node=gw0 rc=1 stdout="" stderr=no')?.where // 'gw0'
 * ```
 * @see https://github.com/srl-labs/containerlab/blob/main/exec/exec.go
 */
export function failedExec(said: string): CommandError | undefined {
  const lines = said.split('\n').map(plainLine)
  const at = lines.findIndex((line) => logLine(line)?.message.startsWith('Failed to execute command') === true)
  if (at === -1) return undefined
  const after = lines.slice(at + 1)
  const end = after.findIndex((line) => logLine(line) !== undefined)
  const block = end === -1 ? after : after.slice(0, end)
  const text = [lines[at] ?? '', ...block.filter((line) => /^\w+=/.test(line))].join(' ')
  const fields = new Map([...text.matchAll(fieldPattern)].map(([, key = '', value = '']) => [key, unquoted(value)]))
  // A value of several lines stands below its key, each of its lines behind a bar.
  const barred = block.filter((line) => line.startsWith('│')).map((line) => line.slice(1).trim())
  return new CommandError({
    where: fields.get('node') ?? 'containerlab',
    argv: splitCommand(fields.get('command') ?? ''),
    exitCode: Number(fields.get('rc') ?? 1),
    stdout: fields.get('stdout') ?? '',
    stderr: fields.get('stderr') || barred.filter((line) => line !== '').join('\n'),
  })
}

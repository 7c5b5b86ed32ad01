import { styleText } from 'node:util'
import type { Finding, FindingStatus, Outlook, RepairResult } from '@underlay/sdk'

const colours = { ok: 'green', warning: 'yellow', problem: 'red', skipped: 'dim' } as const satisfies Record<
  FindingStatus,
  string
>

/** Findings as a table, each with its fix in a line below, and what can be used as the last two lines. */
export function formatFindings(findings: readonly Finding[], found: Outlook, wide: boolean): string {
  const names = findings.map(nameOf)
  const width = Math.max(5, ...names.map(({ length }) => length))
  const columns = (status: string, name: string, time: string): string =>
    `${status.padEnd(7)}  ${name.padEnd(width)}  ${wide ? `${time.padStart(8)}  ` : ''}`
  const head = columns('STATUS', 'PROBE', 'TIME')
  const lines = findings.flatMap(({ status, detail, fix, durationMs }, index) => {
    const start = columns(status, names[index] ?? '', `${durationMs} ms`)
    const told = `${styleText(colours[status], start.slice(0, 7))}${start.slice(7)}${detail}`
    return fix === undefined ? [told] : [told, `${' '.repeat(start.length)}fix: ${fix}`]
  })
  return [
    styleText('bold', `${head}SEEN`),
    ...lines,
    '',
    `usable here: ${usableOf(found)}`,
    `next: ${found.next}`,
  ].join('\n')
}

/** One line for each repair. */
export function formatRepair({ outcome, command, why }: RepairResult): string {
  return `${outcome}: ${command}${why === undefined ? '' : ` (${why})`}`
}

function nameOf({ probe, host }: Finding): string {
  return host === undefined ? probe : `${host}/${probe}`
}

function usableOf({ engines, hosts }: Outlook): string {
  const named = engines.map((engine) =>
    engine === 'netns' ? `engine netns on ${hosts.map((host) => `host ${host}`).join(', ')}` : `engine ${engine}`,
  )
  return named.length === 0 ? 'no engine' : named.join('; ')
}

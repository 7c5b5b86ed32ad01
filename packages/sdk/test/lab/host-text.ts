import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'

/**
 * This machine as text, to be compared before and after a lab: links, addresses, routes, rules, nftables, sysctls, mounts,
 * named namespaces. What Docker makes and removes on its own for others is left out.
 */
export function hostText(): string {
  return [
    ['links', lines('ip', '-o', '-d', 'link').map(withoutIndex)],
    ['addresses', lines('ip', '-o', 'addr').map(withoutIndex)],
    ...['-4', '-6'].flatMap((family) => [
      [`routes ${family}`, lines('ip', family, 'route', 'show', 'table', 'all')],
      [`rules ${family}`, lines('ip', family, 'rule')],
    ]),
    ['nftables', rulesets()],
    ['sysctls', sysctls()],
    [
      'mounts',
      readFileSync('/proc/self/mountinfo', 'utf8')
        .split('\n')
        .map((line) => line.split(' ').slice(3, 6).join(' ')),
    ],
    ['namespaces', existsSync('/run/netns') ? readdirSync('/run/netns') : []],
  ]
    .flatMap(([head, body]) => [
      `# ${String(head)}`,
      ...(body as string[]).filter((line) => line.trim() !== '' && !ofDocker.test(line)).toSorted(),
    ])
    .join('\n')
}

// A bridge of a Docker network, and the cables of its containers.
const ofDocker = /\b(veth[0-9a-f]{7}|br-[0-9a-f]{12})\b|\/run\/(real-kind|docker)\/|\/overlay2\/|docker0/

// They count on their own, or cannot be read.
const volatile = /conntrack_count|random|tcp_fastopen_key|\/route\/flush$/

function sysctls(): string[] {
  const folder = '/proc/sys/net'
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = `${entry.parentPath}/${entry.name}`
    if (!entry.isFile() || volatile.test(path)) return []
    try {
      return [`${path} ${readFileSync(path, 'utf8').trim()}`]
    } catch {
      return []
    }
  })
}

// Docker writes to tables of its own at any time, and counters count.
function rulesets(): string[] {
  return lines('nft', 'list', 'tables')
    .filter((table) => table !== '')
    .map((table) => lines('nft', 'list', ...table.split(' ')).join('\n'))
    .filter((rules) => !rules.includes('DOCKER'))
    .map((rules) => rules.replaceAll(/packets \d+ bytes \d+/g, ''))
}

function withoutIndex(line: string): string {
  return line.replace(/^\d+: /, '').replace(/valid_lft \S+|preferred_lft \S+/g, '')
}

function lines(command: string, ...args: readonly string[]): string[] {
  const { error, status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26 })
  // A tool that is missing would make every comparison hold.
  if (error !== undefined || status !== 0) throw error ?? new Error(`${command} ${args.join(' ')}: ${stderr}`)
  return stdout.split('\n')
}

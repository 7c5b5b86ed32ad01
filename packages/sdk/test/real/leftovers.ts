import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'

/** What a lab could leave behind on the host, as sorted lines by kind. Docker's own network `kind` is shared and may stay. */
export function hostTraces(): Readonly<Record<string, readonly string[]>> {
  return {
    containers: lines('docker', 'ps', '--all', '--format', '{{.Names}}'),
    networks: lines('docker', 'network', 'ls', '--format', '{{.Name}}').filter((name) => name !== 'kind'),
    volumes: lines('docker', 'volume', 'ls', '--quiet'),
    namespaces: lines('ip', 'netns', 'list'),
    links: lines('ip', '-o', 'link')
      .map((line) => line.split(/[:@] ?/)[1] ?? '')
      // The bridge of Docker's network `kind`, and the bridges of its others.
      .filter((name) => !name.startsWith('br-')),
    rules: ['filter', 'nat'].flatMap((table) =>
      lines('iptables', '-t', table, '-S').filter((rule) => !/ br-[0-9a-f]{12}/.test(rule)),
    ),
    processes: lines('ps', '-eo', 'args=').filter((args) => /containerd-shim.*moby|underlay|kind create/.test(args)),
    state: names(process.env['XDG_STATE_HOME']),
  }
}

function names(folder: string | undefined): string[] {
  try {
    return readdirSync(`${folder}/underlay`)
  } catch {
    return []
  }
}

function lines(command: string, ...args: readonly string[]): string[] {
  const { stdout } = spawnSync(command, args, { encoding: 'utf8' })
  return (stdout ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .sort()
}

import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { hostText } from '../lab/host-text.ts'

/** What a lab could leave behind on the host, as sorted lines by kind. Docker's own network `kind` is shared and may stay. */
export function hostTraces(): Readonly<Record<string, readonly string[]>> {
  return {
    containers: lines('docker', 'ps', '--all', '--format', '{{.Names}}'),
    networks: lines('docker', 'network', 'ls', '--format', '{{.Name}}').filter((name) => name !== 'kind'),
    volumes: lines('docker', 'volume', 'ls', '--quiet'),
    namespaces: lines('ip', 'netns', 'list'),
    links: lines('ip', '-o', 'link')
      .map((line) => line.split(/[:@] ?/)[1] ?? '')
      // The bridges of Docker's networks.
      .filter((name) => !/^br-[0-9a-f]{12}$/.test(name)),
    rules: [
      ...['filter', 'nat'].flatMap((table) => lines('iptables', '-t', table, '-S')),
      ...lines('nft', 'list', 'tables'),
    ].filter((rule) => !/ br-[0-9a-f]{12}/.test(rule)),
    processes: lines('ps', '-eo', 'args=').filter((args) =>
      /containerd-shim.*moby|engine\/kind\/reaper|kind create|docker exec|^tcpdump/.test(args),
    ),
    state: names(process.env['XDG_STATE_HOME']),
  }
}

/** The same, and the host as text: links, addresses, routes, rules, nftables, sysctls, mounts. */
export function wholeHost() {
  return { ...hostTraces(), text: hostText() }
}

function names(folder: string | undefined): string[] {
  try {
    return readdirSync(`${folder}/underlay`)
  } catch {
    return []
  }
}

function lines(command: string, ...args: readonly string[]): string[] {
  const { error, status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  // A tool that is missing would make every comparison hold.
  if (error !== undefined || status !== 0) throw error ?? new Error(`${command} ${args.join(' ')}: ${stderr}`)
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .sort()
}

import { spawnSync } from 'node:child_process'

/** What Docker's command says, as lines. */
export function docker(...args: readonly string[]): string[] {
  const { status, stdout, stderr } = spawnSync('docker', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`)
  return stdout.split('\n').filter((line) => line !== '')
}

/** Makes what is the user's own, beside the lab: a container in a network of its own, which Docker starts with itself. */
export function makeUsersOwn(name: string): void {
  docker('network', 'create', name)
  const how = ['--detach', '--restart=always', '--stop-signal=SIGKILL', `--name=${name}`, `--network=${name}`]
  docker('run', ...how, process.env['REAL_NETTOOL_IMAGE'] ?? '', 'sleep', '3600')
}

/** Removes it. */
export function removeUsersOwn(name: string): void {
  docker('rm', '--force', name)
  docker('network', 'rm', name)
}

import type { BgpSession, Cluster } from '@underlay/sdk'

/** What is said of daemons that do not run, with the next thing to do. */
export function startAgain({ name, engine }: Pick<Cluster, 'name' | 'engine'>, dead: readonly BgpSession[]): string {
  const lines = dead.map(({ node, state }) => `${node}: ${state}`)
  const next =
    engine === 'netns'
      ? `underlay up, with what ${name} was made from, starts ${dead.length === 1 ? 'it' : 'them'} again`
      : 'kubectl -n kube-system get pods -l k8s-app=calico-node -o wide'
  return [...lines, `  next: ${next}`].join('\n')
}

import { kindConfig } from '@underlay/configs'
import { fakeDocker, kindNode } from './fake-docker.ts'
import { ownFolders } from './kind-lab.ts'

/** The image of every node of the lab `tiny`. */
export const image = 'kindest/node:v1.34.4'

const spec = { name: 'tiny', image, podSubnet: '10.98.0.0/16' }
export const config = kindConfig({ ...spec, nodes: [{ role: 'control-plane' }, { role: 'worker' }] })
export const smaller = kindConfig({ ...spec, nodes: [{ role: 'control-plane' }] })
export const nodes = ['tiny-control-plane', 'tiny-worker']

/** How kind is called to make it. */
export const create = 'kind create cluster --name tiny'

/** How it is made; `said` has what was said. */
export const said: string[] = []
export const how = { lifetime: 'persistent', say: (line: string) => void said.push(line) } as const

/** A machine whose kind makes two nodes, after which it does what is given. */
export function machine(then = 'exit 0', images = [image]) {
  ownFolders()
  said.length = 0
  const kind = `here="$(dirname "$0")"; cd "$here/containers"
case "$1" in
version) echo 'kind v0.33.0 go1.26.8 linux/amd64';;
create) cat > "$here/config"; echo 'Creating cluster "tiny" ...' >&2; cp ../staged/* .; ${then};;
delete) [ -e "$here/down" ] && exit 1; rm -f tiny-*;;
esac`
  // They come after the making has begun, however long that takes here.
  const staged = nodes.map((name) => kindNode(name, 'tiny', { createdMs: Date.now() + 60_000 }))
  const engine = fakeDocker({ images, staged, programs: { kind } })
  const kindCalls = (): string[] => engine.programs().filter((call) => call !== 'kind version')
  return { ...engine, kindCalls, creations: () => kindCalls().filter((call) => call.startsWith(create)).length }
}

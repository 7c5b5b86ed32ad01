import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fakePrograms } from '../../process/fake-programs.ts'

/** A container of the fake engine. */
export interface FakeContainer {
  readonly name: string
  readonly image?: string
  readonly running?: boolean
  /** As `docker ps` calls it; default by `running`. */
  readonly state?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly ipv4?: string
  /** Default now. */
  readonly createdMs?: number
}

interface FakeDockerOptions {
  readonly containers?: readonly FakeContainer[]
  /** Files of containers beside it, for a program that makes them. */
  readonly staged?: readonly FakeContainer[]
  /** The images that it has. */
  readonly images?: readonly string[]
  /** What `docker exec` does, by its arguments. */
  readonly exec?: string
  /** What `docker run` does once it has made the container `$name` of `$image`. */
  readonly run?: string
  /** Other programs beside it. */
  readonly programs?: Readonly<Record<string, string>>
}

const info = { ID: 'engine-1', ServerVersion: '29.0.0', CgroupVersion: '2', Name: 'elsewhere', DockerRootDir: '/none' }
const networks = [{ Name: 'kind', IPAM: { Config: [{ Subnet: '172.18.0.0/16' }] } }]

const script = (exec: string, run: string): string => `here="$(dirname "$0")"
mkdir -p "$here/containers"; cd "$here/containers"
[ -e ../down ] && { echo "Cannot connect to the Docker daemon at unix:///run/none.sock. Is the docker daemon running?" >&2; exit 1; }
for last; do :; done
case "$1 $2" in
"info --format") echo '${JSON.stringify(info)}';;
"network ls") echo n1;;
"network inspect") echo '${JSON.stringify(networks)}';;
"ps --all")
  case "$*" in *'{{.Label "underlay.owner"}}'*) cat *.seen 2>/dev/null; exit 0;; esac
  [ "$3" = --filter ] && { cat *.labels 2>/dev/null | sed -n 's/^io.x-k8s.kind.cluster=//p'; exit 0; }
  for labels in *.labels; do
    for word; do
      case "$word" in label=*) grep -qxF "\${word#label=}" "$labels" 2>/dev/null || continue 2;; esac
    done
    [ "$3" = --quiet ] && cut -f1 "\${labels%.labels}.row" || cat "\${labels%.labels}.row"
  done;;
"container inspect")
  comma=; printf '['
  for one in *.json; do [ -e "$one" ] || continue; printf '%s' "$comma"; cat "$one"; comma=,; done
  printf ']';;
"image inspect") grep -qxF "$last" ../images || { echo "No such image: $last" >&2; exit 1; };;
"image ls") sed 's/.*/& &@<none>/' ../images;;
pull*) grep -qxF "$last" ../registry 2>/dev/null || { echo "no such host" >&2; exit 1; }; echo "$last" >> ../images;;
start*)
  for one in *.row; do sed -i 's/\\texited\\t/\\trunning\\t/' "$one"; done;;
rm*)
  [ -e ../refusal ] && { cat ../refusal >&2; exit 1; }
  for word; do
    for one in *.json; do
      grep -q -e "\\"Id\\":\\"$word\\"" -e "\\"Name\\":\\"/$word\\"" "$one" 2>/dev/null && rm -f "\${one%.json}".*
    done
  done
  exit 0;;
run*)
  for word; do case "$word" in
    --name=*) name="\${word#--name=}";; --label=*) labels="$labels\${word#--label=} ";; --) shift; break;;
  esac; shift; done
  image="$1"; json=
  for label in $labels; do
    echo "$label" >> "$name.labels"
    json="$json\${json:+,}\\"\${label%%=*}\\":\\"\${label#*=}\\""
  done
  printf '%s\\t%s\\t\\trunning\\t\\n' "id-$name" "$name" > "$name.row"
  printf '{"Id":"id-%s","Name":"/%s","State":{"Pid":99,"Running":true},"Config":{"Image":"%s","Labels":{%s}},"NetworkSettings":{"Networks":{}}}' "$name" "$name" "$1" "$json" > "$name.json"
  ${run || ':'}
  echo "id-$name";;
exec*) ${exec || ':'};;
esac
`

/** A Docker Engine of files: containers are listed, inspected, made and removed, images are there or are pulled. */
export function fakeDocker(options: FakeDockerOptions = {}) {
  const { containers = [], staged = [], images = [], exec = '', run = '', programs = {} } = options
  const { folder, calls } = fakePrograms({ docker: script(exec, run), ...programs })
  const [place, stage] = [join(folder, 'containers'), join(folder, 'staged')]
  for (const path of [place, stage]) mkdirSync(path)
  writeFileSync(join(folder, 'images'), images.map((image) => `${image}\n`).join(''))
  for (const container of containers) write(place, container)
  for (const container of staged) write(stage, container)
  return {
    folder,
    /** How docker was called, without `docker`. */
    calls: () => calls().flatMap((call) => (call.startsWith('docker ') ? [call.slice(7)] : [])),
    programs: () => calls().filter((call) => !call.startsWith('docker ')),
    add: (container: FakeContainer) => write(place, container),
    remove: (name: string) => {
      for (const kind of ['json', 'labels', 'row', 'seen']) rmSync(join(place, `${name}.${kind}`))
    },
    names: () => readdirSync(place).flatMap((file) => (file.endsWith('.json') ? [basename(file, '.json')] : [])),
    images: () => readFileSync(join(folder, 'images'), 'utf8').trim().split('\n'),
    /** What its registry has. */
    publish: (image: string) => writeFileSync(join(folder, 'registry'), `${image}\n`),
    stop: () => writeFileSync(join(folder, 'down'), ''),
    start: () => rmSync(join(folder, 'down')),
    /** From now on it removes nothing, for that reason. */
    refuse: (reason: string) => writeFileSync(join(folder, 'refusal'), `Error response from daemon: ${reason}\n`),
    wrote: (file: string) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : undefined),
  }
}

/** The id of a fake container, 64 hex digits. */
export function idOf(name: string): string {
  return createHash('sha256').update(name).digest('hex')
}

/** A node as kind makes it. */
export function kindNode(name: string, cluster: string, more: Partial<FakeContainer> = {}): FakeContainer {
  const role = /-(control-plane|worker)\d*$/.exec(name)?.[1] ?? ''
  const labels = { 'io.x-k8s.kind.cluster': cluster, 'io.x-k8s.kind.role': role }
  return { name, image: 'kindest/node:v1.34.4', labels, ...more }
}

function write(folder: string, container: FakeContainer): void {
  for (const [kind, content] of Object.entries(filesOf(container))) {
    writeFileSync(join(folder, `${container.name}.${kind}`), content)
  }
}

function filesOf(container: FakeContainer) {
  const { name, image = 'image', running = true, labels = {}, ipv4 = '', createdMs = Date.now() } = container
  const { state = running ? 'running' : 'exited' } = container
  const networked = { IPAddress: ipv4, Gateway: ipv4 === '' ? '' : '172.18.0.1' }
  const json = {
    Id: idOf(name),
    Name: `/${name}`,
    State: { Pid: running ? 4711 : 0, Running: running },
    Config: { Image: image, Labels: labels },
    NetworkSettings: { Networks: { kind: networked } },
  }
  const role = labels['io.x-k8s.kind.role'] ?? ''
  return {
    json: JSON.stringify(json),
    labels: Object.entries(labels)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
    seen: `${[idOf(name), name, state, goTime(createdMs), labels['underlay.lab'] ?? '', labels['underlay.owner'] ?? ''].join('\t')}\n`,
    row: `${[idOf(name), name, role, state, goTime(createdMs)].join('\t')}\n`,
  }
}

function goTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`
}

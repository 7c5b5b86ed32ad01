import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** One listener for each filter: hundreds are answered by one tshark, where `-Y` takes one and 0.3 s. */
const listeners = `
local folder = os.getenv("FILTER_FOLDER")
local number = 0
for filter in io.lines(folder .. "/filters") do
  number = number + 1
  local line = number
  local hits = {}
  local ok, listener = pcall(Listener.new, "frame", filter)
  if ok then
    function listener.packet(info) hits[#hits + 1] = tostring(info.number) end
    function listener.draw() print(line, "hits", table.concat(hits, " ")) end
  else
    print(line, "refused", "")
  end
end
`

const given = [
  'ip.defragment:FALSE',
  'ipv6.defragment:FALSE',
  'tcp.desegment_tcp_streams:FALSE',
  'tcp.analyze_sequence_numbers:FALSE',
  'ip.check_checksum:TRUE',
  'tcp.check_checksum:TRUE',
  'udp.check_checksum:TRUE',
]

/** What tshark says of each filter: the numbers of the packets that pass, or that it is no filter. */
export function askTshark(capture: Uint8Array, filters: readonly string[]): readonly (readonly number[] | 'refused')[] {
  const folder = mkdtempSync(join(tmpdir(), 'underlay-filter-'))
  try {
    writeFileSync(join(folder, 'capture'), capture)
    writeFileSync(join(folder, 'filters'), filters.map((filter) => `${filter}\n`).join(''))
    writeFileSync(join(folder, 'listeners.lua'), listeners)
    const preferences = given.flatMap((each) => ['-o', each])
    const argv = [
      '-n',
      '--disable-protocol',
      'http',
      '-q',
      '-X',
      `lua_script:${folder}/listeners.lua`,
      ...preferences,
      '-r',
      join(folder, 'capture'),
    ]
    const env = { ...process.env, FILTER_FOLDER: folder }
    const output = execFileSync('tshark', argv, { encoding: 'utf8', stdio: 'pipe', env })
    const answers = new Map(output.split('\n').map((line) => [Number(line.split('\t')[0]), line.split('\t')] as const))
    return filters.map((filter, index) => {
      const [, outcome, hits = ''] = answers.get(index + 1) ?? []
      if (outcome === undefined) throw new Error(`tshark did not answer ${filter}`)
      return outcome === 'refused' ? 'refused' : hits.split(' ').filter(Boolean).map(Number)
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Why filters cannot be compared on this machine; undefined when they can. */
export function whyNoListeners(): string | undefined {
  try {
    const version = execFileSync('tshark', ['--version'], { encoding: 'utf8', stdio: 'pipe' })
    return /with Lua/.test(version) ? undefined : 'this tshark has no Lua: nothing to compare with'
  } catch {
    return 'tshark is not installed: nothing to compare with (apt-get install tshark)'
  }
}

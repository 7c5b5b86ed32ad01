/** Something that is drawn by lot or belongs to the machine, and how it is found in a line of text. */
export interface Sanitizer {
  /** `mac`: what a difference calls it. */
  readonly name: string
  /** With the flag `g`; what is drawn is its first group, or all of it where it has none. */
  readonly pattern: RegExp
  /**
   * How far a value has to be the same one: two lines with the same MAC have the same in the other run too. `run`: in all
   * of the notebook; `output`: within what one call printed, because a number may come again elsewhere; `none`: nowhere.
   */
  readonly identity: 'run' | 'output' | 'none'
  /** Values that mean something and stay: multicast MACs, Calico's `ee:ee:ee:ee:ee:ee`. */
  readonly keep?: (value: string) => boolean
}

/** Neither multicast nor empty, and not the one that Calico gives to all of its ends. */
const meansSomething = (mac: string): boolean =>
  (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1 || mac === '00:00:00:00:00:00' || mac === 'ee:ee:ee:ee:ee:ee'

/**
 * What the comparison of two runs leaves aside, in the order in which it is looked for. Addresses of pods, nodes and
 * tunnels, TTLs, lengths, devices, outcomes, and counts of packets that a verdict judged are not here: they are the meaning.
 */
export const sanitizers: readonly Sanitizer[] = [
  {
    name: 'time',
    pattern: /(?<![\w:.-])\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-])/g,
    identity: 'none',
  },
  {
    name: 'time',
    pattern:
      /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?:[A-Z][a-z]{2} +\d{1,2}|\d{1,2} [A-Z][a-z]{2})(?: \d{4})? \d\d:\d\d:\d\d(?: [A-Z]{3,4})?(?: \d{4})?/g,
    identity: 'none',
  },
  {
    name: 'mac',
    pattern: /(?<![\w:])(?:[0-9a-f]{2}:){5}[0-9a-f]{2}(?![\w:])/g,
    identity: 'run',
    keep: meansSomething,
  },
  // Derived from a MAC (RFC 4291, appendix A), as is the multicast group that asks for it.
  { name: 'link-local', pattern: /(?<![\w:])fe80:(?::?[0-9a-f]{1,4}){1,7}(?![\w:])/g, identity: 'run' },
  { name: 'solicited', pattern: /(?<![\w:])ff02::1:ff[0-9a-f]{2}:[0-9a-f]{1,4}(?![\w:])/g, identity: 'run' },
  { name: 'time', pattern: /(?<![\w:.])\d\d:\d\d:\d\d(?:\.\d+)?(?![\w:])/g, identity: 'none' },
  { name: 'uuid', pattern: /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, identity: 'run' },
  {
    name: 'id',
    pattern: /(?<!sha256:)\b(?:[0-9a-f]{64}|(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{12})\b/g,
    identity: 'run',
  },
  { name: 'veth', pattern: /\bcali[0-9a-f]{11}\b/g, identity: 'run' },
  { name: 'veth', pattern: /\bveth(?=[a-f]*[0-9])[0-9a-f]{6,}\b/g, identity: 'run' },
  { name: 'interface index', pattern: /(?:\bif_?index[ =:]{1,2}|@if|^(?=\d+: \S+: <))(\d+)/g, identity: 'none' },
  { name: 'icmp id', pattern: /\bid[= ](0x[0-9a-f]{1,4})\b/g, identity: 'output' },
  { name: 'checksum', pattern: /\bchecksum[ =:]{1,2}(0x[0-9a-f]{4})\b/gi, identity: 'none' },
  // Linux's ephemeral ports, as an endpoint's, as an Info column has them, or named so.
  {
    name: 'port',
    pattern:
      /(?:(?<=[\w\]]):|\bport[= ]|(?<![.:\w/])(?=\d{5} → \d+ \[)|\d → )(3276[89]|327[7-9]\d|32[89]\d\d|3[3-9]\d{3}|[45]\d{4}|60\d{3})(?![\d.:/])/g,
    identity: 'output',
  },
  { name: 'tcp clock', pattern: /\bTS(?:val|ecr)=(\d+)/g, identity: 'none' },
  { name: 'process', pattern: /(?:\bpid[ =:]{1,2}|\bprocess |\/proc\/)(\d+)\b/gi, identity: 'output' },
  { name: 'folder', pattern: /(?<![\w.])(?:\/var)?\/tmp\/([^\s/:,;'")]+)/g, identity: 'run' },
  { name: 'folder', pattern: /(?<![\w.])\/run\/user\/(\d+)/g, identity: 'none' },
  {
    name: 'duration',
    pattern: /(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)? ?(?:ns|µs|us|ms|s|min)(?![\w/])/g,
    identity: 'none',
  },
  { name: 'duration', pattern: /(?<![\w.])\d+(?:\.\d+)?e-\d+(?![\w.])/g, identity: 'none' },
  // Seconds since a capture's first packet.
  { name: 'duration', pattern: /(?<![\w.:])\d+\.\d{6}(?![\w.])/g, identity: 'none' },
  { name: 'kernel', pattern: /\bLinux (\d+\.\d+\S*?)(?=[\s,;:)]|$)/g, identity: 'none' },
  { name: 'machine', pattern: /\bengine \w+ on ((?:local|microvm|docker)(?: \(\w+\))?)/g, identity: 'none' },
  {
    name: 'version',
    pattern:
      /\b(?:[Nn]ode(?:\.js)? (?:v|(?=\d+\.\d+\.\d+(?!\.?\d)))|iproute2-|libbpf v?|iputils |(?:tcpdump|libpcap|tshark) version |bridge utility, |BIRD v?(?:ersion )?|nftables v)(\d[\w.+~-]*?)(?=[\s,;)]|$)/g,
    identity: 'none',
  },
  // What a tap saw at all, with what the kernel itself sends by its timers; what was dropped stays.
  { name: 'packets seen', pattern: /\b([1-9]\d*)(?= packets(?: seen)?, \d+ dropped\b)/g, identity: 'none' },
  // How a stream is cut into segments and acknowledged.
  { name: 'segments', pattern: /\b([1-9]\d*)(?= packets?\b)(?<=\bTCP\b.*)/g, identity: 'none' },
]

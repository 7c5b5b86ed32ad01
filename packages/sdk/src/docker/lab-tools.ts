/** Used where no image is asked for that has the tools of a lab. */
export const publicToolsImage = 'nicolaka/netshoot:v0.14'

/** What a lab's image must have; BGP needs bird and birdc besides. */
export const neededTools = ['perl', 'ip', 'bridge', 'nft', 'tcpdump', 'ping'] as const

/** Where the agent looks for tools (host/guest/agent.pl); Docker finds Perl, which starts it, where the image says. */
const agentPath = '/usr/sbin:/usr/bin:/sbin:/bin'

/** A line for a shell in an image that prints the tools that it lacks. */
export const missingTools = `has() { command -v "$1" >/dev/null || echo "$1"; }
has perl; PATH=${agentPath}; for tool in ${neededTools.slice(1).join(' ')}; do has "$tool"; done`

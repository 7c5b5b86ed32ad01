import type { Fault } from '../../../src/index.ts'
import type { FaultRecord } from '../../recording/fault-record.ts'

const needs = { ipip: 'IPIP', vxlan: 'VXLAN', bgp: 'BGP between nodes' }

/** docs/sabotage.md: the catalogue, with what the lab tests recorded of each fault. */
export function sabotagePage(faults: readonly Fault[], recordOf: (fault: Fault) => FaultRecord | undefined): string {
  return `${head}
${faults.map((fault) => `- [${fault.title}](#${fault.name}): \`${fault.assertion}\``).join('\n')}

${faults.map((fault) => section(fault, recordOf(fault))).join('\n')}`
}

const head = `# Sabotage

<!-- Generated from the catalogue and from what its tests recorded: packages/sdk/test/unit/sabotage/sabotage-page.test.ts. -->

An assertion that was never red proves nothing. \`sabotage\` breaks a running lab of the netns engine in one of the ways in which real clusters are broken, and takes it back; for each way one assertion must turn red, with a message that names the cause. Each is a test: the assertion passes, fails with the fault, passes when it was taken back, and every table of the lab is then as it was (\`packages/sdk/test/lab/sabotage*.test.ts\`).

\`\`\`ts file=docs/snippets/sabotage.ts#throws
await using broken = await sabotage(cluster, 'mtu-hole')
await assertMtu(cluster, app.on('control-plane'), app.on('worker2')) // throws, and says where
\`\`\`

The node that a fault is about is \`at\`, by default the first that has another one in its rack, and one behind a gateway. \`changes\` of what \`sabotage\` returns says what was done, \`undo\` what takes it back. Taking back twice is safe; of several faults the last goes first. Every change is inside of the lab's own namespaces.

A script that is killed leaves the fault in a persistent lab; one of lifetime \`process\` ends with it. Where a step is named that repairs the fault, running it again with the options of before is enough; otherwise the second group of lines of each fault is what to run.

What \`explainLoss(cluster, place)\` says is part of these messages: the causes that the kernels of the lab give for a loss.
`

function section(fault: Fault, record: FaultRecord | undefined): string {
  const needed = fault.needs === undefined ? '' : ` It needs ${needs[fault.needs]}.`
  return `## ${fault.name}

**${fault.title}.** ${fault.does}${needed}

${fault.symptom}${fault.knownFrom.length === 0 ? '' : ` Known from ${fault.knownFrom.join(', ')}.`}

${record === undefined ? 'Not recorded yet.' : recorded(fault, record)}
`
}

function recorded({ assertion, repairedBy }: Fault, { changes, undo, message }: FaultRecord): string {
  const repair = repairedBy === undefined ? '' : `; \`${repairedBy}\` repairs it too`
  return `Done, and taken back by${repair}:

\`\`\`text
${changes.join('\n')}

${undo.join('\n')}
\`\`\`

\`${assertion}\` then says:

\`\`\`text
${message}
\`\`\``
}

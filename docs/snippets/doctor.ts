import { examine, outlook } from '@underlay/sdk'

// #region examine
const question = { engine: 'netns', host: 'local' } as const
const findings = await examine({ ...question, nodes: 12 })
for (const { probe, status, detail, fix } of findings) {
  if (status === 'problem') console.error(`${probe}: ${detail}\n  fix: ${fix}`)
}
const { usable, next } = outlook(findings, question)
// #endregion
console.log(usable, next)

import { formatTable, type Cluster, type Preset, type UpPlan } from '@underlay/sdk'

/** The presets, and how to make one. */
export function presetList(presets: Readonly<Record<string, Preset>>): string {
  const rows = Object.entries(presets).map(([preset, { description }]) => ({ preset, 'what it shows': description }))
  return `${formatTable(rows)}\n\nunderlay up PRESET makes one; underlay up lab.ts, or --kind with --clab, a lab of your own`
}

/** What each step would do, of a refusal what to do about it, and what the kernels have otherwise. */
export function planTable({ steps, place, differences }: UpPlan): string {
  const rows = steps.map(({ step, action, reason }) => ({
    step,
    does: action,
    why: step === 'create' && place !== undefined ? `${reason}; on ${place}` : reason,
  }))
  const refusals = steps.flatMap(({ action, requests = [], fix }) =>
    action === 'refuse' ? [...requests.map((line) => `  ${line}`), `  fix: ${fix}`] : [],
  )
  const repairs = differences.map((difference) => `  ${difference}`)
  const head =
    repairs.length > 0 ? ['', 'the kernels have it otherwise than the documents say; up puts back what it made:'] : []
  return [formatTable(rows), ...new Set(refusals), ...head, ...repairs].join('\n')
}

/** What to type next, with a lab that is up. */
export function nextCommands({ name, internals }: Pick<Cluster, 'name' | 'internals'>): readonly string[] {
  const { nodes } = internals.model().cluster
  const [first, last] = [nodes[0]?.shortName ?? '', nodes.at(-1)?.shortName ?? '']
  return [
    `underlay inspect --lab ${name}`,
    ...(first === last ? [] : [`underlay ping --lab ${name} ${first} ${last}`]),
    `underlay down ${name}`,
  ]
}

import type { KindLab } from './record.ts'

/** The version of the records that are written here. Those of before there was one have the same shape. */
export const recordVersion = 1

/**
 * Reads what the file of a lab's record holds; the version alone where another version wrote it, `undefined` where it is
 * no record of that lab.
 *
 * @example
 * parseRecord('{"version":7}', 'lab') // { version: 7 }
 */
export function parseRecord(text: string, lab: string): KindLab | { readonly version: number } | undefined {
  const value = parsed(text)
  if (!isObject(value)) return undefined
  const { version = recordVersion, ...record } = value
  if (!isCount(version)) return undefined
  if (version !== recordVersion) return { version }
  return record.name === lab && isRecord(record) ? (record as unknown as KindLab) : undefined
}

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isFlag: Check = (value) => typeof value === 'boolean'
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0
const isTime: Check = (value) => typeof value === 'number' && !Number.isNaN(new Date(value).getTime())
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)
const each =
  (check: Check): Check =>
  (value) =>
    isObject(value) && Object.values(value).every(check)
const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)
const shape =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) && Object.entries(fields).every(([name, check]) => check(value[name]))

const isFabric = shape({
  topology: shape({
    name: (value) => isText(value) && !String(value).includes('/'),
    topology: shape({ nodes: isObject }),
  }),
  files: each(isText),
})

// Only what is read before a document is checked as such: a stricter parser is not to disown a lab that runs.
const isRecord = shape({
  id: isText,
  lifetime: (value) => value === 'process' || value === 'persistent',
  kind: shape({ nodes: maybe(list(isObject)), networking: maybe(isObject) }),
  startedMs: isTime,
  owner: isText,
  engineId: isText,
  creator: shape({ pid: isCount, born: maybe(isText) }),
  toolsImage: maybe(isText),
  offline: maybe(isFlag),
  containers: maybe(each(isText)),
  kept: maybe(isFlag),
  fabric: maybe(isFabric),
  attaching: maybe(isFabric),
  driver: maybe((value) => value === 'containerlab'),
  bridges: maybe(list(isText)),
  cni: maybe(shape({ name: isText, nodes: each(isObject) })),
})

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

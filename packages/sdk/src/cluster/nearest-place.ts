import { suggest } from '@underlay/configs'

/** The place that was meant by a name that finds none: the pod of that name, else the nearest. */
export function nearestPlace(name: string, known: Iterable<string>): string | undefined {
  const names = [...known]
  const pod = `pod/${name}`
  return names.includes(pod) ? pod : suggest(name, names)
}

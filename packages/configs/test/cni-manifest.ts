import { readFileSync } from 'node:fs'
import type { KubernetesObject } from '../src/index.ts'
import { parseManifests } from '../src/index.ts'
import { edited } from './tutorial.ts'

/** The objects of a small manifest of a CNI, after edits of its text. */
export function cniManifest(
  name: 'calico.yaml' | 'flannel.yaml',
  ...edits: readonly (readonly [from: string, to: string])[]
): readonly KubernetesObject[] {
  const source = readFileSync(new URL(`fixtures/cni/${name}`, import.meta.url), 'utf8')
  return parseManifests(edited(source, edits), { file: name })
}

/** A recorded object of the reference lab's API. */
export function recorded(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`fixtures/recordings/${name}.json`, import.meta.url), 'utf8'))
}

/** The value at a path of an object, as `spec.template.0`. */
export function at(object: unknown, path: string): unknown {
  return path
    .split('/')
    .reduce<unknown>((inner, step) => Object.entries(inner ?? {}).find(([key]) => key === step)?.[1], object)
}

import type { Shape } from '../document/shape.ts'
import { anything, text } from '../document/shape.ts'

/** Names to values, all of them text. */
export const labels: Shape = { type: 'map', of: text }

/** A port of TCP or UDP. */
export const port: Shape = { type: 'integer', min: 1, max: 65535 }

/** The protocols that are modelled; SCTP is not. */
export const protocol: Shape = { type: 'string', oneOf: ['TCP', 'UDP'] }

const metadata = {
  type: 'object',
  required: ['name'],
  keys: { name: text, namespace: text, labels, annotations: labels },
} satisfies Shape

/** Any Kubernetes object: what else it has, its kind says. */
export const anyObjectShape: Shape = {
  type: 'object',
  open: true,
  required: ['apiVersion', 'kind', 'metadata'],
  keys: { apiVersion: text, kind: text, metadata: { ...metadata, open: true } },
}

/** An object of the kinds that are modelled. */
export const objectShape: Shape = {
  type: 'object',
  required: ['apiVersion', 'kind', 'metadata', 'spec'],
  keys: { apiVersion: text, kind: text, metadata, spec: anything, status: anything },
}

/** Keys that are looked at by name, not by shape. */
export function unread(keys: readonly string[]): Readonly<Record<string, Shape>> {
  return Object.fromEntries(keys.map((key) => [key, anything]))
}

import type { Edit } from '../document/edit.ts'
import { applyEdits } from '../document/edit.ts'
import type { Path } from '../document/path.ts'
import { originOf } from '../document/position.ts'
import { createReview, reviewOf } from '../document/review.ts'
import type { KubernetesObject } from '../workload/manifest.ts'

/** Collects what is wrong with the objects of a CNI's manifest, and ends in the changed objects or in all mistakes at once. */
export interface ManifestReview {
  readonly objects: readonly KubernetesObject[]
  /** A mistake in the object at an index. */
  readonly refuse: (document: number, path: Path, message: string) => void
  /** What no object of the manifest holds. */
  readonly missing: (message: string) => void
  /** The objects with the edits, or a TopologyError. */
  readonly apply: (edits: readonly Edit[]) => KubernetesObject[]
}

/** Opens the review of a manifest; `label` names one that was built in code. */
export function reviewManifest(objects: readonly KubernetesObject[], label: string): ManifestReview {
  const [first] = objects
  const whole = createReview((first && originOf(first)?.file) ?? label)
  const reviews = objects.map((object, index) => reviewOf(object, `${label}[${index}]`))
  return {
    objects,
    refuse: (document, path, message) => reviews[document]?.refuse(path, message),
    missing: (message) => whole.refuse([], message),
    apply: (edits) => {
      for (const { issues, notes } of reviews) whole.absorb(issues, notes)
      whole.settle()
      return applyEdits(objects, edits)
    },
  }
}

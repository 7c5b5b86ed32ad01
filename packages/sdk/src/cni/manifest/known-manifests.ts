/** A manifest that is published by version. */
export interface PublishedManifest {
  readonly url: (version: string) => string
  /** SHA-256 of the versions that are known, in hex, the newest first. */
  readonly known: Readonly<Record<string, string>>
}

/** Where each CNI publishes its manifest. */
export const publishedManifests = {
  calico: {
    url: (version) => `https://raw.githubusercontent.com/projectcalico/calico/${version}/manifests/calico.yaml`,
    known: { 'v3.32.1': 'a1df919d9721cf667accdc3e72848911b0cb25cfab7d2478ad0c996302c95744' },
  },
  flannel: {
    url: (version) => `https://github.com/flannel-io/flannel/releases/download/${version}/kube-flannel.yml`,
    known: { 'v0.28.9': 'e875824be2f552b45711dbda91af81b17eb961d00025d914d9fef18fad8f09c0' },
  },
} as const satisfies Record<string, PublishedManifest>

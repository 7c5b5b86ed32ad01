/** How to install a CNI. */
export interface InstallOptions {
  /** For the CNI to run and its routes to be there, default 30000 on the netns engine, 300000 on kind. */
  readonly timeoutMs?: number
  /** Refuse when the CNI finds another address for a node than the kind config declares, default true. */
  readonly verifyAddresses?: boolean
  /** On kind: the version to install, as in `v3.32.1`; default the newest that is known. */
  readonly version?: string
  /** On kind, in place of a version: a URL, a path, or the YAML itself. */
  readonly manifest?: string
  /** On kind: never pull an image or download a manifest, default false. */
  readonly offline?: boolean
  /** Ends it; calling it again goes on from what is there. On the netns engine only before it has begun. */
  readonly signal?: AbortSignal
}

const sections = /^\[plugins\.["']io\.containerd\.(?:grpc\.v1\.cri["']\.containerd|cri\.v1\.images["'])\]$/

/**
 * The snapshotter that a node's containerd uses for pods, from `containerd config dump`; `overlayfs` when it says none.
 *
 * An image that is unpacked for another one is not to be started.
 *
 * @example
 * ```ts
 * snapshotterOf("[plugins.'io.containerd.cri.v1.images']\n  snapshotter = 'fuse-overlayfs'") // 'fuse-overlayfs'
 * ```
 * @see https://github.com/kubernetes-sigs/kind/blob/main/pkg/cluster/nodeutils/util.go
 */
export function snapshotterOf(config: string): string {
  let inside = false
  for (const line of config.split('\n').map((text) => text.trim())) {
    if (line.startsWith('[')) inside = sections.test(line)
    const name = inside ? /^snapshotter\s*=\s*["']([\w.-]+)["']/.exec(line)?.[1] : undefined
    if (name !== undefined) return name
  }
  return 'overlayfs'
}

import { sha1 } from '../calico/sha1.ts'
import type { ManifestReview } from '../cni/manifest-review.ts'
import { reviewManifest } from '../cni/manifest-review.ts'
import type { Edit } from '../document/edit.ts'
import { isMapping } from '../document/shape.ts'
import { textAt, valueAt } from '../document/value-at.ts'
import { parseImageName } from '../workload/image-name.ts'
import type { KubernetesObject } from '../workload/manifest.ts'
import type { PodContainer } from '../workload/pod-containers.ts'
import { podContainers } from '../workload/pod-containers.ts'
import { FLANNELD_SOUGHT, findFlanneld, interfaceArg } from './flanneld.ts'
import { NET_CONF, patchNetConf } from './net-conf.ts'
import type { FlannelSettings } from './settings.ts'

const NET_CONF_HASH = 'underlay.dev/net-conf'

/**
 * Changes the objects of flannel's manifest (`kube-flannel.yml`, any version) as settings say; the given objects stay as they are.
 *
 * Set are network and backend in `net-conf.json`, whose other keys stay, flanneld's `--iface`, and the images. The containers are found by what they run.
 * Their pods get the annotation `underlay.dev/net-conf`, a hash of `net-conf.json`: where that changes, a cluster starts them anew.
 *
 * @throws {@link TopologyError} with every mistake at once: no container that runs flanneld, no `net-conf.json` or one that is no JSON object, no image to replace.
 * @example
 * ```ts
 * const flannel = [
 *   { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kube-flannel-cfg' }, data: { 'net-conf.json': '{}' } },
 *   { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'flannel' },
 *     spec: { template: { spec: { containers: [{ name: 'flannel', command: ['/opt/bin/flanneld'] }] } } } },
 * ]
 * patchFlannelManifest(flannel, flannelSettings({ directRouting: true }, { podSubnet: '10.98.0.0/16' }))
 * ```
 * @see https://github.com/flannel-io/flannel/blob/master/Documentation/kube-flannel.yml
 */
export function patchFlannelManifest(
  objects: readonly KubernetesObject[],
  settings: FlannelSettings,
): KubernetesObject[] {
  const manifest = reviewManifest(objects, 'flannel manifest')
  const daemons = findFlanneld(objects)
  if (daemons.length === 0) manifest.missing(FLANNELD_SOUGHT)
  const { iface } = settings
  const netConf = netConfEdits(manifest, settings)
  return manifest.apply([
    ...netConf,
    ...annotationEdits(manifest, daemons, netConf),
    ...(iface === undefined ? [] : daemons.map((daemon) => interfaceArg(daemon, iface))),
    ...imageEdits(manifest, daemons, settings),
  ])
}

function netConfEdits(manifest: ManifestReview, settings: FlannelSettings): readonly Edit[] {
  const path = ['data', NET_CONF]
  const holders = manifest.objects.flatMap((object, document) => {
    const source = object.kind === 'ConfigMap' ? textAt(object, path) : undefined
    return source === undefined ? [] : [{ document, source }]
  })
  if (holders.length === 0)
    manifest.missing(`no ConfigMap has the key ${NET_CONF}; use flannel's Documentation/kube-flannel.yml`)
  return holders.flatMap(({ document, source }) => {
    const value = patchNetConf(source, settings)
    if (value !== undefined) return [{ document, path, value }]
    manifest.refuse(document, path, 'is not a JSON object such as { "Network": "10.244.0.0/16" }')
    return []
  })
}

// flanneld reads its configuration once, when it starts: what does not change its pods does not change the wire.
function annotationEdits(
  { objects }: ManifestReview,
  daemons: readonly PodContainer[],
  netConf: readonly Edit[],
): readonly Edit[] {
  const hash = sha1(netConf.map(({ value }) => value).join('\0'))
  const path = ['spec', 'template', 'metadata']
  return [...new Set(daemons.map(({ document }) => document))].map((document) => {
    const metadata = mappingAt(objects[document], path)
    const annotations = { ...mappingAt(metadata, ['annotations']), [NET_CONF_HASH]: hash }
    return { document, path, value: { ...metadata, annotations } }
  })
}

function mappingAt(value: unknown, path: readonly string[]): Readonly<Record<string, unknown>> {
  const found = valueAt(value, path)
  return isMapping(found) ? found : {}
}

function imageEdits(
  manifest: ManifestReview,
  daemons: readonly PodContainer[],
  { image, cniPluginImage }: FlannelSettings,
): readonly Edit[] {
  const documents = new Set(daemons.map(({ document }) => document))
  const pods = podContainers(manifest.objects).filter(({ document }) => documents.has(document))
  const plugins = pods.filter((other) => /(?:^|[/-])flannel-cni-plugin$/.test(repositoryOf(other)))
  if (cniPluginImage !== undefined && plugins.length === 0 && daemons.length > 0)
    manifest.missing('no container has an image …flannel-cni-plugin to replace; leave cniPluginImage out')
  // The image of flanneld installs the CNI's configuration, too.
  const repositories = new Set(daemons.map(repositoryOf))
  const own = pods.filter((other) => repositories.has(repositoryOf(other)))
  return [...imageEdit(own, image), ...imageEdit(plugins, cniPluginImage)]
}

function imageEdit(containers: readonly PodContainer[], value: string | undefined): readonly Edit[] {
  if (value === undefined) return []
  return containers.map(({ document, path }) => ({ document, path: [...path, 'image'], value }))
}

function repositoryOf({ image = '' }: PodContainer): string {
  const { registry, repository } = parseImageName(image)
  return `${registry}/${repository}`
}

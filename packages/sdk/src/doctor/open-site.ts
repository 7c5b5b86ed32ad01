import { describeCluster, type ClusterModel } from '@underlay/configs'
import { dockerInfo } from '../docker/info.ts'
import { LabTimeoutError, ToolMissingError } from '../errors.ts'
import { findContainerlab } from '../fabric/containerlab/find-containerlab.ts'
import { problemOf } from '../kind/read-facts.ts'
import type { Site } from './site.ts'

/** Asks at once what several probes want to know. */
export function openSite(nodes: number, timeoutMs: number, signal: AbortSignal): Site {
  const how = { timeoutMs, signal }
  const site = { docker: askDocker(how), containerlab: findContainerlab(how), cluster: clusterOf(nodes), ...how }
  // Each probe that waits for one of them is told; a probe may also have ended before.
  for (const asked of [site.docker, site.containerlab]) asked.catch(() => {})
  return site
}

async function askDocker(how: { readonly timeoutMs: number; readonly signal: AbortSignal }): Site['docker'] {
  try {
    return await dockerInfo(how)
  } catch (error) {
    if (error instanceof LabTimeoutError) {
      const problem = `Docker has not answered within ${how.timeoutMs / 1000} s`
      return { problem, fix: 'docker info; if it hangs too: sudo systemctl restart docker', missing: false }
    }
    return { ...problemOf(error), missing: error instanceof ToolMissingError }
  }
}

function clusterOf(count: number): ClusterModel {
  const image = process.env.UNDERLAY_NODE_IMAGE
  const nodes = Array.from({ length: count }, (_, index) => ({
    role: index === 0 ? ('control-plane' as const) : ('worker' as const),
    ...(image && { image }),
  }))
  return describeCluster({ kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4', name: 'doctor', nodes })
}

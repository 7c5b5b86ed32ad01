import {
  bgpSessions,
  findEndpoint,
  formatTable,
  inspectInterfaces,
  inspectLab,
  inspectNodes,
  inspectPods,
  inspectRoutes,
  type Cluster,
} from '@underlay/sdk'
import type { OutputFormat } from '../output/output-args.ts'
import { writeData, writeRows, type Column } from '../output/write-output.ts'
import { overviewText } from './overview-text.ts'
import { startAgain } from './start-again.ts'
import type { Subject } from './subjects.ts'
import { bgpColumns, interfaceColumns, nodeColumns, podColumns, routeColumns } from './tables.ts'

/** What to look at; without a subject all of the lab at a glance. */
export interface InspectRequest {
  readonly subject?: Subject | undefined
  /** By any of their names; default all. */
  readonly places: readonly string[]
  /** Of pods. */
  readonly namespace?: string | undefined
  readonly format: OutputFormat
}

const noBgp = 'no BGP session: neither the CNI nor a gateway speaks BGP there'

/**
 * Looks at a lab and writes what is there.
 *
 * @throws UnknownNameError when there is no such place.
 */
export async function inspectCluster(
  cluster: Cluster,
  { subject, places, namespace, format }: InspectRequest,
): Promise<void> {
  if (subject === undefined) {
    const lab = await inspectLab(cluster)
    return writeData(lab, format, (wide) => overviewText(lab, wide, formatTable))
  }
  const chosen = new Set(
    (await Promise.all(places.map((name) => findEndpoint(cluster, name)))).map(({ place }) => place),
  )
  const ofChosen = (...names: readonly string[]): boolean => chosen.size === 0 || names.some((name) => chosen.has(name))
  const write = <Row>(rows: readonly Row[], columns: readonly Column<Row>[]): Promise<void> => {
    // A table without rows has no head either.
    if (rows.length === 0 && (format === 'table' || format === 'wide')) {
      process.stderr.write(subject === 'bgp' ? `${noBgp}\n` : `no ${subject}\n`)
      return Promise.resolve()
    }
    return writeRows(rows, format, columns)
  }
  const some = chosen.size === 0 ? undefined : [...chosen]
  switch (subject) {
    case 'nodes':
      return write(
        (await inspectNodes(cluster)).filter(({ place }) => ofChosen(place)),
        nodeColumns,
      )
    case 'pods': {
      const all = await inspectPods(cluster, namespace === undefined ? {} : { namespace })
      return write(
        all.filter(({ place, node }) => ofChosen(place, node)),
        podColumns,
      )
    }
    case 'interfaces':
      return write(await inspectInterfaces(cluster, some), interfaceColumns)
    case 'routes':
      return write(await inspectRoutes(cluster, some), routeColumns)
    case 'bgp': {
      const sessions = (await bgpSessions(cluster)).filter(({ node }) => ofChosen(node))
      await write(sessions, bgpColumns)
      const dead = sessions.filter(({ neighbor }) => neighbor === '')
      if (dead.length > 0) process.stderr.write(`${startAgain(cluster, dead)}\n`)
      return
    }
  }
}

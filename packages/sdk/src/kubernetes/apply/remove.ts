import type { KubernetesObject } from '@underlay/configs'
import type { Connection } from '../connection/connection.ts'
import { refusal } from '../connection/refusal.ts'
import { ask } from '../connection/request.ts'
import { nameObject } from '../object/live-object.ts'
import { locate } from '../object/locate.ts'
import { everyOne } from './every-one.ts'
import { stagesOf } from './stages.ts'

/** Deletes objects in the reverse order of `applyObjects`; what is absent, or of a kind that is, is fine. */
export async function removeObjects(connection: Connection, objects: readonly KubernetesObject[]): Promise<void> {
  for (const stage of stagesOf(objects).toReversed()) {
    await everyOne(stage, async (object) => {
      const located = await locate(connection, object)
      if (located === undefined) return
      const query = { propagationPolicy: 'Background' }
      const answer = await ask(connection, { method: 'DELETE', path: located.path, query })
      if (![200, 202, 404].includes(answer.status)) throw refusal(nameObject(located.object), answer)
    })
  }
}

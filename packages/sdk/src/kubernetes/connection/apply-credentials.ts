import type { RequestOptions } from 'node:https'
import type { Connection } from './connection.ts'
import { secretsIn } from './secrets.ts'

/** Gives a request the user's credentials, and notes them as secrets: those of a command are known only now. */
export async function applyCredentials(
  { kubeconfig, secrets }: Connection,
  options: Parameters<Connection['kubeconfig']['applyToHTTPSOptions']>[0] & RequestOptions,
): Promise<void> {
  await kubeconfig.applyToHTTPSOptions(options).catch((error: unknown) => {
    // It quotes what the command has said, a token for one.
    throw error instanceof SyntaxError ? new Error("the kubeconfig's command for credentials gave no JSON") : error
  })
  for (const secret of secretsIn(options)) secrets.add(secret)
}

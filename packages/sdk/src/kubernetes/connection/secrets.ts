import type { RequestOptions } from 'node:https'
import type { Cluster, User } from '@kubernetes/client-node'

// What is shorter is a word of many sentences.
const shortestSecret = 4
const shortestSetting = 6

const isSecretName = /token|secret|password|passwd|key/i
const isPlace = /path|url|issuer|expiry/i

/**
 * What no error may repeat of a kubeconfig: the chosen user's credentials, what the command that gives them is told, and
 * what is in the server's URL beside its place; as they are written, and as they travel.
 */
export function secretsOf(user: User | null, cluster: Cluster | null): Set<string> {
  const { token, password = '', keyData = '', certData = '', username = '' } = user ?? {}
  const url = new URL(cluster?.server ?? '', 'http://none')
  const plain = [token, password, keyData, certData, cluster?.caData, url.password, ...url.searchParams.values()]
  const travelling = [
    `${username}:${password}`,
    `${url.username}:${url.password}`,
    ...[keyData, certData].flatMap((data) => Buffer.from(data, 'base64').toString('latin1').split('\n')),
  ].filter((text) => !text.startsWith('-----'))
  const settings = [...environmentOf(user?.exec), ...argumentsOf(user?.exec), ...settingsOf(user?.authProvider)]
  return new Set([
    ...withForms([...plain, ...travelling.filter((text) => text !== ':')], shortestSecret),
    ...withForms(
      settings.flatMap((text) => [text, ...text.split(/\s+/)]),
      shortestSetting,
    ),
  ])
}

/** What no error may repeat of a request: credentials that a command gave, or that were read from a file. */
export function secretsIn({ headers = {}, auth, key, passphrase }: RequestOptions): Iterable<string> {
  const authorization = Object.entries(headers).flatMap(([name, value]) =>
    /^authorization$/i.test(name) ? String(value).split(' ').slice(1) : [],
  )
  const texts = [...authorization, auth, passphrase, ...String(key ?? '').split('\n')]
  return withForms(
    texts.filter((text) => text?.startsWith('-----') !== true),
    shortestSecret,
  )
}

// What a server quotes may be encoded: a user and his password in base64, a text in a URL.
function* withForms(texts: readonly (string | null | undefined)[], shortest: number): Iterable<string> {
  for (const text of texts) {
    if (typeof text !== 'string' || text.trim().length < shortest) continue
    const bare = text.trim()
    yield bare
    yield encodeURIComponent(bare)
    yield Buffer.from(bare).toString('base64')
  }
}

interface ExecConfig {
  readonly env?: readonly { readonly value?: unknown }[] | null
  readonly args?: readonly unknown[] | null
}

function environmentOf(exec: unknown): readonly string[] {
  const { env } = (exec ?? {}) as ExecConfig
  return (Array.isArray(env) ? env : []).map((entry: { value?: unknown } | null) => String(entry?.value ?? ''))
}

// `--client-secret=x`, and `--token x`.
function argumentsOf(exec: unknown): readonly string[] {
  const { args } = (exec ?? {}) as ExecConfig
  const all = (Array.isArray(args) ? args : []).map(String)
  return all.flatMap((argument, index) => {
    const [, name = '', value] = /^--?([\w-]+)(?:=(.*))?$/s.exec(argument) ?? []
    return isSecretName.test(name) ? [value ?? all[index + 1] ?? ''] : []
  })
}

function settingsOf(provider: unknown): readonly string[] {
  const { config } = (provider ?? {}) as { readonly config?: Readonly<Record<string, unknown>> | null }
  return Object.entries(config ?? {}).flatMap(([name, value]) =>
    typeof value === 'string' && !isPlace.test(name) ? [value] : [],
  )
}

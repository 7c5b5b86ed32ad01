import { httpGet, type Endpoint } from '../../src/index.ts'

/** Who answers, and whom it sees. */
export interface Answer {
  readonly pod: string
  readonly client: string
}

/** The answer of a pod or Service; `refused`, or `silent` where none comes within two seconds. */
export async function ask(from: Endpoint, address: string, port: number): Promise<Answer | 'refused' | 'silent'> {
  const host = address.includes(':') ? `[${address}]` : address
  try {
    // The first refusal reaches a connection that is still beginning, and does not end it: the next one does, after a second.
    const said = (await httpGet(from, `http://${host}:${port}/`, { timeoutMs: 2000 })).text()
    const [, pod = '', client = ''] = /PodName: (\S+) .* Client: (\S+)/.exec(said) ?? []
    return { pod, client }
  } catch (error) {
    if (error instanceof Error && /Connection refused/.test(error.message)) return 'refused'
    if (error instanceof Error && /no answer/.test(error.message)) return 'silent'
    throw error
  }
}

/** The names of those who answer to so many connections, sorted, each once. */
export async function askTimes(count: number, from: Endpoint, address: string, port: number): Promise<string[]> {
  const names = new Set<string>()
  for (let nth = 0; nth < count; nth++) {
    const answer = await ask(from, address, port)
    names.add(typeof answer === 'string' ? answer : answer.pod)
  }
  return [...names].toSorted()
}

import { EngineError, LabError } from '../errors.ts'
import type { Exchange } from './wire/exchange.ts'

/**
 * Writes a file where the agent is, whole.
 *
 * @throws EngineError with what the system says when it cannot be written.
 */
export async function writeRemote(exchange: Exchange, path: string, content: string | Uint8Array): Promise<void> {
  refuseNul([path])
  const payload = Buffer.concat([Buffer.from(`${path}\0`), Buffer.from(content)])
  return new Promise((resolve, reject) => {
    let problem = ''
    const onFrame = (frame: { readonly type: string; readonly payload: Buffer }): boolean => {
      if (frame.type === 'R') problem = frame.payload.toString().trim()
      if (frame.type !== 'X') return false
      if (problem === '') resolve()
      else reject(new EngineError(problem))
      return true
    }
    exchange.begin('F', payload, onFrame, reject)
  })
}

/** NUL parts what travels in one frame. @throws LabError when a text has one. */
export function refuseNul(texts: readonly string[]): void {
  const invalid = texts.find((text) => text.includes('\0'))
  if (invalid !== undefined) throw new LabError(`an argument has a NUL byte: ${JSON.stringify(invalid)}`)
}

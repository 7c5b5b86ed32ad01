/** One message between client, supervisor and agent. The agent's own account of it is at the head of `guest/agent.pl`. */
export interface Frame {
  /** One letter; `C` (call) and `V` (its value) are between client and supervisor only. */
  readonly type: string
  readonly id: number
  readonly payload: Buffer
}

const headLength = 9

// A peer that sends nonsense must not make us wait for gigabytes.
const maxLength = 64 * 1024 * 1024

/** The bytes of a frame: u32 length of what follows, u8 type, u32 id, payload. */
export function encodeFrame(type: string, id: number, payload: string | Uint8Array = ''): Buffer {
  const body = typeof payload === 'string' ? Buffer.from(payload) : payload
  const bytes = Buffer.allocUnsafe(headLength + body.length)
  bytes.writeUInt32BE(5 + body.length, 0)
  bytes.write(type, 4, 1, 'latin1')
  bytes.writeUInt32BE(id, 5)
  bytes.set(body, headLength)
  return bytes
}

/**
 * Takes a byte stream apart: call the returned function with each chunk.
 *
 * @throws RangeError from the returned function when a length cannot be right.
 */
export function frameReader(onFrame: (frame: Frame) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (rest.length >= headLength) {
      const length = rest.readUInt32BE(0)
      if (length < 5 || length > maxLength) throw new RangeError(`a frame of ${length} bytes`)
      if (rest.length < 4 + length) return
      onFrame({
        type: rest.toString('latin1', 4, 5),
        id: rest.readUInt32BE(5),
        payload: rest.subarray(headLength, 4 + length),
      })
      rest = rest.subarray(4 + length)
    }
  }
}

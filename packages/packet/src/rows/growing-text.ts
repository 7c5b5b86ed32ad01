import { copyBytes } from '../bytes/copy-bytes.ts'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const mostKept = 256

/** Bytes of UTF-8 that grow, and what is known of the text that they are. */
export class GrowingText {
  protected bytes: Uint8Array<ArrayBuffer>
  /** Of the same bytes. */
  view: DataView
  private wholes: Uint8Array[] = []
  /** Bytes that are written. */
  length = 0
  /** How many more bytes there are than characters of a string. */
  protected surplus = 0

  constructor(capacity = 256) {
    this.bytes = new Uint8Array(capacity)
    this.view = new DataView(this.bytes.buffer)
  }

  /** The characters of a string. */
  get width(): number {
    return this.length - this.surplus
  }

  /** All of another text. */
  append(other: GrowingText): this {
    this.reserve(other.length)
    this.length = copyBytes(other.view, 0, other.length, this.view, this.length)
    this.surplus += other.surplus
    return this
  }

  clear(): this {
    this.length = 0
    this.surplus = 0
    return this
  }

  toString(): string {
    return decoder.decode(this.length < mostKept ? this.keptWhole() : this.whole())
  }

  /** A view costs more than the string: one of each length is kept. */
  private keptWhole(): Uint8Array {
    return (this.wholes[this.length] ??= this.whole())
  }

  private whole(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }

  /** Makes room for more bytes. */
  protected reserve(more: number): void {
    const needed = this.length + more
    if (needed <= this.bytes.length) return
    const larger = new Uint8Array(2 * needed)
    larger.set(this.bytes)
    this.bytes = larger
    this.wholes = []
    this.view = new DataView(larger.buffer)
  }
}

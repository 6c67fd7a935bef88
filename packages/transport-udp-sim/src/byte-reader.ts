// A byte order mark is part of a name, not a hint about it: what was encoded comes back.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Reads fields one after the other. Reading past the end yields zeros and is remembered, so that a
 * decoder asks once, after the last field, whether there were enough bytes.
 */
export class ByteReader {
  readonly #bytes: Uint8Array
  #offset = 0
  #truncated = false

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get truncated(): boolean {
    return this.#truncated
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset
  }

  /** A view of the next `length` bytes, not a copy. */
  take(length: number): Uint8Array {
    if (length > this.remaining) {
      this.#truncated = true
      this.#offset = this.#bytes.length
      return new Uint8Array(length)
    }
    const start = this.#offset
    this.#offset += length
    return this.#bytes.subarray(start, this.#offset)
  }

  uint8(): number {
    return this.take(1)[0] ?? 0
  }

  uint16(): number {
    return this.uint8() * 0x100 + this.uint8()
  }

  uint32(): number {
    return this.uint16() * 0x1_0000 + this.uint16()
  }

  /** Text after a length byte. */
  shortText(): string {
    return utf8.decode(this.take(this.uint8()))
  }

  /** Everything that is left, as a view. */
  rest(): Uint8Array {
    return this.take(this.remaining)
  }

  restAsText(): string {
    return utf8.decode(this.rest())
  }
}

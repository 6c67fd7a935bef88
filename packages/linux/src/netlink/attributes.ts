import { isLittleEndian, viewOf } from '../socket/host-order.js'
import { align4, NLA_TYPE_MASK } from './constants.js'

const decoder = new TextDecoder()

/**
 * Calls back for every attribute in `bytes` from `offset` on. Stops at the first one that does not
 * fit: what follows cannot be found.
 */
export function eachAttribute(
  bytes: Uint8Array,
  offset: number,
  visit: (type: number, value: Uint8Array) => void,
): void {
  const view = viewOf(bytes)
  for (let at = offset; at + 4 <= bytes.length;) {
    const length = view.getUint16(at, isLittleEndian)
    if (length < 4 || at + length > bytes.length) return
    visit(
      view.getUint16(at + 2, isLittleEndian) & NLA_TYPE_MASK,
      bytes.subarray(at + 4, at + length),
    )
    at += align4(length)
  }
}

/**
 * The attributes of a message or of a nest. A value that is absent or too short is undefined; of two
 * with the same type the last one counts, as in the kernel.
 */
export class Attributes {
  readonly #values = new Map<number, Uint8Array>()

  constructor(bytes: Uint8Array, offset = 0) {
    eachAttribute(bytes, offset, (type, value) => this.#values.set(type, value))
  }

  has(type: number): boolean {
    return this.#values.has(type)
  }

  bytes(type: number): Uint8Array | undefined {
    return this.#values.get(type)
  }

  u8(type: number): number | undefined {
    return this.#values.get(type)?.[0]
  }

  u16(type: number): number | undefined {
    const value = this.#values.get(type)
    if (value === undefined || value.length < 2) return undefined
    return viewOf(value).getUint16(0, isLittleEndian)
  }

  u32(type: number): number | undefined {
    const value = this.#values.get(type)
    if (value === undefined || value.length < 4) return undefined
    return viewOf(value).getUint32(0, isLittleEndian)
  }

  u64(type: number): bigint | undefined {
    const value = this.#values.get(type)
    if (value === undefined || value.length < 8) return undefined
    return viewOf(value).getBigUint64(0, isLittleEndian)
  }

  /** Text up to its first zero byte. */
  text(type: number): string | undefined {
    const value = this.#values.get(type)
    if (value === undefined) return undefined
    const end = value.indexOf(0)
    return decoder.decode(end < 0 ? value : value.subarray(0, end))
  }

  nested(type: number): Attributes | undefined {
    const value = this.#values.get(type)
    return value === undefined ? undefined : new Attributes(value)
  }
}

import { isLittleEndian } from '../socket/host-order.js'
import { align4, NLA_F_NESTED } from './constants.js'

const headerLength = 16
const encoder = new TextEncoder()

/**
 * Builds one request: the header, the fixed part of its family, then attributes.
 *
 *      0                   1                   2                   3
 *     +---------------------------------------------------------------+
 *     |                        total length                           |
 *     +-------------------------------+-------------------------------+
 *     |             type              |            flags              |
 *     +-------------------------------+-------------------------------+
 *     |              sequence number: filled in when sent             |
 *     +---------------------------------------------------------------+
 *     |                     port: 0, the kernel                       |
 *     +---------------------------------------------------------------+
 *     |  fixed part, then attributes, each:                           |
 *     +-------------------------------+-------------------------------+
 *     |    length without padding     |            type               |
 *     +-------------------------------+-------------------------------+
 *     |    value, padded to a multiple of 4                           |
 *     +---------------------------------------------------------------+
 */
export class MessageWriter {
  /** Bytes before the fixed part. */
  static readonly headerLength: number = headerLength

  #bytes: Uint8Array = new Uint8Array(192)
  #view: DataView = new DataView(this.#bytes.buffer)
  #length: number = headerLength

  constructor(type: number, flags: number) {
    this.#view.setUint16(4, type, isLittleEndian)
    this.#view.setUint16(6, flags, isLittleEndian)
  }

  u8(value: number): this {
    this.#room(1)
    this.#view.setUint8(this.#length, value)
    this.#length += 1
    return this
  }

  u16(value: number): this {
    this.#room(2)
    this.#view.setUint16(this.#length, value, isLittleEndian)
    this.#length += 2
    return this
  }

  u32(value: number): this {
    this.#room(4)
    this.#view.setUint32(this.#length, value, isLittleEndian)
    this.#length += 4
    return this
  }

  raw(value: Uint8Array): this {
    this.#room(value.length)
    this.#bytes.set(value, this.#length)
    this.#length += value.length
    return this
  }

  /** An attribute; nothing when there is no value. */
  attribute(type: number, value: Uint8Array | undefined): this {
    if (value === undefined) return this
    return this.#header(type, value.length).raw(value).#pad()
  }

  u8Attribute(type: number, value: number | undefined): this {
    return value === undefined ? this : this.#header(type, 1).u8(value).#pad()
  }

  u16Attribute(type: number, value: number | undefined): this {
    return value === undefined ? this : this.#header(type, 2).u16(value).#pad()
  }

  u32Attribute(type: number, value: number | undefined): this {
    return value === undefined ? this : this.#header(type, 4).u32(value)
  }

  /** Text with the zero byte at its end that the kernel wants. */
  textAttribute(type: number, value: string | undefined): this {
    return value === undefined ? this : this.attribute(type, encoder.encode(`${value}\0`))
  }

  /** An attribute that holds what `write` adds. */
  nested(type: number, write: (writer: this) => void): this {
    return this.#measured(type | NLA_F_NESTED, write)
  }

  /** As `nested`, for the older attributes that must not have its flag. */
  unmarkedNest(type: number, write: (writer: this) => void): this {
    return this.#measured(type, write)
  }

  /**
   * A part that begins with its length in two bytes but is not an attribute, such as struct
   * rtnexthop; `write` adds everything after the length.
   */
  sized(write: (writer: this) => void): this {
    const start = this.#length
    this.u16(0)
    write(this)
    this.#view.setUint16(start, this.#length - start, isLittleEndian)
    return this.#pad()
  }

  /** The message; the writer must not be used after it. */
  finish(): Uint8Array {
    this.#view.setUint32(0, this.#length, isLittleEndian)
    return this.#bytes.subarray(0, this.#length)
  }

  #header(type: number, valueLength: number): this {
    return this.u16(4 + valueLength).u16(type)
  }

  #measured(type: number, write: (writer: this) => void): this {
    return this.sized((writer) => {
      writer.u16(type)
      write(writer)
    })
  }

  #pad(): this {
    const end = align4(this.#length)
    this.#room(end - this.#length)
    this.#length = end
    return this
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + more))
    grown.set(this.#bytes)
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
  }
}

import type { Result } from '@holdfast/core'
import { decodePacket, packetLength } from './decode.js'
import type { PacketProblem } from './decode.js'
import type { ReceivedPacket } from './packet.js'

/** Far more than any request takes; whoever announces more speaks another language. */
const lengthMax = 256 * 1024

/** Cuts what a stream brings, in pieces of any size, into packets. */
export class PacketStream {
  #rest: Uint8Array = new Uint8Array()

  /** After a problem nothing more can be understood of this stream. */
  push(piece: Uint8Array): readonly Result<ReceivedPacket, PacketProblem>[] {
    const bytes = this.#rest.length === 0 ? piece : concatenate(this.#rest, piece)
    const packets: Result<ReceivedPacket, PacketProblem>[] = []
    let at = 0
    for (;;) {
      const length = packetLength(bytes.subarray(at))
      if (length !== undefined && length > lengthMax) {
        packets.push({ ok: false, error: 'tooLong' })
        break
      }
      if (length === undefined || at + length > bytes.length) break
      packets.push(decodePacket(bytes.subarray(at, at + length)))
      at += length
    }
    this.#rest = bytes.slice(at)
    return packets
  }
}

function concatenate(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length)
  whole.set(a)
  whole.set(b, a.length)
  return whole
}

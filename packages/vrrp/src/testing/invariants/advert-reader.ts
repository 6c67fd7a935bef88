import { ipFamily, ipToBytes } from '@holdfast/core'
import type { IpAddress, IpDatagram } from '@holdfast/core'
import type { WireAdvert } from './wire-advert.js'

const HEADER = 8
const NOTHING = new Uint8Array()
/** keepalived once took the multicast group for the destination of unicast, too (rule 19). */
const OLD_DESTINATION = 224 * 256 + 18

/** Reads adverts by the layouts of RFC 3768 5.1 and RFC 9568 5.2. */
export class AdvertReader {
  readonly #sums = new Map<IpAddress, number>()
  #lastPayload: Uint8Array | undefined
  #lastAdvert: WireAdvert | undefined

  /**
   * Undefined below a header. All receivers of a packet share its bytes, and mostly get it one after
   * the other: the last one is remembered.
   */
  read(packet: IpDatagram): WireAdvert | undefined {
    if (packet.payload !== this.#lastPayload) {
      this.#lastPayload = packet.payload
      this.#lastAdvert = packet.payload.length < HEADER ? undefined : this.#read(packet)
    }
    return this.#lastAdvert
  }

  #read(packet: IpDatagram): WireAdvert {
    const { source, payload } = packet
    const family = ipFamily(source)
    const version = octet(payload, 0) >> 4
    const authType = octet(payload, 4)
    const count = octet(payload, 3)
    const body = HEADER + (family === 4 ? 4 : 16) * count
    const length = version === 2 ? body + 8 : body
    const surplus = payload.length - length
    // Rule 20: an Ethernet frame has 46 bytes at least, 20 of them the IPv4 header.
    const isPadded = family === 4 && surplus > 0 && payload.length <= 26 && payload.length % 4 === 2
    const isWhole = surplus === 0 || isPadded
    return {
      version,
      type: octet(payload, 0) & 15,
      vrid: octet(payload, 1),
      priority: octet(payload, 2),
      count,
      intervalMs:
        version === 2 ? octet(payload, 5) * 1000 : (authType & 15) * 2560 + octet(payload, 5) * 10,
      authType,
      password: version === 2 && isWhole && authType > 0 ? text(payload, body) : '',
      list: isWhole ? payload.subarray(HEADER, body) : NOTHING,
      isWhole,
      isSound: isWhole && this.#isSumRight(packet, version, length),
    }
  }

  /** RFC 1071 over the message, with and without the pseudo-headers of rules 17-19. */
  #isSumRight(
    { payload, source, destination }: IpDatagram,
    version: number,
    length: number,
  ): boolean {
    const plain = sum(payload, length)
    if (version === 2) return isAllOnes(plain)
    const header = this.#sumOf(source) + 112 + length
    if (isAllOnes(plain + header + this.#sumOf(destination))) return true
    if (ipFamily(source) === 6) return false
    return isAllOnes(plain) || isAllOnes(plain + header + OLD_DESTINATION)
  }

  #sumOf(address: IpAddress): number {
    const known = this.#sums.get(address)
    if (known !== undefined) return known
    const bytes = ipToBytes(address)
    const made = sum(bytes, bytes.length)
    this.#sums.set(address, made)
    return made
  }
}

function octet(payload: Uint8Array, offset: number): number {
  return payload[offset] ?? 0
}

function text(payload: Uint8Array, start: number): string {
  const bytes = payload.subarray(start, start + 8)
  const end = bytes.indexOf(0)
  return String.fromCharCode(...(end < 0 ? bytes : bytes.subarray(0, end)))
}

function sum(bytes: Uint8Array, length: number): number {
  let total = 0
  for (let offset = 0; offset < length; offset += 2) {
    total += octet(bytes, offset) * 256 + octet(bytes, offset + 1)
  }
  return total
}

/** Ones' complement: a sum that includes its own checksum is minus zero. */
function isAllOnes(total: number): boolean {
  return total > 0 && total % 0xffff === 0
}

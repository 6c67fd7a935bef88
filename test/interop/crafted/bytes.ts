import { createHmac } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { addressBytes } from '../lab/address-bytes.js'

/**
 * Packets made by hand, octet by octet and on purpose without the codecs that they are to try:
 * whatever may be wrong with an advert can be asked for here.
 */
export interface AdvertBytes {
  readonly version?: number
  readonly type?: number
  readonly vrid: number
  readonly priority?: number
  readonly addresses: readonly string[]
  /** Instead of the number of addresses. */
  readonly count?: number
  /** Seconds in VRRPv2, centiseconds in VRRPv3. */
  readonly interval?: number
  /** Instead of the right one. */
  readonly checksum?: number
  /** Octets left of the message. */
  readonly cutTo?: number
  /** Octets behind the message. */
  readonly trailing?: number
}

export interface V2Bytes extends AdvertBytes {
  readonly authenticationType?: number
  /** The 8 octets of authentication data; `none` leaves them out. */
  readonly authentication?: string
}

/**
 *      0        1        2        3        4        5        6        8            8 + 4 n
 *     +--------+--------+--------+--------+--------+--------+--------+--------...--+--------+
 *     |ver type|  VRID  |priority| count n|  auth  |seconds |checksum|  addresses  | 8 bytes|
 *     +--------+--------+--------+--------+--------+--------+--------+--------...--+--------+
 *     RFC 3768 5.1
 */
export function v2Message(advert: V2Bytes): Buffer {
  const { authenticationType = 0, authentication = '', interval = 1 } = advert
  const data = authentication === 'none' ? [] : [Buffer.from(authentication.padEnd(8, '\0'))]
  const head = headOf(advert, 2, [authenticationType, interval])
  const message = Buffer.concat([head, ...advert.addresses.map(addressBytes), ...data])
  return finish(message, advert, Buffer.alloc(0))
}

export interface V3Bytes extends AdvertBytes {
  readonly source: string
  readonly destination: string
  /** The 4 bits that are reserved. */
  readonly reserved?: number
  /** Checksum without what RFC 5798 5.2.8 puts before the message. */
  readonly withoutPseudoHeader?: boolean
}

/**
 *      0        1        2        3        4                 6        8          8 + 4 n or 16 n
 *     +--------+--------+--------+--------+-----------------+--------+--------...--+
 *     |ver type|  VRID  |priority| count n|rsvd|centiseconds|checksum|  addresses  |
 *     +--------+--------+--------+--------+-----------------+--------+--------...--+
 *     RFC 9568 5.1
 */
export function v3Message(advert: V3Bytes): Buffer {
  const { interval = 100, reserved = 0, withoutPseudoHeader = false } = advert
  const head = headOf(advert, 3, [(reserved << 4) | (interval >> 8), interval & 0xff])
  const message = Buffer.concat([head, ...advert.addresses.map(addressBytes)])
  const pseudoHeader = withoutPseudoHeader
    ? Buffer.alloc(0)
    : pseudoHeaderOf(advert, message.length)
  return finish(message, advert, pseudoHeader)
}

export interface Ipv4Bytes {
  readonly source: string
  readonly destination?: string
  readonly ttl?: number
  readonly protocol?: number
  readonly tos?: number
  readonly options?: Buffer
  readonly totalLength?: number
  readonly spoilChecksum?: boolean
}

/** RFC 791 3.1, with the options given. */
export function ipv4Packet(payload: Buffer, header: Ipv4Bytes): Buffer {
  const { destination = '224.0.0.18', ttl = 255, protocol = 112, tos = 0xc0 } = header
  const options = header.options ?? Buffer.alloc(0)
  const length = 20 + options.length
  const bytes = Buffer.alloc(20)
  bytes.writeUInt8(0x40 | (length / 4), 0)
  bytes.writeUInt8(tos, 1)
  bytes.writeUInt16BE(header.totalLength ?? length + payload.length, 2)
  bytes.writeUInt16BE(1, 4)
  bytes.writeUInt8(ttl, 8)
  bytes.writeUInt8(protocol, 9)
  addressBytes(header.source).copy(bytes, 12)
  addressBytes(destination).copy(bytes, 16)
  const sum = internetChecksum(Buffer.concat([bytes, options]))
  bytes.writeUInt16BE(header.spoilChecksum === true ? sum ^ 1 : sum, 10)
  return Buffer.concat([bytes, options, payload])
}

export interface Ipv6Bytes {
  readonly source: string
  readonly hopLimit?: number
}

/** RFC 8200 3, to the group of VRRP. */
export function ipv6Packet(payload: Buffer, { source, hopLimit = 255 }: Ipv6Bytes): Buffer {
  const bytes = Buffer.alloc(40)
  bytes.writeUInt8(0x60, 0)
  bytes.writeUInt16BE(payload.length, 4)
  bytes.writeUInt8(112, 6)
  bytes.writeUInt8(hopLimit, 7)
  addressBytes(source).copy(bytes, 8)
  addressBytes('ff02::12').copy(bytes, 24)
  return Buffer.concat([bytes, payload])
}

export interface AhBytes {
  readonly source: string
  readonly key: string
  readonly sequence: number
  readonly spoil?: boolean
}

/**
 * IPsec AH as RFC 2338 5.3.6.3 has it: HMAC-MD5-96 over the packet to the group, with TOS and header
 * checksum at 0.
 */
export function ahPayload(message: Buffer, ah: AhBytes): Buffer {
  const { source, key, sequence, spoil = false } = ah
  const header = Buffer.alloc(24)
  header.writeUInt8(112, 0)
  header.writeUInt8(4, 1)
  addressBytes(source).copy(header, 4)
  header.writeUInt32BE(sequence, 8)
  const ip = ipv4Packet(Buffer.concat([header, message]), { source, protocol: 51, tos: 0 })
  ip.writeUInt16BE(0, 10)
  const digest = createHmac('md5', key).update(ip).digest().subarray(0, 12)
  if (!spoil) digest.copy(header, 12)
  return Buffer.concat([header, message])
}

/** RFC 1071. */
function internetChecksum(bytes: Buffer): number {
  let sum = 0
  for (let index = 0; index < bytes.length; index += 1) {
    sum += (bytes[index] ?? 0) << (index % 2 === 0 ? 8 : 0)
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

function headOf(advert: AdvertBytes, version: number, fields: readonly number[]): Buffer {
  const { vrid, priority = 200, addresses, count = addresses.length, type = 1 } = advert
  const first = ((advert.version ?? version) << 4) | type
  return Buffer.from([first, vrid, priority, count, ...fields, 0, 0])
}

function finish(message: Buffer, advert: AdvertBytes, pseudoHeader: Buffer): Buffer {
  const right = internetChecksum(Buffer.concat([pseudoHeader, message]))
  message.writeUInt16BE(advert.checksum ?? right, 6)
  const whole = Buffer.concat([message, Buffer.alloc(advert.trailing ?? 0)])
  return whole.subarray(0, advert.cutTo ?? whole.length)
}

function pseudoHeaderOf({ source, destination }: V3Bytes, length: number): Buffer {
  const addresses = [addressBytes(source), addressBytes(destination)]
  const rest = isIPv6(source) ? [0, 0, 0, length, 0, 0, 0, 112] : [0, 112, 0, length]
  return Buffer.concat([...addresses, Buffer.from(rest)])
}

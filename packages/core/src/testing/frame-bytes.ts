import { foldChecksum, sumWords } from '../checksum.js'
import { ipFamily, ipToBytes, isMulticast } from '../ip-address.js'
import type { IpAddress } from '../ip-address.js'
import { macFromBytes, macToBytes } from '../mac-address.js'
import type { MacAddress } from '../mac-address.js'
import type { EthernetFrame, IpDatagram, Packet } from '../transport.js'
import { derivedMacAddress } from './derived-mac.js'

const ETHERNET_HEADER = 14
const IPV4_HEADER = 20
const IPV6_HEADER = 40

export interface FrameOptions {
  /** The sender's MAC address; by default that of its IP address. */
  readonly sourceMac?: MacAddress | undefined
  /** Who has an address; where it does not know, a MAC address is derived from the address. */
  readonly macOf?: ((address: IpAddress) => MacAddress | undefined) | undefined
}

/**
 * The frame that carries a packet over Ethernet, without padding and without a check sequence.
 *
 *      0                   6                   12          14
 *     +-------------------+-------------------+-----------+---------
 *     |  destination MAC  |    source MAC     | etherType | payload
 *     +-------------------+-------------------+-----------+---------
 */
export function toFrameBytes(packet: Packet, options: FrameOptions = {}): Uint8Array {
  const frame = packet.kind === 'ethernet' ? packet : ethernetFrameOf(packet, options)
  const bytes = new Uint8Array(ETHERNET_HEADER + frame.payload.length)
  bytes.set(macToBytes(frame.destination), 0)
  bytes.set(macToBytes(frame.source), 6)
  writeUint16(bytes, 12, frame.etherType)
  bytes.set(frame.payload, ETHERNET_HEADER)
  return bytes
}

function ethernetFrameOf(datagram: IpDatagram, options: FrameOptions): EthernetFrame {
  const { interface: name, source, destination } = datagram
  const isIpv4 = ipFamily(destination) === 4
  const macOf = (address: IpAddress): MacAddress =>
    options.macOf?.(address) ?? derivedMacAddress(address)
  return {
    kind: 'ethernet',
    interface: name,
    source: options.sourceMac ?? macOf(source),
    destination: groupMacAddress(destination) ?? macOf(destination),
    etherType: isIpv4 ? 0x0800 : 0x86dd,
    payload: isIpv4 ? ipv4Packet(datagram) : ipv6Packet(datagram),
  }
}

/** Where multicast and broadcast go: RFC 1112 6.4, RFC 2464 section 7. */
function groupMacAddress(address: IpAddress): MacAddress | undefined {
  if (address === '255.255.255.255') return 'ff:ff:ff:ff:ff:ff'
  if (!isMulticast(address)) return undefined
  const low = ipToBytes(address).subarray(-4)
  if (ipFamily(address) === 6) return macFromBytes(Uint8Array.of(0x33, 0x33, ...low))
  const [, second = 0, third = 0, fourth = 0] = low
  return macFromBytes(Uint8Array.of(0x01, 0x00, 0x5e, second & 0x7f, third, fourth))
}

/**
 * RFC 791 3.1, with no options and never a fragment:
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-------+-------+---------------+-------------------------------+
 *     |   4   |   5   |      TOS      |         total length          |
 *     +-------+-------+---------------+-----+-------------------------+
 *     |       identification 0        |  0  |    fragment offset 0    |
 *     +---------------+---------------+-----+-------------------------+
 *     |      TTL      |   protocol    |        header checksum        |
 *     +---------------+---------------+-------------------------------+
 *     |                            source                             |
 *     +---------------------------------------------------------------+
 *     |                          destination                          |
 *     +---------------------------------------------------------------+
 */
function ipv4Packet(datagram: IpDatagram): Uint8Array {
  const bytes = new Uint8Array(IPV4_HEADER + datagram.payload.length)
  bytes[0] = 0x45
  bytes[1] = datagram.tos
  writeUint16(bytes, 2, bytes.length)
  bytes[8] = datagram.ttl
  bytes[9] = datagram.protocol
  bytes.set(ipToBytes(datagram.source), 12)
  bytes.set(ipToBytes(datagram.destination), 16)
  writeUint16(bytes, 10, foldChecksum(sumWords(bytes, 0, IPV4_HEADER)))
  bytes.set(datagram.payload, IPV4_HEADER)
  return bytes
}

/**
 * RFC 8200 section 3:
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-------+---------------+---------------------------------------+
 *     |   6   | traffic class |             flow label 0              |
 *     +-------+---------------+-------+---------------+---------------+
 *     |        payload length         |  next header  |   hop limit   |
 *     +-------------------------------+---------------+---------------+
 *     |                       source (16 bytes)                       |
 *     +---------------------------------------------------------------+
 *     |                     destination (16 bytes)                    |
 *     +---------------------------------------------------------------+
 */
function ipv6Packet(datagram: IpDatagram): Uint8Array {
  const bytes = new Uint8Array(IPV6_HEADER + datagram.payload.length)
  writeUint16(bytes, 0, 0x6000 | (datagram.tos << 4))
  writeUint16(bytes, 4, datagram.payload.length)
  bytes[6] = datagram.protocol
  bytes[7] = datagram.ttl
  bytes.set(ipToBytes(datagram.source), 8)
  bytes.set(ipToBytes(datagram.destination), 24)
  bytes.set(datagram.payload, IPV6_HEADER)
  return bytes
}

function writeUint16(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >> 8
  bytes[offset + 1] = value
}

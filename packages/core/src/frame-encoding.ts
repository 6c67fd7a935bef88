import { foldChecksum, sumWords } from './checksum.js'
import { ipFamily, ipToBytes, isMulticast } from './ip-address.js'
import type { IpAddress } from './ip-address.js'
import { macFromBytes, macToBytes } from './mac-address.js'
import type { MacAddress } from './mac-address.js'
import { putWord } from './octets.js'
import type { EthernetFrame, IpDatagram } from './transport.js'

const ethernetHeader = 14
const ipv4Header = 20
const ipv6Header = 40

export const etherTypes = { ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd } as const

/** What a frame is on the wire, and what the wire tells of one. */
export type WireFrame = Omit<EthernetFrame, 'kind' | 'interface' | 'ageMs'>

/** What a datagram is on the wire, and what the wire tells of one. */
export type WireDatagram = Omit<IpDatagram, 'kind' | 'interface' | 'ageMs'>

/**
 * The whole frame: Ethernet II, without the check sequence; the hardware pads frames to 60 bytes.
 *
 *    0                   6                   12          14
 *   +-------------------+-------------------+-----------+---------
 *   |  Destination MAC  |    Source MAC     | EtherType | payload
 *   +-------------------+-------------------+-----------+---------
 */
export function encodeEthernet(frame: WireFrame): Uint8Array {
  const bytes = new Uint8Array(ethernetHeader + frame.payload.length)
  bytes.set(macToBytes(frame.destination), 0)
  bytes.set(macToBytes(frame.source), 6)
  putWord(bytes, 12, frame.etherType)
  bytes.set(frame.payload, ethernetHeader)
  return bytes
}

/**
 * Where a datagram to many goes without asking anybody (RFC 1112 6.4, RFC 2464 section 7, rule 8);
 * undefined for unicast, whose MAC address is the kernel's to find.
 */
export function groupMacAddress(address: IpAddress): MacAddress | undefined {
  if (address === '255.255.255.255') return 'ff:ff:ff:ff:ff:ff'
  if (!isMulticast(address)) return undefined
  const bytes = ipToBytes(address)
  if (ipFamily(address) === 6) return macFromBytes(Uint8Array.of(0x33, 0x33, ...bytes.subarray(12)))
  const [, second = 0, third = 0, fourth = 0] = bytes
  return macFromBytes(Uint8Array.of(0x01, 0x00, 0x5e, second & 0x7f, third, fourth))
}

/**
 * The whole IPv4 packet, RFC 791 3.1: without options, unfragmented, and with DF clear as
 * keepalived sends it (rule 7). `identification` is 0..65535, for packets that name none; for 0 a
 * kernel that sends the packet chooses one itself.
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------+-------+---------------+-------------------------------+
 *   |   4   |  IHL  |      TOS      |         Total length          |
 *   +-------+-------+---------------+-----+-------------------------+
 *   |        Identification         |0|D|M|     Fragment offset     |
 *   +---------------+---------------+-----+-------------------------+
 *   |      TTL      |   Protocol    |        Header checksum        |
 *   +---------------+---------------+-------------------------------+
 *   |                            Source                             |
 *   +---------------------------------------------------------------+
 *   |                          Destination                          |
 *   +---------------------------------------------------------------+
 *   +---------------------------------------------------------------+
 */
export function encodeIpv4(packet: WireDatagram, identification: number): Uint8Array {
  const bytes = new Uint8Array(ipv4Header + packet.payload.length)
  bytes[0] = 0x45
  bytes[1] = packet.tos
  putWord(bytes, 2, bytes.length)
  putWord(bytes, 4, packet.identification ?? identification)
  bytes[8] = packet.ttl
  bytes[9] = packet.protocol
  bytes.set(ipToBytes(packet.source), 12)
  bytes.set(ipToBytes(packet.destination), 16)
  putWord(bytes, 10, foldChecksum(sumWords(bytes, 0, ipv4Header)))
  bytes.set(packet.payload, ipv4Header)
  return bytes
}

/**
 * The whole IPv6 packet, RFC 8200 section 3, without extension headers.
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------+---------------+---------------------------------------+
 *   |   6   | Traffic class |              Flow label               |
 *   +-------+---------------+-------+---------------+---------------+
 *   |        Payload length         |  Next header  |   Hop limit   |
 *   +-------------------------------+---------------+---------------+
 *   |                       Source (16 bytes)                       |
 *   +---------------------------------------------------------------+
 *   |                    Destination (16 bytes)                     |
 *   +---------------------------------------------------------------+
 */
export function encodeIpv6(packet: WireDatagram): Uint8Array {
  const bytes = new Uint8Array(ipv6Header + packet.payload.length)
  putWord(bytes, 0, 0x6000 | (packet.tos << 4))
  putWord(bytes, 4, packet.payload.length)
  bytes[6] = packet.protocol
  bytes[7] = packet.ttl
  bytes.set(ipToBytes(packet.source), 8)
  bytes.set(ipToBytes(packet.destination), 24)
  bytes.set(packet.payload, ipv6Header)
  return bytes
}

import { foldChecksum, ipFromBytes, ipToBytes, sumWords } from '@holdfast/core'
import type { IpDatagram, Result } from '@holdfast/core'
import { octet, putWord, word } from './octets.js'
import { reject } from './rejection.js'
import type { FrameRejection } from './rejection.js'

/*
 * RFC 791 3.1. Sent without options, unfragmented, and with DF clear as keepalived sends it (rule 7).
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
 *   |                       Options (IHL > 5)                       |
 *   +---------------------------------------------------------------+
 */

const shortestHeader = 20
const moreFragmentsOrOffset = 0x3fff

/** What a datagram is on the wire, and what the wire tells of one. */
export type IpPacket = Omit<IpDatagram, 'kind' | 'interface' | 'ageMs'>

/** The whole packet. `identification` is 1..65535: with 0 the kernel would choose one itself. */
export function encodeIpv4(packet: IpPacket, identification: number): Uint8Array {
  const bytes = new Uint8Array(shortestHeader + packet.payload.length)
  bytes[0] = 0x45
  bytes[1] = packet.tos
  putWord(bytes, 2, bytes.length)
  putWord(bytes, 4, identification)
  bytes[8] = packet.ttl
  bytes[9] = packet.protocol
  bytes.set(ipToBytes(packet.source), 12)
  bytes.set(ipToBytes(packet.destination), 16)
  putWord(bytes, 10, foldChecksum(sumWords(bytes, 0, shortestHeader)))
  bytes.set(packet.payload, shortestHeader)
  return bytes
}

/**
 * Reads what an Ethernet frame carries after its header: the packet, perhaps with padding behind it
 * (rule 20). Options are passed over. Never throws, whatever the bytes; the payload is a view.
 */
export function decodeIpv4(bytes: Uint8Array): Result<IpPacket, FrameRejection> {
  if (bytes.length < shortestHeader) return reject('truncated')
  const first = octet(bytes, 0)
  if (first >> 4 !== 4) return reject('versionError')
  const headerLength = (first & 0xf) * 4
  if (headerLength < shortestHeader || headerLength > bytes.length) {
    return reject('headerLengthError')
  }
  if (foldChecksum(sumWords(bytes, 0, headerLength)) !== 0) return reject('headerChecksumError')
  const totalLength = word(bytes, 2)
  if (totalLength < headerLength) return reject('totalLengthError')
  if (totalLength > bytes.length) return reject('truncated')
  if ((word(bytes, 6) & moreFragmentsOrOffset) !== 0) return reject('fragment')
  if (isNoSource(bytes)) return reject('sourceError')
  return {
    ok: true,
    value: {
      source: ipFromBytes(bytes, 4, 12),
      destination: ipFromBytes(bytes, 4, 16),
      protocol: octet(bytes, 9),
      ttl: octet(bytes, 8),
      tos: octet(bytes, 1),
      payload: bytes.subarray(headerLength, totalLength),
    },
  }
}

/** RFC 1122 3.2.1.3: neither 0.0.0.0/8 nor a group nor the broadcast address sends anything. */
function isNoSource(bytes: Uint8Array): boolean {
  const first = octet(bytes, 12)
  return first === 0 || first >= 0xe0
}

import { foldChecksum, ipFromBytes, octet, sumWords, word } from '@holdfast/core'
import type { Result, WireDatagram } from '@holdfast/core'
import { reject } from './rejection.js'
import type { FrameRejection } from './rejection.js'

/*
 * RFC 791 3.1; what we send is in core, and has no options.
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
const ahProtocol = 51
const moreFragmentsOrOffset = 0x3fff

/**
 * Reads what an Ethernet frame carries after its header: the packet, perhaps with padding behind it
 * (rule 20). Options are passed over. Never throws, whatever the bytes; the payload is a view.
 */
export function decodeIpv4(bytes: Uint8Array): Result<WireDatagram, FrameRejection> {
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
  const protocol = octet(bytes, 9)
  return {
    ok: true,
    value: {
      source: ipFromBytes(bytes, 4, 12),
      destination: ipFromBytes(bytes, 4, 16),
      protocol,
      ttl: octet(bytes, 8),
      tos: octet(bytes, 1),
      // RFC 2402 3.3.3.1.1: AH covers it.
      ...(protocol === ahProtocol ? { identification: word(bytes, 4) } : {}),
      payload: bytes.subarray(headerLength, totalLength),
    },
  }
}

/** RFC 1122 3.2.1.3: neither 0.0.0.0/8 nor a group nor the broadcast address sends anything. */
function isNoSource(bytes: Uint8Array): boolean {
  const first = octet(bytes, 12)
  return first === 0 || first >= 0xe0
}

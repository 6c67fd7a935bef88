import { ipFromBytes, octet, word } from '@holdfast/core'
import type { Result, WireDatagram } from '@holdfast/core'
import { reject } from './rejection.js'
import type { FrameRejection } from './rejection.js'

/*
 * RFC 8200 section 3. VRRP and Neighbor Discovery follow this header directly; an extension header
 * is just another next header here, for whoever knows it, except that fragments are refused.
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

const headerLength = 40
const fragmentHeader = 44

/**
 * Reads what an Ethernet frame carries after its header: the packet, perhaps with padding behind it.
 * Never throws, whatever the bytes; the payload is a view.
 */
export function decodeIpv6(bytes: Uint8Array): Result<WireDatagram, FrameRejection> {
  if (bytes.length < headerLength) return reject('truncated')
  if (octet(bytes, 0) >> 4 !== 6) return reject('versionError')
  const end = headerLength + word(bytes, 4)
  if (end > bytes.length) return reject('truncated')
  const protocol = octet(bytes, 6)
  if (protocol === fragmentHeader) return reject('fragment')
  if (isNoSource(bytes)) return reject('sourceError')
  return {
    ok: true,
    value: {
      source: ipFromBytes(bytes, 6, 8),
      destination: ipFromBytes(bytes, 6, 24),
      protocol,
      ttl: octet(bytes, 7),
      tos: (word(bytes, 0) >> 4) & 0xff,
      payload: bytes.subarray(headerLength, end),
    },
  }
}

/** RFC 4291 2.5.2, 2.7: the unspecified address and groups send nothing that is for us. */
function isNoSource(bytes: Uint8Array): boolean {
  if (octet(bytes, 8) === 0xff) return true
  for (let at = 8; at < 24; at += 1) if (octet(bytes, at) !== 0) return false
  return true
}

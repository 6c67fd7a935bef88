import { foldChecksum, sumWords } from '@holdfast/core'
import type { IpFamily } from '@holdfast/core'

// RFC 792 and RFC 4443 4.1 and 4.2.
const types = {
  4: { request: 8, reply: 0 },
  6: { request: 128, reply: 129 },
} as const

const headerBytes = 8

/**
 *      0         1         2                   4
 *     +---------+---------+-------------------+-------------------+-------------------+
 *     | type    | code 0  | checksum          | identifier        | sequence number   |
 *     +---------+---------+-------------------+-------------------+-------------------+
 *     | payload, which comes back as it is                                            |
 *     +-------------------------------------------------------------------------------+
 *     RFC 792, RFC 4443 4.1; all in network order
 *
 * The checksum of ICMPv6 covers addresses that only the kernel knows: it fills it in.
 */
export function echoRequest(
  family: IpFamily,
  identifier: number,
  sequence: number,
  payload: Uint8Array,
): Uint8Array {
  const bytes = new Uint8Array(headerBytes + payload.length)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, types[family].request)
  view.setUint16(4, identifier)
  view.setUint16(6, sequence)
  bytes.set(payload, headerBytes)
  if (family === 4) view.setUint16(2, foldChecksum(sumWords(bytes, 0, bytes.length)))
  return bytes
}

/**
 * Whether a message is the reply to a request with this payload, which has to be unique: the kernel
 * chooses the identifier of a ping socket. A raw IPv4 socket hands out the IP header as well.
 */
export function isEchoReply(family: IpFamily, payload: Uint8Array, message: Uint8Array): boolean {
  const icmp = withoutIpHeader(family, message)
  return (
    icmp.length === headerBytes + payload.length &&
    icmp[0] === types[family].reply &&
    icmp[1] === 0 &&
    payload.every((byte, at) => icmp[headerBytes + at] === byte)
  )
}

// The first nibble is the version of an IP header, and of an echo reply 0.
function withoutIpHeader(family: IpFamily, message: Uint8Array): Uint8Array {
  const first = message[0] ?? 0
  return family === 4 && first >> 4 === 4 ? message.subarray((first & 0x0f) * 4) : message
}

import { ipFamily, ipToBytes, octet, putWord, word } from '@holdfast/core'
import type { IpAddress } from '@holdfast/core'
import type { KeyedDigest } from './keyed-digest.js'
import { sameBytes } from './same-bytes.js'

/*
 * What keepalived's auth_hmac puts behind an advert of either version and family (rule 135,
 * draft-cassen-vrrp-auth-hmac). Seconds, fraction and counter together are a sequence number of 64
 * bits.
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---------------+---------------+-------------------------------+
 *   |    Type 1     |    Key ID     |          Reserved 0           |
 *   +---------------+---------------+-------------------------------+
 *   |             Seconds since 1970, the lower 32 bits             |
 *   +-------------------------------+-------------------------------+
 *   |  Fraction of a second / 2^16  |            Counter            |
 *   +-------------------------------+-------------------------------+
 *   |             HMAC-SHA256, its first 16 octets                  |
 *   |                                                               |
 *   |                                                               |
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *
 * Signed are these 20 octets, the message with its checksum at 0, and the trailer with its HMAC at 0.
 * An IPv4 source is followed by 12 octets of 0.
 *
 *   +---------------+---------------+---------------+---------------+
 *   |Family, 4 or 6 | VRRP version  |     VRID      |       0       |
 *   +---------------+---------------+---------------+---------------+
 *   |                       Source, 16 octets                       |
 */
export const trailerLength = 28
const trailerType = 1
const digestOffset = 12
const digestLength = trailerLength - digestOffset
const pseudoHeaderLength = 20

/** What a trailer says of itself. */
export interface AuthTrailer {
  /** 1..255. */
  readonly keyId: number
  /** 64 bits: time and counter. */
  readonly sequence: bigint
}

/** Message and trailer; the message's checksum stays as it is. */
export function signAdvert(
  message: Uint8Array,
  source: IpAddress,
  { keyId, sequence }: AuthTrailer,
  secret: Uint8Array,
  sha256: KeyedDigest,
): Uint8Array {
  const signed = new Uint8Array(message.length + trailerLength)
  signed.set(message)
  signed[message.length] = trailerType
  signed[message.length + 1] = keyId
  new DataView(signed.buffer).setBigUint64(message.length + 4, sequence)
  const digest = digestOf(signed, message.length, source, secret, sha256)
  signed.set(digest, message.length + digestOffset)
  return signed
}

/** The trailer at `offset`; undefined if it is of no known form. All its 28 octets must be there. */
export function readTrailer(payload: Uint8Array, offset: number): AuthTrailer | undefined {
  if (octet(payload, offset) !== trailerType || word(payload, offset + 2) !== 0) return undefined
  const view = new DataView(payload.buffer, payload.byteOffset + offset, trailerLength)
  return { keyId: octet(payload, offset + 1), sequence: view.getBigUint64(4) }
}

/** Whether the message and the trailer at `offset` are as `source` signed them. */
export function isSigned(
  payload: Uint8Array,
  offset: number,
  source: IpAddress,
  secret: Uint8Array,
  sha256: KeyedDigest,
): boolean {
  const digest = digestOf(payload, offset, source, secret, sha256)
  return sameBytes(digest, payload, offset + digestOffset)
}

function digestOf(
  payload: Uint8Array,
  offset: number,
  source: IpAddress,
  secret: Uint8Array,
  sha256: KeyedDigest,
): Uint8Array {
  const data = new Uint8Array(pseudoHeaderLength + offset + trailerLength)
  data.set([ipFamily(source), octet(payload, 0) >> 4, octet(payload, 1)])
  data.set(ipToBytes(source), 4)
  data.set(payload.subarray(0, offset + digestOffset), pseudoHeaderLength)
  putWord(data, pseudoHeaderLength + 6, 0)
  return sha256(secret, data).subarray(0, digestLength)
}

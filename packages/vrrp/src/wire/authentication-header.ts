import {
  encodeIpv4,
  ipFromBytes,
  ipToBytes,
  isMulticast,
  octet,
  putWord,
  word,
} from '@holdfast/core'
import type { IpAddress, IpDatagram } from '@holdfast/core'
import type { KeyedDigest } from './keyed-digest.js'
import { ahProtocol, vrrpProtocol } from './protocol.js'
import { sameBytes } from './same-bytes.js'
import { passwordBytes } from './v2-auth.js'

/*
 * What stands between the IP header and a VRRPv2 message with authentication type 2 (RFC 2402 2,
 * RFC 2338 5.3.6.3, rule 133). The SPI is the sender's address, and the length is in 32-bit words
 * less 2.
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---------------+---------------+-------------------------------+
 *   |Next header 112|   Length 4    |           Reserved            |
 *   +---------------+---------------+-------------------------------+
 *   |             Security parameters index: the source             |
 *   +---------------------------------------------------------------+
 *   |                        Sequence number                        |
 *   +---------------------------------------------------------------+
 *   |         Integrity check value: HMAC-MD5-96, 12 octets         |
 *   |                                                               |
 *   |                                                               |
 *   +---------------------------------------------------------------+
 */
export const ahLength = 24

/** Where the advert begins in the payload of a packet; undefined in one that has none. */
export function advertOffset(protocol: number): number | undefined {
  if (protocol === vrrpProtocol) return 0
  return protocol === ahProtocol ? ahLength : undefined
}
const icvOffset = 12
const icvLength = ahLength - icvOffset
const lengthInWords = ahLength / 4 - 2

/** The largest sequence number; the next one is 1. */
export const ahSequenceMax = 0xffff_ffff

/** What the check value covers besides the header and the message. */
type SignedPacket = Pick<IpDatagram, 'source' | 'destination' | 'ttl' | 'identification'>

/**
 * A payload of protocol 51: the header, signed, and the message behind it.
 *
 * @param sequence 1..2^32-1.
 */
export function encodeAuthenticationHeader(
  packet: SignedPacket,
  message: Uint8Array,
  sequence: number,
  password: string,
  md5: KeyedDigest,
): Uint8Array {
  const payload = new Uint8Array(ahLength + message.length)
  payload[0] = vrrpProtocol
  payload[1] = lengthInWords
  payload.set(ipToBytes(packet.source), 4)
  putWord(payload, 8, sequence >>> 16)
  putWord(payload, 10, sequence)
  payload.set(message, ahLength)
  payload.set(checkValue(packet, payload, password, md5), icvOffset)
  return payload
}

/** Whether the header says that it carries VRRP, and that `source` sent it (the SPI). */
export function isAuthenticationHeaderOf(source: IpAddress, payload: Uint8Array): boolean {
  return (
    octet(payload, 0) === vrrpProtocol &&
    octet(payload, 1) === lengthInWords &&
    ipFromBytes(payload, 4, 4) === source
  )
}

export function readAhSequence(payload: Uint8Array): number {
  return word(payload, 8) * 0x1_0000 + word(payload, 10)
}

export function hasRightCheckValue(
  packet: SignedPacket,
  payload: Uint8Array,
  password: string,
  md5: KeyedDigest,
): boolean {
  return sameBytes(checkValue(packet, payload, password, md5), payload, icvOffset)
}

/**
 * The identification that our senders use, so that a transport without IP headers need not tell it.
 */
export function ahIdentification(sequence: number): number {
  return (sequence % 0xffff) + 1
}

/**
 * RFC 2402 3.3.3.1.1: TOS, fragmentation and header checksum count as 0; so does the TTL, as
 * keepalived has it, in unicast only. A packet with IP options never matches: it has lost them here.
 */
function checkValue(
  packet: SignedPacket,
  payload: Uint8Array,
  password: string,
  md5: KeyedDigest,
): Uint8Array {
  const { source, destination } = packet
  const ttl = isMulticast(destination) ? packet.ttl : 0
  const identification = packet.identification ?? ahIdentification(readAhSequence(payload))
  const header = { source, destination, protocol: ahProtocol, ttl, tos: 0, payload }
  const covered = encodeIpv4(header, identification)
  const headerLength = covered.length - payload.length
  putWord(covered, 10, 0)
  covered.fill(0, headerLength + icvOffset, headerLength + ahLength)
  return md5(passwordBytes(password), covered).subarray(0, icvLength)
}

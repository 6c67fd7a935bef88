import { ipFamily, ipToBytes, isMulticast, macFromBytes, macToBytes } from '@holdfast/core'
import type { EthernetFrame, IpAddress, MacAddress, Result } from '@holdfast/core'
import { putWord, word } from './octets.js'
import { reject } from './rejection.js'
import type { FrameRejection } from './rejection.js'

/*
 * Ethernet II, without the check sequence; the hardware pads frames to 60 bytes.
 *
 *    0                   6                   12          14
 *   +-------------------+-------------------+-----------+---------
 *   |  Destination MAC  |    Source MAC     | EtherType | payload
 *   +-------------------+-------------------+-----------+---------
 */

const headerLength = 14
const broadcastMac: MacAddress = 'ff:ff:ff:ff:ff:ff'

export const etherTypes = { ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd } as const

export type Frame = Omit<EthernetFrame, 'kind' | 'interface' | 'ageMs'>

/** The whole frame. */
export function encodeEthernet(frame: Frame): Uint8Array {
  const bytes = new Uint8Array(headerLength + frame.payload.length)
  bytes.set(macToBytes(frame.destination), 0)
  bytes.set(macToBytes(frame.source), 6)
  putWord(bytes, 12, frame.etherType)
  bytes.set(frame.payload, headerLength)
  return bytes
}

/** Never throws, whatever the bytes; the payload is a view, with padding if there is any. */
export function decodeEthernet(bytes: Uint8Array): Result<Frame, FrameRejection> {
  if (bytes.length < headerLength) return reject('truncated')
  return {
    ok: true,
    value: {
      source: macFromBytes(bytes, 6),
      destination: macFromBytes(bytes, 0),
      etherType: word(bytes, 12),
      payload: bytes.subarray(headerLength),
    },
  }
}

/**
 * Where a datagram to many goes without asking anybody (RFC 1112 6.4, RFC 2464 section 7, rule 8);
 * undefined for unicast, whose MAC address is the kernel's to find.
 */
export function groupMac(address: IpAddress): MacAddress | undefined {
  if (address === '255.255.255.255') return broadcastMac
  if (!isMulticast(address)) return undefined
  const bytes = ipToBytes(address)
  if (ipFamily(address) === 6) return macFromBytes(Uint8Array.of(0x33, 0x33, ...bytes.subarray(12)))
  const [, second = 0, third = 0, fourth = 0] = bytes
  return macFromBytes(Uint8Array.of(0x01, 0x00, 0x5e, second & 0x7f, third, fourth))
}

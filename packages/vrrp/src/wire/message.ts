import { octet } from '@holdfast/core'
import type { IpAddress, IpFamily } from '@holdfast/core'
import type { ChecksumForm } from './checksum.js'
import type { AuthenticationType } from './v2-auth.js'

/*
 * VRRPv2, IPv4 only (RFC 3768 5.1, rule 9). Length 16 + 4 per address.
 *
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-------+-------+---------------+---------------+---------------+
 *   |Version| Type  | Virtual Rtr ID|   Priority    | Address count |
 *   +-------+-------+---------------+---------------+---------------+
 *   |   Auth Type   | Interval (s)  |           Checksum            |
 *   +---------------+---------------+-------------------------------+
 *   |                        IP address 1 ... n                     |
 *   +---------------------------------------------------------------+
 *   |                     Authentication data                       |
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *
 * VRRPv3 (RFC 9568 5.2, rule 14). Length 8 + 4 per IPv4 or 16 per IPv6 address.
 *
 *   +-------+-------+---------------+---------------+---------------+
 *   |Version| Type  | Virtual Rtr ID|   Priority    | Address count |
 *   +-------+-------+---------------+---------------+---------------+
 *   | Rsvd  |     Interval (cs)     |           Checksum            |
 *   +-------+-----------------------+-------------------------------+
 *   |                        IP address 1 ... n                     |
 *   +---------------------------------------------------------------+
 */

export type VrrpVersion = 2 | 3

/** What one router says to the others; VRRP has no other message. */
export interface Advertisement {
  readonly version: VrrpVersion
  /** 1..255. */
  readonly virtualRouterId: number
  /** 0 = the master leaves, 1..254 = backup, 255 = owner of the addresses (rule 3). */
  readonly priority: number
  /** Milliseconds: whole seconds up to 255 000 in VRRPv2, tens up to 40 950 in VRRPv3. */
  readonly advertIntMs: number
  /** At most 255, of one family. */
  readonly addresses: readonly IpAddress[]
}

/** An advert as it was heard, with what the machine and its observers want to know of the packet. */
export interface ReceivedAdvertisement extends Advertisement {
  readonly source: IpAddress
  readonly destination: IpAddress
  /** The form under which the checksum was right (rule 18). */
  readonly checksum: ChecksumForm
  /** `none` in VRRPv3, which has no authentication. */
  readonly authenticationType: AuthenticationType
}

/** The only message type there is: ADVERTISEMENT (rule 2). */
export const advertisementType = 1

/** Octets before the addresses, in both versions. */
export const headerLength = 8

/** Octets of an advert with `count` addresses; versions but 2 have no authentication data. */
export function messageLength(version: number, family: IpFamily, count: number): number {
  return headerLength + (family === 4 ? 4 : 16) * count + (version === 2 ? 8 : 0)
}

/**
 * The VRID of an advert, for whoever has to find its virtual router before anything is checked;
 * undefined if the packet is too short to be an advert, which begins at `offset`.
 */
export function peekVirtualRouterId(payload: Uint8Array, offset: number = 0): number | undefined {
  return payload.length < offset + headerLength ? undefined : octet(payload, offset + 1)
}

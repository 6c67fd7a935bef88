import type { Result } from '@holdfast/core'

/**
 * Why what arrived is no packet for anybody. A packet socket sees frames before the kernel has
 * looked at them, so its checks are made here (rules 21, 22, 35). The strings are stable: they name
 * counters.
 *
 * - `otherHost`: for the MAC address of another station, seen because the link is promiscuous
 * - `truncated`: fewer bytes than a header has, or than the length in it says
 * - `versionError`: the EtherType says one IP version and the header another
 * - `headerLengthError`: an IPv4 header shorter than 20 bytes or longer than the packet
 * - `totalLengthError`: an IPv4 total length that does not even cover the header
 * - `headerChecksumError`: a wrong IPv4 header checksum
 * - `fragment`: a part of a datagram; VRRP never needs more than one
 * - `sourceError`: a source that is a group or unspecified
 * - `unexpectedType`: an EtherType or protocol that nobody asked for
 */
export type FrameRejectionCode =
  | 'otherHost'
  | 'truncated'
  | 'versionError'
  | 'headerLengthError'
  | 'totalLengthError'
  | 'headerChecksumError'
  | 'fragment'
  | 'sourceError'
  | 'unexpectedType'

export interface FrameRejection {
  readonly code: FrameRejectionCode
}

export function reject(code: FrameRejectionCode): Result<never, FrameRejection> {
  return { ok: false, error: { code } }
}

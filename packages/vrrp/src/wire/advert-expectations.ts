import type { IpAddress, IpFamily } from '@holdfast/core'
import type { VrrpVersion } from './message.js'
import type { ChecksumForm } from './checksum.js'
import type { AdvertRejection } from './rejection.js'
import type { Authentication } from './v2-auth.js'

/** TTL or hop limit, 0..255; both bounds belong to the range. */
export interface TtlRange {
  readonly min: number
  readonly max: number
}

/**
 * Is told where the message ends; the payload ends there too, or (over IPv4) behind some padding, or
 * 28 octets later.
 */
export type TrailerCheck = (
  datagram: { readonly source: IpAddress; readonly payload: Uint8Array },
  messageLength: number,
) => AdvertRejection | undefined

/** What a virtual router accepts. What is absent is not checked, so that `{}` decodes any advert. */
export interface AdvertExpectations {
  readonly version?: VrrpVersion
  readonly family?: IpFamily
  readonly virtualRouterId?: number
  /** 255 but for unicast peers several hops away (rule 29); both bounds belong to the range. */
  readonly ttl?: number | TtlRange
  /** For some senders, a range of their own. */
  readonly ttlOf?: Readonly<Record<IpAddress, TtlRange>>
  /** VRRPv2 only. */
  readonly authentication?: Authentication
  /** Judges the AH header that stood before the message (rule 32). */
  readonly checkHeader?: () => AdvertRejection | undefined
  /** Judges what stands behind the message (rule 31); by default nothing may. */
  readonly checkTrailer?: TrailerCheck
  /** Own interval; binding in VRRPv2 only, where it is rounded as a sender would (rule 33). */
  readonly advertIntMs?: number
  /**
   * VRRPv3 over IPv4 only: nothing but this form passes. By default all do, which costs a little:
   * for about one sender address in 2000 the forms differ by a power of two, so that a one-bit
   * error in one form can be right in another.
   */
  readonly checksum?: ChecksumForm
  readonly destination?: 'multicast' | 'unicast'
  /** The unicast peers, if others are not to be heard (rule 43). */
  readonly sources?: readonly IpAddress[]
  /** 1 = ignore adverts without addresses, as RFC 9568 does (rule 16). */
  readonly minimumAddresses?: 0 | 1
  /** True while the own effective priority is 255 and the owner is to hear nobody (rule 39). */
  readonly ownerIgnoresAdverts?: boolean
}

import type { IpAddress, IpFamily } from '@holdfast/core'
import type { VrrpVersion } from './message.js'
import type { ChecksumForm } from './checksum.js'
import type { Authentication } from './v2-auth.js'

/** What a virtual router accepts. What is absent is not checked, so that `{}` decodes any advert. */
export interface AdvertExpectations {
  readonly version?: VrrpVersion
  readonly family?: IpFamily
  readonly virtualRouterId?: number
  /** 255 but for unicast peers several hops away (rule 29); both bounds belong to the range. */
  readonly ttl?: number | { readonly min: number; readonly max: number }
  /** VRRPv2 only. */
  readonly authentication?: Authentication
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

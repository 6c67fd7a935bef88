import { ipFamily } from '@holdfast/core'
import type { DesiredAddress } from '@holdfast/core'
import { ownershipMark } from '../keeping/ownership-mark.js'
import { IFA_F_NODAD, RT_SCOPE_UNIVERSE } from '../rtnetlink/flags.js'
import type { AddressInfo } from '../rtnetlink/rtnetlink.js'

/**
 * The kernel's words for a virtual address. `leaseSeconds` undefined is for ever.
 *
 * IPv6: no duplicate address detection, which would keep the address unusable for a second and give
 * up if the old master still answers. A /128 is deprecated from the start, so that the host itself
 * does not choose it as a source (RFC 6724 5, rule 3) and connections do not die with the role.
 */
export function addressRequest(
  { address, prefixLength }: DesiredAddress,
  interfaceIndex: number,
  leaseSeconds: number | undefined,
): AddressInfo {
  const lifetime = leaseSeconds === undefined ? {} : { validLifetime: leaseSeconds }
  const preference = leaseSeconds === undefined ? {} : { preferredLifetime: leaseSeconds }
  const base = { interfaceIndex, address, prefixLength, protocol: ownershipMark, ...lifetime }
  if (ipFamily(address) === 4) return { ...base, ...preference, scope: RT_SCOPE_UNIVERSE }
  if (prefixLength < 128) return { ...base, ...preference, flags: IFA_F_NODAD }
  return { ...base, preferredLifetime: 0, flags: IFA_F_NODAD }
}

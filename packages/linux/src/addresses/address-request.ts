import { ipFamily } from '@holdfast/core'
import type { DesiredAddress } from '@holdfast/core'
import { IFA_F_NODAD, RT_SCOPE_UNIVERSE } from '../rtnetlink/flags.js'
import type { AddressInfo } from '../rtnetlink/rtnetlink.js'

/**
 * IFA_PROTO of our addresses, for `ip -d address` and for recognising them after a crash: VRRP's IP
 * protocol number. Kernels before 5.18 ignore it.
 */
export const addressMark = 112

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
  const base = { interfaceIndex, address, prefixLength, protocol: addressMark, ...lifetime }
  if (ipFamily(address) === 4) return { ...base, ...preference, scope: RT_SCOPE_UNIVERSE }
  if (prefixLength < 128) return { ...base, ...preference, flags: IFA_F_NODAD }
  return { ...base, preferredLifetime: 0, flags: IFA_F_NODAD }
}

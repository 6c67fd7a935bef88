import { ipFamily } from '@holdfast/core'
import type { AddressFlag, DesiredAddress } from '@holdfast/core'
import { ownershipMark } from '../keeping/ownership-mark.js'
import {
  IFA_F_HOMEADDRESS,
  IFA_F_MANAGETEMPADDR,
  IFA_F_MCAUTOJOIN,
  IFA_F_NODAD,
  IFA_F_NOPREFIXROUTE,
  RT_SCOPE_UNIVERSE,
} from '../rtnetlink/flags.js'
import type { AddressInfo } from '../rtnetlink/rtnetlink.js'

const flagBits: Readonly<Record<AddressFlag, number>> = {
  home: IFA_F_HOMEADDRESS,
  mngtmpaddr: IFA_F_MANAGETEMPADDR,
  noprefixroute: IFA_F_NOPREFIXROUTE,
  autojoin: IFA_F_MCAUTOJOIN,
}

/** What of the flags stays as it was asked for; the kernel has others of its own. */
const lastingFlags = Object.values(flagBits).reduce((all, bit) => all | bit)

/**
 * The kernel's words for a virtual address. `leaseSeconds` undefined is for ever.
 *
 * IPv6: no duplicate address detection, which would keep the address unusable for a second and give
 * up if the old master still answers. A /128 is deprecated from the start, so that the host itself
 * does not choose it as a source (RFC 6724 5, rule 3) and connections do not die with the role.
 */
export function addressRequest(
  desired: DesiredAddress,
  interfaceIndex: number,
  leaseSeconds: number | undefined,
): AddressInfo {
  const { address, prefixLength, label, broadcast, peer } = desired
  const isV6 = ipFamily(address) === 6
  const usual = isV6 && prefixLength === 128 ? 0 : 'forever'
  const isDeprecated = (desired.preferredLifetime ?? usual) === 0
  const preferredLifetime = isDeprecated ? 0 : leaseSeconds
  const flags = flagsOf(desired, isV6)
  return {
    interfaceIndex,
    address,
    prefixLength,
    ...(peer === undefined ? {} : { peer }),
    protocol: ownershipMark,
    ...(leaseSeconds === undefined ? {} : { validLifetime: leaseSeconds }),
    ...(preferredLifetime === undefined ? {} : { preferredLifetime }),
    ...(flags === 0 ? {} : { flags }),
    ...(isV6 ? {} : { scope: desired.scope ?? RT_SCOPE_UNIVERSE }),
    ...(isV6 || label === undefined ? {} : { label }),
    ...(isV6 || broadcast === undefined ? {} : { broadcast }),
  }
}

/** Whether what is there differs from a request in lifetimes at most: those a renewal sets. */
export function isAsRequested(there: AddressInfo, request: AddressInfo, linkName: string): boolean {
  if (there.prefixLength !== request.prefixLength || there.peer !== request.peer) return false
  // Of an IPv6 address a renewal sets the flags, and there is nothing else.
  if (ipFamily(request.address) === 6) return true
  return (
    there.broadcast === request.broadcast &&
    (there.scope ?? RT_SCOPE_UNIVERSE) === (request.scope ?? RT_SCOPE_UNIVERSE) &&
    (there.label ?? linkName) === (request.label ?? linkName) &&
    ((there.flags ?? 0) & lastingFlags) === ((request.flags ?? 0) & lastingFlags)
  )
}

function flagsOf({ flags = [], duplicateAddressDetection }: DesiredAddress, isV6: boolean): number {
  const unprobed = isV6 && duplicateAddressDetection !== true ? IFA_F_NODAD : 0
  return flags.reduce((bits, flag) => bits | flagBits[flag], unprobed)
}

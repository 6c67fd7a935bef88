import { ipToBytes } from '../ip-address.js'
import type { IpAddress } from '../ip-address.js'
import { macFromBytes } from '../mac-address.js'
import type { MacAddress } from '../mac-address.js'

/**
 * A MAC address for an interface that was given none: locally administered (02), then 04 or 06 for
 * the family, then the last four bytes of the address, so that a capture shows who is who.
 */
export function derivedMacAddress(address: IpAddress): MacAddress {
  const bytes = ipToBytes(address)
  const family = bytes.length === 4 ? 4 : 6
  return macFromBytes(Uint8Array.of(0x02, family, ...bytes.subarray(-4)))
}

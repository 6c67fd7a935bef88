import type { RouterName } from '../../interop/lab/stations.js'
import type { AddressChange } from './happening.js'

/**
 * Reads a line of `ip -o -ts monitor address`, with the time of UTC; undefined for what is no change
 * of an address, and for the link-local address that the kernel itself makes of a MAC.
 */
export function parseAddressLine(line: string, who: RouterName): AddressChange | undefined {
  const pattern =
    /^\[(?<stamp>[^\]]+)\] (?<deleted>Deleted )?\d+: (?<device>\S+)\s+inet6? (?<address>\S+) /
  const { stamp, deleted, device, address } = pattern.exec(line)?.groups ?? {}
  if (stamp === undefined || address === undefined || device === undefined) return undefined
  if (/^fe80:.*ff:fe/.test(address)) return undefined
  // Date knows milliseconds; the rest would be read as digits of its own.
  const at = Date.parse(`${stamp.slice(0, 23)}Z`)
  const kind = deleted === undefined ? 'ADDR+' : 'ADDR-'
  return { kind, at, who, text: `${address} dev ${device}` }
}

import { ipFamily, ipFromBytes, ipToBytes, parseIpAddress, parseIpPrefix } from '@holdfast/core'
import type { AddressFlag, DesiredAddress, IpAddress, IpPrefix } from '@holdfast/core'
import type { IssueList } from './issue-list.js'

/** How far an address reaches, by the words of `ip address`, or as a number 0..255. */
export type AddressScope = 'global' | 'site' | 'link' | 'host' | 'nowhere' | number

/** An address that moves, with more than its text; named after the words of keepalived's lines. */
export interface VirtualAddress {
  /** `address/prefix length`; without a length 32 or 128. */
  readonly address: string
  /** `dev`: it is put on, and announced by, this interface. Default: that of the instance. */
  readonly interface?: string
  /** `label`, at most 15 characters, beginning with the interface's name. IPv4 only. */
  readonly label?: string
  /** `scope`. Default `global`; the kernel knows it for IPv6. */
  readonly scope?: AddressScope
  /** `brd`: an address, or `+` or `-`: all host bits set or clear. IPv4 only. Default none. */
  readonly broadcast?: IpAddress
  /** `peer`: the other end of a point-to-point link; a prefix length here is that of both. */
  readonly peer?: string
  /**
   * Probe for another owner first (RFC 4862 5.4): the address is of no use for a second, and not put
   * there while an old master answers. Default false, which is keepalived's `-nodad`. IPv6 only.
   */
  readonly duplicateAddressDetection?: boolean
  /**
   * `preferred_lft`: 0, the host does not choose it as source address, or `forever`. Default: 0 for a
   * /128, as keepalived has it. Other times would begin anew with each renewal of a lease.
   */
  readonly preferredLifetime?: 0 | 'forever'
  /** `home`, `mngtmpaddr` (IPv6 only), `noprefixroute`, `autojoin`. Default none. */
  readonly flags?: readonly AddressFlag[]
}

/** A virtual address as it will be held; the interface of the instance goes without saying. */
export type PlacedAddress = Omit<DesiredAddress, 'accept' | 'interface'> & {
  readonly interface?: string
}

const scopes: Readonly<Record<string, number>> = {
  global: 0,
  site: 200,
  link: 253,
  host: 254,
  nowhere: 255,
}
const flagNames: readonly AddressFlag[] = ['home', 'mngtmpaddr', 'noprefixroute', 'autojoin']
const ipv6Flags: readonly AddressFlag[] = ['home', 'mngtmpaddr']
/** IFNAMSIZ less the final zero. */
const LABEL_MAX = 15

/** Checks a list of addresses; `seen` are those of other lists. */
export function resolveAddresses(
  path: string,
  entries: readonly (string | VirtualAddress)[] | undefined,
  seen: Set<IpAddress>,
  issues: IssueList,
): readonly PlacedAddress[] {
  if (!Array.isArray(entries)) {
    issues.error(path, 'must be a list of addresses', "for example ['192.0.2.10/24']")
    return []
  }
  return entries.flatMap((entry: unknown, index) => {
    const at = `${path}[${index}]`
    const isRich = typeof entry === 'object' && entry !== null
    const rich = (isRich ? entry : { address: entry }) as VirtualAddress
    const prefix = parsePrefix(rich.address)
    if (prefix === undefined) {
      issues.error(at, `${rich.address} is no IP address`, 'write address/prefix length')
      return []
    }
    if (seen.has(prefix.address)) {
      issues.error(at, `${prefix.address} is listed twice`)
      return []
    }
    seen.add(prefix.address)
    return [isRich ? resolveRich(at, rich, prefix, issues) : prefix]
  })
}

function parsePrefix(text: unknown): IpPrefix | undefined {
  return typeof text === 'string' ? parseIpPrefix(text) : undefined
}

function resolveRich(
  at: string,
  rich: VirtualAddress,
  own: IpPrefix,
  issues: IssueList,
): PlacedAddress {
  refuseOfOtherFamily(at, rich, ipFamily(own.address), issues)
  const { label, duplicateAddressDetection, preferredLifetime, flags = [] } = rich
  if (rich.interface !== undefined) issues.text(`${at}.interface`, rich.interface)
  if (label !== undefined && issues.text(`${at}.label`, label).length > LABEL_MAX) {
    issues.error(`${at}.label`, `${label} is longer than ${LABEL_MAX} characters`)
  }
  if (preferredLifetime !== undefined) {
    issues.oneOf(`${at}.preferredLifetime`, preferredLifetime, [0, 'forever'])
  }
  for (const flag of flags) issues.oneOf(`${at}.flags`, flag, flagNames)
  const placed = { ...own, ...resolvePeer(at, rich, own, issues) }
  const broadcast = resolveBroadcast(at, rich.broadcast, placed, issues)
  const scope = resolveScope(at, rich.scope, issues)
  return {
    ...placed,
    ...(rich.interface === undefined ? {} : { interface: rich.interface }),
    ...(label === undefined ? {} : { label }),
    ...(scope === undefined ? {} : { scope }),
    ...(broadcast === undefined ? {} : { broadcast }),
    ...(duplicateAddressDetection === undefined ? {} : { duplicateAddressDetection }),
    ...(preferredLifetime === undefined ? {} : { preferredLifetime }),
    ...(flags.length === 0 ? {} : { flags }),
  }
}

function refuseOfOtherFamily(
  at: string,
  { label, broadcast, duplicateAddressDetection, flags = [] }: VirtualAddress,
  family: 4 | 6,
  issues: IssueList,
): void {
  const refuse = (option: string, only: 4 | 6): void => {
    issues.error(`${at}.${option}`, `is for IPv${only} only`)
  }
  if (family === 6 && label !== undefined) refuse('label', 4)
  if (family === 6 && broadcast !== undefined) refuse('broadcast', 4)
  if (family === 4 && duplicateAddressDetection === true) refuse('duplicateAddressDetection', 6)
  if (family === 4 && flags.some((flag) => ipv6Flags.includes(flag))) refuse('flags', 6)
}

/** A prefix length of the peer counts, else that of the address. */
function resolvePeer(
  at: string,
  { peer }: VirtualAddress,
  own: IpPrefix,
  issues: IssueList,
): Partial<IpPrefix> & { readonly peer?: IpAddress } {
  if (peer === undefined) return {}
  const prefix = parsePrefix(peer)
  if (prefix === undefined || ipFamily(prefix.address) !== ipFamily(own.address)) {
    issues.error(`${at}.peer`, `${peer} is no IPv${ipFamily(own.address)} address`)
    return {}
  }
  const length = peer.includes('/') ? { prefixLength: prefix.prefixLength } : {}
  return { peer: prefix.address, ...length }
}

function resolveBroadcast(
  at: string,
  broadcast: VirtualAddress['broadcast'],
  { address, prefixLength }: IpPrefix,
  issues: IssueList,
): IpAddress | undefined {
  if (broadcast === undefined) return undefined
  if (broadcast !== '+' && broadcast !== '-') {
    const parsed = parseIpAddress(broadcast)
    if (parsed === undefined || ipFamily(parsed) === 6) {
      issues.error(`${at}.broadcast`, `${broadcast} is no IPv4 address`, "or '+', or '-'")
    }
    return parsed
  }
  if (ipFamily(address) === 6) return undefined
  // RFC 3021: a network of two has no broadcast address.
  if (prefixLength > 30) {
    issues.warn(`${at}.broadcast`, `is ignored: a /${prefixLength} has no broadcast address`)
    return undefined
  }
  return ipFromBytes(
    ipToBytes(address).map((byte, index) => {
      const hostBits = 0xff >> Math.min(8, Math.max(0, prefixLength - index * 8))
      return broadcast === '+' ? byte | hostBits : byte & ~hostBits
    }),
    4,
  )
}

function resolveScope(
  at: string,
  scope: AddressScope | undefined,
  issues: IssueList,
): number | undefined {
  if (scope === undefined) return undefined
  if (typeof scope === 'number') return issues.integer(`${at}.scope`, scope, [0, 255])
  return scopes[issues.oneOf(`${at}.scope`, scope, Object.keys(scopes))]
}

import type { IpAddress, MacAddress } from '@holdfast/core'
import type { RouteInfo, RuleInfo } from '../rtnetlink/rtnetlink.js'

/** One thing in the kernel that is there because of us, and what it takes to undo it. */
export type JournalEntry =
  | {
      readonly kind: 'address'
      readonly interfaceIndex: number
      readonly address: IpAddress
      readonly prefixLength: number
      /** The other end of a point-to-point link: part of what names it. */
      readonly peer?: IpAddress
      /** It has a lifetime; an address there without one is somebody else's. */
      readonly leased: boolean
    }
  | {
      readonly kind: 'link'
      readonly name: string
      readonly macAddress: MacAddress
    }
  | { readonly kind: 'route'; readonly route: RouteInfo }
  | { readonly kind: 'rule'; readonly rule: RuleInfo }
  /** A table of nftables, of the family inet. */
  | { readonly kind: 'filter'; readonly table: string }
  /** A virtual service of IPVS with all its destinations, by its text: `tcp 192.0.2.10:80`. */
  | { readonly kind: 'virtualService'; readonly service: string }
  | {
      readonly kind: 'sysctl'
      /** Below /proc/sys, such as `net/ipv4/conf/eth0/arp_ignore`. */
      readonly path: string
      /** What it was, to be put back. */
      readonly previous: string
      /** What we made it; another value now is somebody else's. */
      readonly value: string
    }

/** The same text for entries about the same thing. */
export function entryKey(entry: JournalEntry): string {
  switch (entry.kind) {
    case 'address':
      return `address ${entry.interfaceIndex} ${entry.address}`
    case 'link':
      return `link ${entry.name}`
    case 'route':
      return `route ${sortedJson(entry.route)}`
    case 'rule':
      return `rule ${sortedJson(entry.rule)}`
    case 'filter':
      return `filter ${entry.table}`
    case 'virtualService':
      return `virtual service ${entry.service}`
    case 'sysctl':
      return `sysctl ${entry.path}`
  }
}

/** Whether a value that was read has the parts of an entry. */
export function isJournalEntry(value: unknown): value is JournalEntry {
  if (!isRecord(value)) return false
  switch (value.kind) {
    case 'address':
      return (
        isNumber(value.interfaceIndex) &&
        isText(value.address) &&
        isNumber(value.prefixLength) &&
        (value.peer === undefined || isText(value.peer)) &&
        typeof value.leased === 'boolean'
      )
    case 'link':
      return isText(value.name) && isText(value.macAddress)
    case 'route':
      return isRecord(value.route) && isFamily(value.route.family)
    case 'rule':
      return isRecord(value.rule) && isFamily(value.rule.family)
    case 'filter':
      return isText(value.table)
    case 'virtualService':
      return isText(value.service)
    case 'sysctl':
      return isText(value.path) && isText(value.previous) && isText(value.value)
    default:
      return false
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sortedJson(parts: object): string {
  return JSON.stringify(Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}

function isFamily(value: unknown): boolean {
  return value === 4 || value === 6
}

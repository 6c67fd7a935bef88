import { parseIpAddress } from '@holdfast/core'
import type { IpFamily } from '@holdfast/core'
import { rangeOf } from './address-range.js'
import { protocolNumber } from './protocols.js'
import type { AddressRange, Condition } from './ruleset.js'

/** The elements of named sets and maps, by `@name`. */
export type NftSets = ReadonlyMap<string, readonly unknown[]>

interface Match {
  readonly op?: string
  readonly left?: unknown
  readonly right?: unknown
}

const unknown: Condition = { field: 'unknown' }

/** What a comparison of nft asks of an advert. */
export function readMatch(given: unknown, sets: NftSets): Condition {
  const { op = '==', left, right } = given as Match
  if (op !== '==' && op !== '!=' && op !== 'in') return unknown
  const isNot = op === '!='
  const values = valuesOf(right, sets)
  if (values === undefined) return unknown
  const key = keyOf(left)
  switch (key) {
    case 'protocol':
      return numbersOf(values, protocolNumber, (found) => ({
        field: 'protocol',
        values: found,
        isNot,
      }))
    case 'family':
      return numbersOf(values, familyOf, (found) => ({ field: 'family', values: found, isNot }))
    case 'source':
    case 'destination':
      return numbersOf(values, addressesOf, (found) => ({ field: key, values: found, isNot }))
    case 'in':
    case 'out':
      return numbersOf(values, textOf, (found) => ({ field: key, values: found, isNot }))
    case 'state':
      // The first advert of each sender, and every multicast one.
      return values.includes('new') === isNot
        ? { field: 'never' }
        : { field: 'family', values: [], isNot: true }
    case 'never':
      return isNot ? unknown : { field: 'never' }
    case undefined:
      return unknown
  }
}

type Key = 'protocol' | 'family' | 'source' | 'destination' | 'in' | 'out' | 'state' | 'never'

const metaKeys: Readonly<Record<string, Key | undefined>> = {
  l4proto: 'protocol',
  nfproto: 'family',
  protocol: 'family',
  iifname: 'in',
  iif: 'in',
  oifname: 'out',
  oif: 'out',
}

const fieldKeys: Readonly<Record<string, Key | undefined>> = {
  'ip protocol': 'protocol',
  'ip6 nexthdr': 'protocol',
  'ip saddr': 'source',
  'ip6 saddr': 'source',
  'ip daddr': 'destination',
  'ip6 daddr': 'destination',
  'ether type': 'family',
}

/** Headers that no advert has. */
const others: ReadonlySet<string> = new Set([
  'tcp',
  'udp',
  'udplite',
  'icmp',
  'icmpv6',
  'igmp',
  'th',
])

function keyOf(left: unknown): Key | undefined {
  const { meta, payload, ct } = left as {
    readonly meta?: { readonly key: string }
    readonly payload?: { readonly protocol?: string; readonly field?: string }
    readonly ct?: { readonly key: string }
  }
  if (meta !== undefined) return metaKeys[meta.key]
  if (ct !== undefined) return ct.key === 'state' ? 'state' : undefined
  const { protocol = '', field = '' } = payload ?? {}
  return others.has(protocol) ? 'never' : fieldKeys[`${protocol} ${field}`]
}

/** Undefined for what is not a value, or a set of them. */
function valuesOf(right: unknown, sets: NftSets): readonly unknown[] | undefined {
  if (typeof right === 'string' && right.startsWith('@')) return sets.get(right)
  if (Array.isArray(right)) return right as readonly unknown[]
  const { set } = (typeof right === 'object' && right !== null ? right : {}) as {
    readonly set?: unknown
  }
  if (set !== undefined) return Array.isArray(set) ? (set as readonly unknown[]) : [set]
  return [right]
}

/** All values as one kind of them; unknown where one is not of it. */
function numbersOf<Value>(
  values: readonly unknown[],
  read: (value: unknown) => Value | undefined,
  make: (found: readonly Value[]) => Condition,
): Condition {
  const found = values.map((value) => read(plain(value)))
  return found.includes(undefined) ? unknown : make(found as readonly Value[])
}

/** An element of a set may have a comment, or a timeout. */
function plain(value: unknown): unknown {
  const { elem } = (typeof value === 'object' && value !== null ? value : {}) as {
    readonly elem?: { readonly val: unknown }
  }
  return elem === undefined ? value : elem.val
}

function familyOf(value: unknown): IpFamily | undefined {
  if (value === 'ipv4' || value === 'ip') return 4
  return value === 'ipv6' || value === 'ip6' ? 6 : undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function addressesOf(value: unknown): AddressRange | undefined {
  if (typeof value === 'string') {
    const address = parseIpAddress(value)
    return address === undefined ? undefined : [address, address]
  }
  const { prefix, range } = value as {
    readonly prefix?: { readonly addr: string; readonly len: number }
    readonly range?: readonly [string, string]
  }
  if (prefix !== undefined) {
    const address = parseIpAddress(prefix.addr)
    return address === undefined ? undefined : rangeOf({ address, prefixLength: prefix.len })
  }
  const [first, last] = (range ?? []).map((each) => parseIpAddress(each))
  return first === undefined || last === undefined ? undefined : [first, last]
}

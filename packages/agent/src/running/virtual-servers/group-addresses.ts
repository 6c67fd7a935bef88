import { ipFamily, ipFromBytes, ipToBytes } from '@holdfast/core'
import type { IpAddress } from '@holdfast/core'
import type { GroupMember } from '@holdfast/check/keywords'

type Addresses = Extract<GroupMember, { readonly kind: 'addresses' }>

/** More virtual services than this in one line are a slip. */
const mostAddresses = 65_536

/** Every address of a line; undefined where it makes no sense or they are too many. */
export function addressesOf(member: Addresses): readonly IpAddress[] | undefined {
  const { first, last, prefixLength } = member
  if (prefixLength !== undefined) {
    const count = 2 ** (lengthOf(first) - prefixLength)
    return numberOf(first) % BigInt(count) === 0n ? addressesFrom(first, count) : undefined
  }
  if (last === undefined) return [first]
  if (ipFamily(first) !== ipFamily(last)) return undefined
  return addressesFrom(first, Number(numberOf(last) - numberOf(first)) + 1)
}

function addressesFrom(first: IpAddress, count: number): readonly IpAddress[] | undefined {
  if (count < 1 || count > mostAddresses) return undefined
  const bytes = ipToBytes(first)
  return Array.from({ length: count }, () => {
    const address = ipFromBytes(bytes, ipFamily(first))
    increment(bytes)
    return address
  })
}

function increment(bytes: Uint8Array): void {
  for (let at = bytes.length - 1; at >= 0; at -= 1) {
    bytes[at] = ((bytes[at] ?? 0) + 1) & 0xff
    if (bytes[at] !== 0) return
  }
}

function lengthOf(address: IpAddress): number {
  return ipFamily(address) === 4 ? 32 : 128
}

function numberOf(address: IpAddress): bigint {
  return ipToBytes(address).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
}

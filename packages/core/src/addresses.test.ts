import { describe, expect, it } from 'vitest'
import { isSameAddress } from './addresses.js'
import type { DesiredAddress } from './addresses.js'

const plain: DesiredAddress = {
  interface: 'eth0',
  address: '192.0.2.10',
  prefixLength: 24,
  accept: true,
}

describe('isSameAddress', () => {
  it.each<[string, DesiredAddress]>([
    ['itself', plain],
    ['another accept mode', { ...plain, accept: false }],
    ['defaults spelled out', { ...plain, scope: 0, duplicateAddressDetection: false, flags: [] }],
  ])('%s', (_, other) => {
    expect(isSameAddress(plain, other)).toBe(true)
  })

  it('flags in another order', () => {
    const one = { ...plain, flags: ['noprefixroute', 'autojoin'] } as const
    const other = { ...plain, flags: ['autojoin', 'noprefixroute'] } as const
    expect(isSameAddress(one, other)).toBe(true)
    expect(isSameAddress(one, { ...plain, flags: ['autojoin'] })).toBe(false)
  })

  it.each<[string, Partial<DesiredAddress>]>([
    ['interface', { interface: 'eth1' }],
    ['address', { address: '192.0.2.11' }],
    ['prefix length', { prefixLength: 32 }],
    ['label', { label: 'eth0:1' }],
    ['scope', { scope: 253 }],
    ['broadcast', { broadcast: '192.0.2.255' }],
    ['peer', { peer: '192.0.2.1' }],
    ['duplicate address detection', { duplicateAddressDetection: true }],
    ['preferred lifetime', { preferredLifetime: 0 }],
    ['flags', { flags: ['noprefixroute'] }],
  ])('not with another %s', (_, change) => {
    expect(isSameAddress(plain, { ...plain, ...change })).toBe(false)
  })
})

import type { ConfigError, ConfigIssue, DesiredAddress } from '@holdfast/core'
import { describe, expect, it } from 'vitest'
import type { VrrpConfig } from './config.js'
import { resolveConfig } from './resolve.js'
import type { VirtualAddress } from './virtual-address.js'

const usual = { name: 'VI_1', interface: 'eth0', virtualRouterId: 51 }

function held(address: VirtualAddress, config: Partial<VrrpConfig> = {}): DesiredAddress {
  const { parameters } = resolveConfig({ ...usual, virtualAddresses: [address], ...config })
  return parameters.heldAddresses[0] as DesiredAddress
}

function issuesOf(address: VirtualAddress): readonly ConfigIssue[] {
  try {
    return resolveConfig({ ...usual, virtualAddresses: [address] }).warnings
  } catch (error) {
    return (error as ConfigError).issues
  }
}

const ipv4 = { interface: 'eth0', address: '192.0.2.10', prefixLength: 24, accept: true }
const ipv6 = { interface: 'eth0', address: '2001:db8::10', prefixLength: 64, accept: true }

describe('a virtual address with details', () => {
  it.each<[string, VirtualAddress, DesiredAddress]>([
    ['none', { address: '192.0.2.10/24' }, ipv4],
    ['no mask', { address: '192.0.2.10' }, { ...ipv4, prefixLength: 32 }],
    ['dev', { address: '192.0.2.10/24', interface: 'eth1' }, { ...ipv4, interface: 'eth1' }],
    ['label', { address: '192.0.2.10/24', label: 'eth0:1' }, { ...ipv4, label: 'eth0:1' }],
    ['scope link', { address: '192.0.2.10/24', scope: 'link' }, { ...ipv4, scope: 253 }],
    ['scope 7', { address: '192.0.2.10/24', scope: 7 }, { ...ipv4, scope: 7 }],
    ['brd', { address: '192.0.2.10/24', broadcast: '192.0.2.99' }, broadcast('192.0.2.99')],
    ['brd +', { address: '192.0.2.10/24', broadcast: '+' }, broadcast('192.0.2.255')],
    ['brd -', { address: '192.0.2.10/24', broadcast: '-' }, broadcast('192.0.2.0')],
    [
      'brd + of a /30',
      { address: '192.0.2.10/30', broadcast: '+' },
      { ...ipv4, prefixLength: 30, broadcast: '192.0.2.11' },
    ],
    ['peer', { address: '192.0.2.10/24', peer: '192.0.2.1' }, { ...ipv4, peer: '192.0.2.1' }],
    [
      'peer with a mask',
      { address: '192.0.2.10', peer: '198.51.100.1/28' },
      { ...ipv4, prefixLength: 28, peer: '198.51.100.1' },
    ],
    [
      'duplicate address detection',
      { address: '2001:db8::10/64', duplicateAddressDetection: true },
      { ...ipv6, duplicateAddressDetection: true },
    ],
    [
      'preferred_lft 0',
      { address: '2001:db8::10/64', preferredLifetime: 0 },
      { ...ipv6, preferredLifetime: 0 },
    ],
    [
      'flags',
      { address: '2001:db8::10/64', flags: ['home', 'noprefixroute'] },
      { ...ipv6, flags: ['home', 'noprefixroute'] },
    ],
  ])('%s', (_, address, expected) => {
    expect(held(address)).toEqual(expected)
  })

  it('is on the virtual MAC interface unless it says otherwise', () => {
    expect(held({ address: '192.0.2.10/24' }, { useVmac: true }).interface).toBe('vrrp.51')
    const elsewhere = { address: '192.0.2.10/24', interface: 'eth1' }
    expect(held(elsewhere, { useVmac: true }).interface).toBe('eth1')
  })

  it('is advertised by its bare address, beside plain ones', () => {
    const { parameters } = resolveConfig({
      ...usual,
      virtualAddresses: [{ address: '192.0.2.10/24', label: 'eth0:1' }, '192.0.2.11/24'],
      excludedAddresses: [{ address: '2001:db8::10/64', interface: 'eth1' }],
    })
    expect(parameters.virtualAddresses).toEqual(['192.0.2.10', '192.0.2.11'])
    expect(parameters.heldAddresses[2]).toEqual({ ...ipv6, interface: 'eth1' })
  })

  it.each<[string, VirtualAddress, string]>([
    ['no address', { address: 'eth0' }, 'virtualAddresses[0]'],
    ['an empty interface', { address: '192.0.2.10', interface: '' }, '.interface'],
    ['a long label', { address: '192.0.2.10', label: 'eth0:0123456789a' }, '.label'],
    ['a label for IPv6', { address: 'fe80::10/64', label: 'eth0:1' }, '.label'],
    ['an unknown scope', { address: '192.0.2.10', scope: 'world' as never }, '.scope'],
    ['a scope of 256', { address: '192.0.2.10', scope: 256 }, '.scope'],
    ['a broadcast that is none', { address: '192.0.2.10/24', broadcast: 'all' }, '.broadcast'],
    ['a broadcast for IPv6', { address: 'fe80::10/64', broadcast: '+' }, '.broadcast'],
    ['no broadcast in a /31', { address: '192.0.2.10/31', broadcast: '+' }, '.broadcast'],
    ['a peer of the other family', { address: '192.0.2.10', peer: '2001:db8::1' }, '.peer'],
    [
      'duplicate address detection for IPv4',
      { address: '192.0.2.10', duplicateAddressDetection: true },
      '.duplicateAddressDetection',
    ],
    [
      'another lifetime',
      { address: 'fe80::10/64', preferredLifetime: 60 as never },
      '.preferredLifetime',
    ],
    ['an unknown flag', { address: '192.0.2.10', flags: ['nodad' as never] }, '.flags'],
    ['a flag of IPv6', { address: '192.0.2.10', flags: ['home'] }, '.flags'],
  ])('is told of %s', (_, address, path) => {
    const [issue] = issuesOf(address)
    const expected = path.startsWith('.') ? `virtualAddresses[0]${path}` : path
    expect(issue?.path).toBe(expected)
  })
})

function broadcast(address: string): DesiredAddress {
  return { ...ipv4, broadcast: address }
}

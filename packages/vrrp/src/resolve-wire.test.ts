import { describe, expect, it } from 'vitest'
import { errorsOf } from '../test/support/config-issues.js'
import { config } from '../test/support/lan.js'
import type { VrrpConfig } from './config.js'
import { resolveConfig } from './resolve.js'

function refused(changes: Partial<VrrpConfig>): readonly string[] {
  return errorsOf(() => resolveConfig(config(changes)))
}

const inIpv6 = { virtualAddresses: ['fe80::10/64'] }

describe('unicast peers', () => {
  it('may have a range of TTLs, which turns on the check of sources', () => {
    const unicastPeers = [
      '192.0.2.2',
      { address: '192.0.2.3', minTtl: 250 },
      { address: '192.0.2.4', maxTtl: 254 },
      { address: '192.0.2.5' },
    ]
    expect(resolveConfig(config({ unicastPeers })).parameters).toMatchObject({
      unicastPeers: ['192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.5'],
      unicastTtlRanges: { '192.0.2.3': { min: 250, max: 255 }, '192.0.2.4': { min: 0, max: 254 } },
      checkUnicastSource: true,
    })
  })

  it('the range goes by the canonical address', () => {
    const unicastPeers = [{ address: 'FE80:0::2', minTtl: 255 }]
    expect(resolveConfig(config({ ...inIpv6, unicastPeers })).parameters).toMatchObject({
      unicastPeers: ['fe80::2'],
      unicastTtlRanges: { 'fe80::2': { min: 255, max: 255 } },
    })
  })

  it.each<[string, Partial<VrrpConfig>, readonly string[]]>([
    [
      'a TTL of 256',
      { unicastPeers: [{ address: '192.0.2.2', minTtl: 256 }] },
      ['unicastPeers[0].minTtl 256 is out of range'],
    ],
    [
      'an empty range',
      { unicastPeers: [{ address: '192.0.2.2', minTtl: 3, maxTtl: 2 }] },
      ['unicastPeers[0] minTtl 3 is above maxTtl 2'],
    ],
    [
      'a peer twice',
      { unicastPeers: ['192.0.2.2', { address: '192.0.2.2' }] },
      ['unicastPeers[1] 192.0.2.2 is listed twice'],
    ],
    [
      'another family',
      { unicastPeers: [{ address: 'fe80::2' }] },
      ['unicastPeers[0] fe80::2 is not IPv4, as the virtual addresses are'],
    ],
    ['a TTL to send of -1', { unicastTtl: -1 }, ['unicastTtl -1 is out of range']],
    [
      'a group that is none',
      { multicastGroup: '192.0.2.2' },
      ['multicastGroup 192.0.2.2 is no multicast group'],
    ],
    [
      'a group of the other family',
      { multicastGroup: 'ff02::12' },
      ['multicastGroup ff02::12 is not IPv4, as the virtual addresses are'],
    ],
    [
      'a group that is not of the link',
      { ...inIpv6, multicastGroup: 'ff05::12' },
      ['multicastGroup ff05::12 is not of link-local scope'],
    ],
  ])('refuses %s', (_, changes, errors) => {
    expect(refused(changes)).toEqual(errors)
  })
})

it('groups are those of RFC 9568 unless configured', () => {
  const groupOf = (changes: Partial<VrrpConfig>): string =>
    resolveConfig(config(changes)).parameters.multicastGroup
  expect(groupOf({})).toBe('224.0.0.18')
  expect(groupOf(inIpv6)).toBe('ff02::12')
  expect(groupOf({ multicastGroup: '224.0.0.100' })).toBe('224.0.0.100')
  expect(groupOf({ ...inIpv6, multicastGroup: 'ff02::100' })).toBe('ff02::100')
  expect(groupOf({ ...inIpv6, multicastGroup: 'FF12::100' })).toBe('ff12::100')
})

it.each<[Partial<VrrpConfig>, boolean]>([
  [{ unicastFaultNoPeer: true, unicastPeers: [] }, true],
  [{ unicastFaultNoPeer: true }, false],
  [{ unicastPeers: [] }, false],
  [{ unicastFaultNoPeer: true, unicastPeers: ['192.0.2.2'] }, false],
])('rule 130: who lacks a peer: %j', (changes, lacksPeer) => {
  expect(resolveConfig(config(changes)).parameters.lacksPeer).toBe(lacksPeer)
})

it('track_src_ip needs an address to track', () => {
  const { warnings } = resolveConfig(config({ trackSourceAddress: true }))
  expect(warnings.map(({ path, message }) => `${path} ${message}`)).toEqual([
    'trackSourceAddress is void without a sourceAddress',
  ])
})

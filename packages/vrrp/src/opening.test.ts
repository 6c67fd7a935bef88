import { expect, test } from 'vitest'
import type { VrrpConfig } from './config.js'
import { openingOf, opensMore } from './opening.js'
import type { Opening } from './opening.js'
import { resolveConfig } from './resolve.js'

function opening(changes: Partial<VrrpConfig>): Opening {
  const config = {
    ...{ name: 'VI_1', interface: 'eth0', virtualRouterId: 51 },
    ...{ virtualAddresses: ['192.0.2.10/24'], ...changes },
  }
  return openingOf(resolveConfig(config).parameters)
}

const plain = { interfaces: ['eth0'], groups: ['224.0.0.18'] }

test.each([
  [{}, plain],
  [{ multicastGroup: '239.1.2.3' }, { ...plain, groups: ['239.1.2.3'] }],
  [{ unicastPeers: ['192.0.2.2'] }, { ...plain, groups: [] }],
  [{ virtualAddresses: ['fe80::10/64'] }, { ...plain, groups: ['ff02::12'] }],
  [{ useVmac: 'vrrp.51' }, { ...plain, interfaces: ['eth0', 'vrrp.51'] }],
  [
    { virtualAddresses: ['192.0.2.10/24', { address: '192.0.2.11/24', interface: 'eth1' }] },
    { ...plain, interfaces: ['eth0', 'eth1'] },
  ],
])('%j', (changes, expected) => {
  expect(opening(changes)).toEqual(expected)
})

test.each([
  [{}, {}, false],
  [{ multicastGroup: '239.1.2.3' }, {}, true],
  [{ unicastPeers: ['192.0.2.2'] }, {}, false],
  [{}, { unicastPeers: ['192.0.2.2'] }, true],
  [{ useVmac: 'vrrp.51' }, {}, true],
  [{}, { useVmac: 'vrrp.51' }, false],
])('%j after %j: %s', (after, before, expected) => {
  expect(opensMore(opening(after), opening(before))).toBe(expected)
})

import { expect, it } from 'vitest'
import { interfaceHolding } from './holders.js'

const link = (ifname: string, operstate: string, ...addresses: readonly string[]) => ({
  ifname,
  operstate,
  addr_info: addresses.map((local) => ({ local })),
})

it('finds the interface with the address', () => {
  const links = [link('lo', 'UNKNOWN', '127.0.0.1'), link('eth0', 'UP', '10.77.0.2', '10.77.0.100')]
  expect(interfaceHolding(links, '10.77.0.100')).toBe('eth0')
  expect(interfaceHolding(links, '10.77.0.10')).toBeUndefined()
})

it.each(['DOWN', 'LOWERLAYERDOWN'])('does not count an interface that is %s', (operstate) => {
  expect(interfaceHolding([link('vrrp4-51', operstate, 'fd77::100')], 'fd77::100')).toBeUndefined()
})

import { expect, it } from 'vitest'
import { addressBytes, compareAddresses } from './address-bytes.js'

it.each([
  ['fd77::1:2', 'fd770000000000000000000000010002'],
  ['fe80::200:5eff:fe00:233', 'fe8000000000000002005efffe000233'],
  ['::1', '00000000000000000000000000000001'],
  ['2001:db8:1:2:3:4:5:6', '20010db8000100020003000400050006'],
  ['10.77.0.255', '0a4d00ff'],
])('%s is %s', (address, hex) => {
  expect(addressBytes(address).toString('hex')).toBe(hex)
})

it('compares by value and not by text', () => {
  expect(compareAddresses('10.77.0.10', '10.77.0.9')).toBeGreaterThan(0)
  expect(compareAddresses('fe80::77:2', 'fe80::200:5eff:fe00:233')).toBeLessThan(0)
})

import { expect, it } from 'vitest'
import { craftedAdverts } from './adverts.js'
import { frameOf } from './frame.js'

it('has 83 adverts of different names and bytes', () => {
  expect(craftedAdverts).toHaveLength(83)
  expect(new Set(craftedAdverts.map(({ name }) => name)).size).toBe(83)
})

it('makes what its name says', () => {
  const hex = (name: string): string => {
    const advert = craftedAdverts.find((one) => one.name === name)!
    return advert.packet({ vrid: 51, address: '10.77.0.100' }).toString('hex')
  }
  // 2133 + c801 + 0001 + 0a4d + 0064 = f3e6, ~ 0c19.
  expect(hex('v2-good').slice(0, 40)).toBe('45c0002800010000ff70d0440a4d0001e0000012')
  expect(hex('v2-good').slice(40)).toBe('2133c80100010c190a4d00640000000000000000')
  expect(hex('v2-ttl-254').slice(16, 18)).toBe('fe')
  expect(hex('v2-ttl-254').slice(40)).toBe(hex('v2-good').slice(40))
  expect(hex('v2-empty')).toHaveLength(40)
  expect(hex('v2-gets-v3').slice(40, 48)).toBe('3133c801')
  expect(hex('v3-adv-4095').slice(48, 52)).toBe('0fff')
  expect(hex('v3-rsvd-f').slice(48, 52)).toBe('f064')
  expect(hex('v2-gets-ah').slice(18, 20)).toBe('33')
})

it.each([
  ['e0000012', '01005e000012'],
  ['ffffffff', 'ffffffffffff'],
  ['0a4d0002', '020000770002'],
])('sends what is for %s to %s', (destination, mac) => {
  const packet = Buffer.from(`45${'00'.repeat(15)}${destination}`, 'hex')
  const frame = frameOf(packet, '02:00:00:77:00:03', '02:00:00:77:00:02')
  expect(frame.toString('hex')).toBe(`${mac}0200007700030800${packet.toString('hex')}`)
})

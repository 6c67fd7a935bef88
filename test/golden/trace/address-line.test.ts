import { expect, it } from 'vitest'
import { parseAddressLine } from './address-line.js'

// As `ip -o -ts monitor address` of iproute2 6.1 prints them.
const added =
  '[2026-11-22T08:38:42.405785] 3: eth0    inet 10.77.0.100/24 scope global dynamic eth0:v\\' +
  '       valid_lft 5sec preferred_lft 5sec'
const deleted =
  '[2026-11-22T08:38:42.426619] Deleted 3: vrrp.51    inet6 fd77::100/64 scope global nodad \\' +
  '       valid_lft forever preferred_lft forever'
const ofKernel =
  '[2026-11-22T08:38:42.955954] 2: eth0    inet6 fe80::a823:56ff:fe9e:beea/64 scope link \\'

it('reads an address that came', () => {
  expect(parseAddressLine(added, 'A')).toEqual({
    kind: 'ADDR+',
    // date -u -d 2026-11-22T08:38:42 +%s
    at: 1795336722405,
    who: 'A',
    text: '10.77.0.100/24 dev eth0',
  })
})

it('reads an address that went', () => {
  expect(parseAddressLine(deleted, 'B')).toEqual({
    kind: 'ADDR-',
    at: 1795336722426,
    who: 'B',
    text: 'fd77::100/64 dev vrrp.51',
  })
})

it('leaves out what the kernel made of a MAC, and what is no address', () => {
  expect(parseAddressLine(ofKernel, 'A')).toBeUndefined()
  expect(parseAddressLine('Unable to open', 'A')).toBeUndefined()
})

import { describe, expect, test } from 'vitest'
import { formatServiceId, parseServiceId } from './service.js'
import type { ServiceId } from './service.js'

describe('the text of a service', () => {
  test.each<[string, ServiceId]>([
    ['tcp 192.0.2.10:80', { kind: 'address', protocol: 'tcp', address: '192.0.2.10', port: 80 }],
    [
      'udp [2001:db8::1]:53',
      { kind: 'address', protocol: 'udp', address: '2001:db8::1', port: 53 },
    ],
    ['sctp 192.0.2.10:0', { kind: 'address', protocol: 'sctp', address: '192.0.2.10', port: 0 }],
    ['fwmark 7 inet', { kind: 'fwmark', mark: 7, family: 4 }],
    ['fwmark 4294967295 inet6', { kind: 'fwmark', mark: 4_294_967_295, family: 6 }],
  ])('%s names it, and is read', (text, id) => {
    expect(formatServiceId(id)).toBe(text)
    expect(parseServiceId(text)).toEqual(id)
  })

  test('need not be as it is written', () => {
    expect(parseServiceId('fwmark 7')).toEqual({ kind: 'fwmark', mark: 7, family: 4 })
    expect(parseServiceId('tcp [2001:DB8:0::1]:80')).toMatchObject({ address: '2001:db8::1' })
  })

  test.each([
    '',
    'tcp',
    'tcp 192.0.2.10',
    'tcp 192.0.2.10:',
    'tcp 192.0.2.10:65536',
    'tcp 192.0.2.256:80',
    'tcp 2001:db8::1:80',
    'tcp [192.0.2.10]:80',
    'icmp 192.0.2.10:80',
    'TCP 192.0.2.10:80',
    'fwmark 0',
    'fwmark 4294967296',
    'fwmark 7 ipv6',
    'fwmark -1',
  ])("'%s' is none", (text) => {
    expect(parseServiceId(text)).toBeUndefined()
  })
})

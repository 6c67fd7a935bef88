import { expect, test } from 'vitest'
import { parseMasterAddress } from './master-address.js'

test.each([
  ['unix:/var/agentx/master', { path: '/var/agentx/master' }],
  ['/run/agentx', { path: '/run/agentx' }],
  ['tcp:192.0.2.1:705', { host: '192.0.2.1', port: 705 }],
  ['tcp:192.0.2.1', { host: '192.0.2.1', port: 705 }],
  ['tcp6:[2001:db8::1]:1705', { host: '2001:db8::1', port: 1705 }],
  ['localhost:7000', { host: 'localhost', port: 7000 }],
  ['7000', { host: 'localhost', port: 7000 }],
  ['udp:192.0.2.1:705', undefined],
  ['tcp:192.0.2.1:70500', undefined],
  ['', undefined],
])('%s', (text, address) => {
  expect(parseMasterAddress(text)).toEqual(address)
})

import { expect, test } from 'vitest'
import { httpRequest } from './http-request.js'

const target = { address: '192.0.2.1', port: 80 }

test('a request is for the address and its port', () => {
  expect(httpRequest(target, '/x', '1.0', undefined)).toBe(
    'GET /x HTTP/1.0\r\nUser-Agent: KeepAliveClient\r\nHost: 192.0.2.1:80\r\n\r\n',
  )
  expect(httpRequest({ address: '2001:db8::1', port: 8080 }, '/', '1.0', undefined)).toContain(
    '\r\nHost: [2001:db8::1]:8080\r\n',
  )
})

test('a virtual host has no port', () => {
  expect(httpRequest(target, '/', '1.0', 'www.example.org')).toContain(
    '\r\nHost: www.example.org\r\n',
  )
})

test.each([
  ['1.0', 'HTTP/1.0', undefined],
  ['1.0C', 'HTTP/1.0', 'close'],
  ['1.0K', 'HTTP/1.0', 'keep-alive'],
  ['1.1', 'HTTP/1.1', 'close'],
  ['1.1K', 'HTTP/1.1', 'keep-alive'],
] as const)('version %s', (protocol, version, connection) => {
  const text = httpRequest(target, '/', protocol, undefined)
  expect(text.split('\r\n')[0]).toBe(`GET / ${version}`)
  expect(/Connection: (\S+)/.exec(text)?.[1]).toBe(connection)
})

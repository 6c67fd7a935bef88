import { expect, test } from 'vitest'
import { isOwnHost } from './own-host.js'

test.each([
  ['127.0.0.1:9651', true],
  ['192.0.2.1', true],
  ['[::1]:9651', true],
  ['localhost:9651', true],
  ['LOCALHOST', true],
  ['status.localhost:80', true],
  ['lb1.example:9651', true],
  ['LB1.example', true],
  ['rebinding.example:9651', false],
  ['localhost.example', false],
  ['lb1.example.example', false],
  ['127.0.0.1.example', false],
  ['127.0.0.1:9651@rebinding.example', false],
  ['[localhost]', false],
  ['', false],
  [undefined, false],
])('%s: %s', (header, expected) => {
  expect(isOwnHost(header, 'lb1.example')).toBe(expected)
})

test('no name is no name', () => {
  expect(isOwnHost('', '')).toBe(false)
})

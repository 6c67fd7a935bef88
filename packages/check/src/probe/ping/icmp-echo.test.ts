import { expect, test } from 'vitest'
import { echoRequest, isEchoReply } from './icmp-echo.js'

const payload = Uint8Array.of(0xde, 0xad)
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const reply = (text: string): Uint8Array => Buffer.from(text, 'hex')

test('a request over IPv4 has a checksum', () => {
  // 0800 + 0102 + 0003 + dead = e7b2; its complement is 184d.
  expect(hex(echoRequest(4, 0x0102, 3, payload))).toBe('0800184d01020003dead')
})

test('a request over IPv6 leaves it to the kernel', () => {
  expect(hex(echoRequest(6, 0x0102, 3, payload))).toBe('8000000001020003dead')
})

test('a reply has the payload of its request', () => {
  expect(isEchoReply(4, payload, reply('0000204d99990003dead'))).toBe(true)
  expect(isEchoReply(6, payload, reply('8100000099990003dead'))).toBe(true)
  expect(isEchoReply(4, payload, reply('0000204d99990003deaf'))).toBe(false)
  expect(isEchoReply(4, payload, reply('0000204d99990003'))).toBe(false)
  // The request itself, which a raw socket on loopback hears as well.
  expect(isEchoReply(4, payload, reply('0800184d01020003dead'))).toBe(false)
  expect(isEchoReply(4, payload, reply(''))).toBe(false)
})

test('a raw socket hands out the IP header as well', () => {
  const header = '4500001e00000000400100007f0000017f000001'
  expect(isEchoReply(4, payload, reply(`${header}0000204d99990003dead`))).toBe(true)
})

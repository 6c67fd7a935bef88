import { describe, expect, test } from 'vitest'
import { closedPort, startUdpServer } from '../../../test/loopback-server.js'
import { failureOf, outcomeOf } from '../../../test/outcome-of.js'
import { matchesReply, parseReplyPattern } from './reply-pattern.js'
import { udpCheck } from './udp-check.js'
import type { UdpCheckOptions } from './udp-check.js'

const connectIp = '127.0.0.1'

test('a pattern has nibbles that may be anything', () => {
  const matches = (pattern: string, hex: string): boolean =>
    matchesReply(parseReplyPattern(pattern)!, Buffer.from(hex, 'hex'))
  expect(matches('01xf', '014f')).toBe(true)
  expect(matches('01xf', '014e')).toBe(false)
  expect(matches('01 XX', '0199')).toBe(true)
  // As far as both go.
  expect(matches('0102', '01')).toBe(true)
  expect(matches('01', '0102')).toBe(true)
  expect(matches('', '99')).toBe(true)
  expect(parseReplyPattern('123')).toBeUndefined()
  expect(parseReplyPattern('zz')).toBeUndefined()
})

describe('a UDP check', () => {
  async function ask(
    reply: string | undefined,
    options: Partial<UdpCheckOptions>,
  ): Promise<string | undefined> {
    await using server = await startUdpServer(() =>
      reply === undefined ? undefined : Buffer.from(reply, 'hex'),
    )
    const target = { connectIp, connectPort: server.port, connectTimeoutMs: 2000 }
    return await failureOf(udpCheck({ ...target, ...options }))
  }

  test('sends what it is told', async () => {
    const heard: string[] = []
    await using server = await startUdpServer((bytes) => {
      heard.push(Buffer.from(bytes).toString('hex'))
      return bytes
    })
    const target = { connectIp, connectPort: server.port }
    expect(await outcomeOf(udpCheck({ ...target, payload: 'cafe 01' }))).toEqual({ ok: true })
    await outcomeOf(udpCheck({ ...target, random: () => 0.5 }))
    expect(heard).toEqual(['cafe01', '80'.repeat(32)])
  })

  test('is content with silence, unless a reply is required', async () => {
    expect(await ask(undefined, { connectTimeoutMs: 100 })).toBeUndefined()
    expect(await ask(undefined, { connectTimeoutMs: 100, requireReply: '' })).toBe(
      'no reply within 100 ms',
    )
  })

  test('looks at a reply that is required', async () => {
    expect(await ask('aabb', { requireReply: 'aaxx' })).toBeUndefined()
    expect(await ask('aabb', { requireReply: 'ab' })).toBe('the reply is not the one required')
    expect(await ask('aabb', { requireReply: '', minReplyLength: 3 })).toBe('the reply has 2 bytes')
    expect(await ask('aabb', { requireReply: '', maxReplyLength: 1 })).toBe('the reply has 2 bytes')
    expect(await ask('aa'.repeat(256), { requireReply: '' })).toBe('the reply has 256 bytes')
    // Without the requirement they mean nothing.
    expect(await ask('aabb', { minReplyLength: 3 })).toBeUndefined()
  })

  test('hears that nobody is there', async () => {
    const connectPort = await closedPort()
    expect(await failureOf(udpCheck({ connectIp, connectPort }))).toBe(
      'the connection was refused (ECONNREFUSED)',
    )
    const bound = udpCheck({ connectIp, connectPort, bindto: '127.0.0.3' })
    expect(await failureOf(bound)).toBe('the connection was refused (ECONNREFUSED)')
  })

  test('comes from the address it is told to', async () => {
    const from: string[] = []
    await using server = await startUdpServer((bytes, { address }) => {
      from.push(address)
      return bytes
    })
    await outcomeOf(udpCheck({ connectIp, connectPort: server.port, bindto: '127.0.0.9' }))
    expect(from).toEqual(['127.0.0.9'])
  })

  test('refuses what makes no sense', () => {
    expect(() => udpCheck({ connectIp, connectPort: 1, payload: 'xx' })).toThrow('payload: ')
    expect(() => udpCheck({ connectIp, connectPort: 1, requireReply: '1' })).toThrow(
      'requireReply: 1 is not made of pairs of hexadecimal digits',
    )
  })
})

import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { startUdpServer } from '../../../test/loopback-server.js'
import { failureOf, outcomeOf } from '../../../test/outcome-of.js'
import { udpCheck } from '../udp/udp-check.js'
import { pingCheck } from './ping-check.js'

describe('a ping check', () => {
  test.each(['127.0.0.1', '::1'])('is answered by %s', async (connectIp) => {
    expect(await outcomeOf(pingCheck({ connectIp }))).toEqual({ ok: true })
  })

  test('that the system refuses says so, and leaves no descriptor behind', async () => {
    const open = (): number => readdirSync('/proc/self/fd').length
    const ask = (): Promise<readonly unknown[]> => {
      const check = pingCheck({ connectIp: '255.255.255.255', connectTimeoutMs: 100 })
      return Promise.all(Array.from({ length: 100 }, () => failureOf(check)))
    }
    expect(new Set(await ask())).toEqual(new Set(['the system does not allow it (EACCES)']))
    const before = open()
    await ask()
    expect(open()).toBe(before)
  })
})

test('a UDP check may be marked and tied to an interface', async () => {
  await using server = await startUdpServer((bytes) => bytes)
  const options = { connectIp: '127.0.0.1', connectPort: server.port, requireReply: '' }
  expect(await outcomeOf(udpCheck({ ...options, bindIf: 'lo', fwmark: 7 }))).toEqual({ ok: true })
  expect(await failureOf(udpCheck({ ...options, bindIf: 'no-such-if' }))).toMatch(/ENODEV/)
})

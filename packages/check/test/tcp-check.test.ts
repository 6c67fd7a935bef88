import { fromSource, Program } from '../../../test/support/program.js'
import { readdirSync } from 'node:fs'
import { ConfigError } from '@holdfast/core'
import { describe, expect, test } from 'vitest'
import { failureOf, outcomeOf } from './outcome-of.js'
import { closedPort, startDeafServer, startServer } from './loopback-server.js'
import { tcpCheck } from '../src/probe/tcp-check.js'

describe('a TCP check', () => {
  test.each(['127.0.0.1', '::1'])('is content with a connection to %s', async (host) => {
    await using server = await startServer((socket) => socket.end(), host)
    const check = tcpCheck({ connectIp: host, connectPort: server.port })
    expect(await outcomeOf(check)).toEqual({ ok: true })
  })

  test('names the server', () => {
    const description = (connectIp: string): string =>
      tcpCheck({ connectIp, connectPort: 80 }).description
    expect(description('192.0.2.1')).toBe('TCP 192.0.2.1:80')
    expect(description('2001:db8::1')).toBe('TCP [2001:db8::1]:80')
  })

  test('comes from the address and the port it is told to', async () => {
    const from: unknown[] = []
    await using server = await startServer((socket) => {
      from.push([socket.remoteAddress, socket.remotePort])
      socket.end()
    })
    const bindPort = await closedPort()
    const connect = { connectIp: '127.0.0.1', connectPort: server.port }
    expect(await outcomeOf(tcpCheck({ ...connect, bindto: '127.0.0.9', bindPort }))).toEqual({
      ok: true,
    })
    expect(from).toEqual([['127.0.0.9', bindPort]])
  })

  test('says why there is no connection', async () => {
    const refused = { connectIp: '127.0.0.1', connectPort: await closedPort() }
    expect(await failureOf(tcpCheck(refused))).toBe('the connection was refused (ECONNREFUSED)')
    // 198.51.100.0/24 is for documentation, and no machine's own address.
    expect(await outcomeOf(tcpCheck({ ...refused, bindto: '198.51.100.1' }))).toEqual({
      ok: false,
      reason: 'the address to come from is not on this machine (EADDRNOTAVAIL)',
      isOwnFault: true,
    })
  })

  test('gives up in time where nobody answers at all', async () => {
    await using server = await startDeafServer()
    const options = { connectIp: '127.0.0.1', connectPort: server.port, connectTimeoutMs: 200 }
    const reasons = await Promise.all(Array.from({ length: 8 }, () => failureOf(tcpCheck(options))))
    // The kernel completes some connections before its queue is full.
    expect(reasons.filter((reason) => reason !== undefined).length).toBeGreaterThanOrEqual(4)
    expect(new Set(reasons)).toContain('no connection within 200 ms')
  })

  test('tells nothing once it is cancelled', async () => {
    let connections = 0
    await using server = await startServer(() => (connections += 1))
    const outcomes: unknown[] = []
    const check = tcpCheck({ connectIp: '127.0.0.1', connectPort: server.port })
    check.probes[0]?.start((outcome) => outcomes.push(outcome))()
    await outcomeOf(check)
    expect(outcomes).toEqual([])
  })

  test('refuses what makes no sense, all at once', () => {
    const attempt = (): unknown =>
      tcpCheck({
        connectIp: 'www.example.org',
        connectPort: 0,
        bindto: 'here',
        bindPort: 70_000,
        connectTimeoutMs: -1,
      })
    expect(attempt).toThrow(ConfigError)
    try {
      attempt()
    } catch (error) {
      const issues = error instanceof ConfigError ? error.issues : []
      expect(issues.map(({ path, message }) => `${path}: ${message}`)).toEqual([
        'connectIp: www.example.org is not an IP address',
        'connectPort: 0 is not a port',
        'bindPort: 70000 is not a port',
        'connectTimeoutMs: -1 is not a number of milliseconds above 0',
        'bindto: here is not an IP address',
      ])
    }
    expect(() => tcpCheck({ connectIp: '192.0.2.1', connectPort: 80, bindto: '::1' })).toThrow(
      'from ::1 nothing gets to 192.0.2.1: the families differ',
    )
  })
})

describe('descriptors', { timeout: 60_000 }, () => {
  const open = (): number => readdirSync('/proc/self/fd').length

  async function askMany(
    count: number,
    options: Parameters<typeof tcpCheck>[0],
  ): Promise<Set<unknown>> {
    const reasons = new Set<unknown>()
    const check = tcpCheck(options)
    for (let asked = 0; asked < count; asked += 500) {
      const batch = Array.from({ length: Math.min(500, count - asked) }, () => failureOf(check))
      for (const reason of await Promise.all(batch)) reasons.add(reason)
    }
    return reasons
  }

  test('where there are too few, nobody is taken for down', async () => {
    await using server = await startServer((socket) => socket.end())
    const target = { connectIp: '127.0.0.1', connectPort: server.port }
    // A process of its own, which may have 128.
    const program = `
      import { tcpCheck } from '@holdfast/check'
      const check = tcpCheck(${JSON.stringify(target)})
      const seen = new Set()
      const ask = () => new Promise((resolve) => check.probes[0].start((outcome) => {
        seen.add(JSON.stringify(outcome))
        resolve()
      }))
      await Promise.all(Array.from({ length: 400 }, ask))
      console.log([...seen].sort().join(' '))`
    const node = [...fromSource, '--input-type=module', '--eval', program]
    const limited = 'ulimit -n 128; exec "$0" "$@"'
    await using child = new Program('/bin/sh', ['-c', limited, process.execPath, ...node])
    await child.ended()
    expect(child.transcript().trim()).toBe(
      '{"ok":false,"reason":"this process has too many files open (EMFILE)","isOwnFault":true} ' +
        '{"ok":true}',
    )
  })

  test('ten thousand checks that are refused leave none open', async () => {
    const options = { connectIp: '127.0.0.1', connectPort: await closedPort() }
    await askMany(500, options)
    const before = open()
    const reasons = await askMany(10_000, options)
    expect([...reasons]).toEqual(['the connection was refused (ECONNREFUSED)'])
    expect(open()).toBeLessThanOrEqual(before)
  })
})

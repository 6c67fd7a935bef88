import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:tls'
import { beforeAll, expect, test } from 'vitest'
import { certificate, key } from '../../../test/support/certificate.js'
import { inNamespace } from '../../../test/support/in-namespace.js'
import { missingPrograms } from '../../../test/support/programs.js'
import { closedPort, startServer } from './loopback-server.js'
import { failureOf, outcomeOf } from './outcome-of.js'
import { httpCheck } from '../src/probe/http/http-check.js'
import { tcpCheck } from '../src/probe/tcp-check.js'

const connectIp = '127.0.0.1'

inNamespace(import.meta.url, () => {
  const ip = (command: string): unknown => execFileSync('ip', command.split(' '))

  beforeAll(() => {
    const problem = missingPrograms({ nft: 'nftables' })
    if (problem !== undefined) throw new Error(problem)
    ip('link add eth1 type veth peer name peer1')
    ip('link set eth1 up')
    ip('link set peer1 up')
    ip('address add 192.0.2.1/24 dev eth1')
    const rules = `table ip test {
      chain out {
        type filter hook output priority 0;
        meta mark 7 tcp flags syn counter
        oifname "eth1" ip daddr 198.51.100.1 counter
      }
    }`
    execFileSync('nft', ['-f', '-'], { input: rules })
  })

  /** How many packets each rule has seen. */
  function counted(): readonly number[] {
    const text = execFileSync('nft', ['list', 'table', 'ip', 'test'], { encoding: 'utf8' })
    return [...text.matchAll(/packets (\d+)/g)].map(([, packets]) => Number(packets))
  }
  const marked = (): number => counted()[0] ?? -1

  test('a connection is marked, over TLS too', async () => {
    await using server = await startServer((socket) => void socket.resume())
    const before = marked()
    const plain = { connectIp, connectPort: server.port }
    expect(await outcomeOf(tcpCheck(plain))).toEqual({ ok: true })
    expect(marked()).toBe(before)
    expect(await outcomeOf(tcpCheck({ ...plain, fwmark: 7 }))).toEqual({ ok: true })
    expect(marked()).toBe(before + 1)

    const answer = 'HTTP/1.0 200 OK\r\n\r\n'
    const secure = createServer({ cert: certificate, key }, (socket) => {
      socket.on('error', () => socket.destroy())
      socket.once('data', () => socket.end(answer))
    })
    const connectPort = await closedPort()
    await new Promise<void>((resolve) => secure.listen(connectPort, connectIp, resolve))
    const page = { connectIp, connectPort, tls: {}, fwmark: 7, urls: [{ path: '/' }] }
    expect(await outcomeOf(httpCheck(page))).toEqual({ ok: true })
    expect(marked()).toBe(before + 2)
    secure.close()
    const gone = { ...page, connectPort: await closedPort() }
    expect(await failureOf(httpCheck(gone))).toMatch(/ECONNREFUSED/)
  })

  test('a connection leaves by its interface, whatever the routes say', async () => {
    const options = { connectIp: '198.51.100.1', connectPort: 80, connectTimeoutMs: 200 }
    expect(await failureOf(tcpCheck(options))).toMatch(/ENETUNREACH/)
    expect(counted()[1]).toBe(0)
    expect(await failureOf(tcpCheck({ ...options, bindIf: 'eth1' }))).toBe(
      'no connection within 200 ms',
    )
    expect(counted()[1]).toBeGreaterThan(0)
    expect(await failureOf(tcpCheck({ ...options, bindIf: 'eth9' }))).toBe(
      'there is no such interface (ENODEV)',
    )
  })

  test('no descriptor is left behind, however a connection ends', async () => {
    await using server = await startServer((socket) => {
      socket.resume().on('end', () => socket.end())
    })
    const connectPort = await closedPort()
    const open = (): number => readdirSync('/proc/self/fd').length
    const ask = async (): Promise<void> => {
      for (let round = 0; round < 100; round++) {
        await outcomeOf(tcpCheck({ connectIp, connectPort: server.port, fwmark: 7 }))
        await failureOf(tcpCheck({ connectIp, connectPort, fwmark: 7 }))
        await failureOf(tcpCheck({ connectIp, connectPort, bindIf: 'eth9' }))
        // Given up before anything came of it.
        tcpCheck({ connectIp, connectPort: server.port, fwmark: 7 }).probes[0]?.start(
          () => undefined,
        )()
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    await ask()
    const before = open()
    await ask()
    expect(open()).toBe(before)
  })
})

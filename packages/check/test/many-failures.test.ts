import { readdirSync } from 'node:fs'
import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { dnsCheck } from '../src/probe/dns/dns-check.js'
import { httpCheck } from '../src/probe/http/http-check.js'
import { smtpCheck } from '../src/probe/smtp/smtp-check.js'
import { tcpCheck } from '../src/probe/tcp-check.js'
import { udpCheck } from '../src/probe/udp/udp-check.js'
import { certificate, key } from '../../../test/support/certificate.js'
import { closedPort, startServer, startTlsServer, startUdpServer } from './loopback-server.js'
import { failureOf } from './outcome-of.js'
import type { Check } from '@holdfast/check'

const connectIp = '127.0.0.1'
const open = (): number => readdirSync('/proc/self/fd').length

/** A server that notices when it is left: its ends are of this process as well. */
function noticing(act: (socket: Socket) => void): (socket: Socket) => void {
  return (socket) => {
    socket.resume()
    socket.on('end', () => socket.destroy())
    act(socket)
  }
}

/** Asks so many times, so many of them at once; returns each answer that came. */
async function ask(check: Check, count: number, atOnce: number): Promise<Set<string | undefined>> {
  const reasons = new Set<string | undefined>()
  for (let asked = 0; asked < count; asked += atOnce) {
    const batch = Array.from({ length: atOnce }, () => failureOf(check))
    for (const reason of await Promise.all(batch)) reasons.add(reason)
  }
  return reasons
}

describe('checks that fail again and again', { timeout: 60_000 }, () => {
  const count = 1000

  async function expectFlat(check: Check, reason: string | undefined): Promise<void> {
    expect([...(await ask(check, 100, 50))]).toEqual([reason])
    await expect.poll(open, { timeout: 10_000 }).toBeLessThan(60)
    const before = open()
    expect([...(await ask(check, count, 50))]).toEqual([reason])
    await expect.poll(open, { timeout: 10_000 }).toBeLessThanOrEqual(before)
  }

  const http = (connectPort: number, tls = false): Check =>
    httpCheck({ connectIp, connectPort, urls: [{ path: '/' }], tls })

  test('leave nothing open: heads that end too early', async () => {
    const half = noticing((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Le'))
    await using server = await startServer(half)
    await expectFlat(http(server.port), 'the connection was closed within the head of the answer')
  })

  test('leave nothing open: bodies that are too long', async () => {
    const piece = 'HTTP/1.0 200 OK\r\n\r\n'.padEnd(60_000, 'x')
    await using server = await startServer(noticing((socket) => socket.write(piece)))
    const options = { connectIp, connectPort: server.port, maxBodyBytes: 1000 }
    await expectFlat(
      httpCheck({ ...options, urls: [{ path: '/' }] }),
      'the answer is longer than 1000 bytes',
    )
  })

  test('leave nothing open: handshakes of TLS that are cut', async () => {
    await using server = await startTlsServer({ certificate, key } as object, (socket) => {
      socket.destroy()
    })
    const reasons = await ask(http(server.port, true), 50, 50)
    expect(reasons).not.toContain(undefined)
    const before = open()
    await ask(http(server.port, true), count, 50)
    await expect.poll(open, { timeout: 10_000 }).toBeLessThanOrEqual(before)
  })

  test('leave nothing open: mail servers that have gone', async () => {
    await using server = await startServer(noticing((socket) => socket.end('220 x\r\n')))
    await expectFlat(
      smtpCheck({ connectIp, connectPort: server.port }),
      'the connection was closed before the answer to HELO',
    )
  })

  test('leave nothing open: name servers that know nothing, or are not there', async () => {
    await using server = await startUdpServer((bytes) => {
      // NXDOMAIN, with the id of the query.
      return Buffer.concat([bytes.subarray(0, 2), Buffer.from([0x81, 0x83]), Buffer.alloc(8)])
    })
    const name = 'does-not-exist.example.org'
    await expectFlat(
      dnsCheck({ connectIp, connectPort: server.port, name }),
      'the answer is NXDOMAIN',
    )
    const connectPort = await closedPort()
    const refused = 'the connection was refused (ECONNREFUSED)'
    await expectFlat(dnsCheck({ connectIp, connectPort, name }), refused)
    await expectFlat(udpCheck({ connectIp, connectPort }), refused)
  })
})

test('ten thousand that are refused at once hold up nobody and leave nothing open', async () => {
  await using server = await startServer((socket) => {
    socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\n\r\n'))
  })
  const well = httpCheck({ connectIp, connectPort: server.port, urls: [{ path: '/' }] })
  const refused = tcpCheck({ connectIp, connectPort: await closedPort() })
  await ask(refused, 100, 100)
  expect(await failureOf(well)).toBeUndefined()
  const before = open()
  const [reasons, answer] = await Promise.all([ask(refused, 10_000, 10_000), failureOf(well)])
  reasons.delete('this process has too many files open (EMFILE)')
  expect([...reasons]).toEqual(['the connection was refused (ECONNREFUSED)'])
  // Where there are too few descriptors for them all, that one may be among the unlucky.
  expect([undefined, 'this process has too many files open (EMFILE)']).toContain(answer)
  expect(await failureOf(well)).toBeUndefined()
  await expect.poll(open).toBeLessThanOrEqual(before + 1)
}, 60_000)

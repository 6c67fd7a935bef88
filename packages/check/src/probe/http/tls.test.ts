import type { TLSSocket } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { certificate, key } from '../../../../../test/support/certificate.js'
import { startServer, startTlsServer } from '../../../test/loopback-server.js'
import type { LoopbackServer } from '../../../test/loopback-server.js'
import { failureOf } from '../../../test/outcome-of.js'
import { httpCheck } from './http-check.js'
import type { TlsOptions } from './tls-options.js'

const connectIp = '127.0.0.1'
const names: (string | false | null)[] = []

function startSite(): Promise<LoopbackServer> {
  return startTlsServer({ key, cert: certificate }, (socket: TLSSocket) => {
    names.push(socket.servername)
    socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\n\r\n'))
  })
}

async function ask(tls: boolean | TlsOptions): Promise<string | undefined> {
  await using server = await startSite()
  const urls = [{ path: '/', virtualhost: 'www.example.org' }]
  return await failureOf(httpCheck({ connectIp, connectPort: server.port, urls, tls }))
}

describe('an HTTPS check', () => {
  test('takes any certificate, and sends no name', async () => {
    expect(await ask(true)).toBeUndefined()
    expect(names.at(-1)).toBe(false)
  })

  test('sends the name it is told to', async () => {
    expect(await ask({ enableSni: true })).toBeUndefined()
    expect(names.at(-1)).toBe('www.example.org')
    expect(await ask({ sniName: 'sni.example.org' })).toBeUndefined()
    expect(names.at(-1)).toBe('sni.example.org')
  })

  test('looks at the certificate where that is wanted', async () => {
    expect(await ask({ verify: true, enableSni: true })).toBe('self-signed certificate')
    expect(await ask({ verify: true, enableSni: true, ca: certificate })).toBeUndefined()
    expect(await ask({ verify: true, sniName: 'other.example.org', ca: certificate })).toMatch(
      /does not match certificate's altnames/,
    )
  })

  test('says goodbye where that is wanted', async () => {
    expect(await ask({ tlsCompliant: true })).toBeUndefined()
  })

  test('fails where nobody speaks TLS, or nobody speaks', async () => {
    const urls = [{ path: '/' }]
    const plain = await startServer((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\n'))
    const deaf = await startServer(() => undefined)
    await using _ = plain
    await using __ = deaf
    const options = { connectIp, urls, tls: true, connectTimeoutMs: 200 }
    expect(await failureOf(httpCheck({ ...options, connectPort: plain.port }))).toMatch(
      /wrong version number|packet length too long/,
    )
    expect(await failureOf(httpCheck({ ...options, connectPort: deaf.port }))).toBe(
      'no connection within 200 ms',
    )
  })
})

import { readdirSync } from 'node:fs'
import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { startServer } from '../../../test/loopback-server.js'
import type { LoopbackServer } from '../../../test/loopback-server.js'
import { failureOf, outcomeOf } from '../../../test/outcome-of.js'
import { digestOfUrl } from './digest-of-url.js'
import { httpCheck } from './http-check.js'
import type { HttpCheckOptions, UrlOptions } from './http-check.js'

const connectIp = '127.0.0.1'
const hello = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'
/** `printf hello | md5sum`. */
const helloDigest = '5d41402abc4b2a76b9719d911017c592'

/** Answers every request with these bytes and closes. */
function answering(text: string): Promise<LoopbackServer> {
  return startServer((socket) => {
    socket.once('data', () => socket.end(text))
  })
}

function check(
  server: LoopbackServer,
  url: Partial<UrlOptions> = {},
  options: Partial<HttpCheckOptions> = {},
): ReturnType<typeof httpCheck> {
  const urls = [{ path: '/', ...url }]
  return httpCheck({ connectIp, connectPort: server.port, urls, ...options })
}

describe('an HTTP check', () => {
  test('is content with a status of 200 to 299', async () => {
    await using server = await answering('HTTP/1.0 204 No Content\r\n\r\n')
    expect(await outcomeOf(check(server))).toEqual({ ok: true })
  })

  test('looks at the status, and follows no redirection', async () => {
    await using server = await answering('HTTP/1.0 301 Moved\r\nLocation: /\r\n\r\n')
    expect(await failureOf(check(server))).toBe('the status of / is 301')
    const statusCodes = [
      { first: 200, last: 200 },
      { first: 300, last: 302 },
    ]
    expect(await failureOf(check(server, { statusCodes }))).toBeUndefined()
  })

  test('compares the digest of the body', async () => {
    await using server = await answering(hello)
    expect(await failureOf(check(server, { digest: helloDigest.toUpperCase() }))).toBeUndefined()
    expect(await failureOf(check(server, { digest: '0'.repeat(32) }))).toBe(
      `the digest of the answer is ${helloDigest}`,
    )
  })

  test('looks for an expression in the body', async () => {
    await using server = await answering(hello)
    expect(await failureOf(check(server, { regex: 'l{2}' }))).toBeUndefined()
    expect(await failureOf(check(server, { regex: 'bye' }))).toBe('the answer does not match bye')
  })

  test('does not wait for the end of the connection where the answer is whole', async () => {
    await using server = await startServer((socket) => void socket.write(hello))
    expect(await failureOf(check(server, { digest: helloDigest }))).toBeUndefined()
  })

  test('asks for each URL by its own virtual host', async () => {
    const requests: string[] = []
    await using server = await startServer((socket) => {
      socket.once('data', (bytes) => {
        requests.push(String(bytes).replaceAll('\r\n', '|'))
        socket.end(hello)
      })
    })
    const both = httpCheck({
      connectIp,
      connectPort: server.port,
      virtualhost: 'www.example.org',
      httpProtocol: '1.1',
      urls: [{ path: '/a' }, { path: '/b?c=d', virtualhost: 'b.example.org' }],
    })
    expect(both.probes).toHaveLength(2)
    await outcomeOf(both, 0)
    await outcomeOf(both, 1)
    const lines = 'User-Agent: KeepAliveClient|Connection: close|Host:'
    expect(requests).toEqual([
      `GET /a HTTP/1.1|${lines} www.example.org||`,
      `GET /b?c=d HTTP/1.1|${lines} b.example.org||`,
    ])
  })

  test('refuses what makes no sense', () => {
    const attempt =
      (url: object, options: object = {}) =>
      () =>
        httpCheck({ connectIp, connectPort: 80, urls: [{ path: '/', ...url }], ...options })
    expect(attempt({}, { urls: [] })).toThrow('urls: names nothing to ask for')
    expect(attempt({ path: '/ HTTP/1.0\r\n' })).toThrow('cannot be asked for')
    expect(attempt({ virtualhost: 'a\r\nb' })).toThrow('is not the name of a host')
    expect(attempt({ digest: 'abc' })).toThrow('abc is not an MD5 of 32 digits')
    expect(attempt({ regex: '(' })).toThrow('Unterminated group')
    expect(attempt({}, { tls: { key: 'nonsense' } })).toThrow('tls: ')
  })
})

describe('a server that misbehaves', () => {
  const drip = (text: string) => (socket: Socket) => {
    let at = 0
    const timer = setInterval(() => socket.write(text.charAt(at++ % text.length)), 20)
    socket.on('close', () => clearInterval(timer))
  }
  const misbehaviours: readonly (readonly [string, (socket: Socket) => void, string])[] = [
    ['accepts and never answers', () => undefined, 'no answer within 400 ms'],
    [
      'answers bit by bit',
      drip('HTTP/1.0 200 OK\r\n'.padEnd(1000, 'x')),
      'no answer within 400 ms',
    ],
    [
      'sends its body bit by bit',
      (socket) => {
        socket.write('HTTP/1.0 200 OK\r\n\r\n')
        drip('x')(socket)
      },
      'no whole answer within 400 ms',
    ],
    [
      'closes in the middle of its head',
      (socket) => socket.end('HTTP/1.0 200 OK\r\nServ'),
      'the connection was closed within the head of the answer',
    ],
    ['closes at once', (socket) => socket.end(), 'the connection was closed without an answer'],
    [
      'resets the connection',
      (socket) => socket.once('data', () => socket.resetAndDestroy()),
      'the connection was reset (ECONNRESET)',
    ],
    ['speaks something else', (socket) => socket.end('SSH-2.0-x\r\n'), 'the answer is not HTTP'],
  ]

  test.concurrent.each(misbehaviours)('%s', async (_, misbehave, reason) => {
    await using server = await startServer(misbehave)
    expect(await failureOf(check(server, {}, { connectTimeoutMs: 400 }))).toBe(reason)
  })

  test('sends without an end', async () => {
    const piece = Buffer.alloc(65_536)
    await using server = await startServer((socket) => {
      socket.write('HTTP/1.0 200 OK\r\n\r\n')
      const more = (): void => {
        while (!socket.destroyed && socket.write(piece));
      }
      socket.on('drain', more)
      more()
    })
    expect(await failureOf(check(server, { digest: helloDigest }))).toBe(
      'the answer is longer than 16777216 bytes',
    )
    expect(await failureOf(check(server, { regex: 'x' }, { maxBodyBytes: 100 }))).toBe(
      'the answer is longer than 100 bytes',
    )
  })

  test('holds nobody else up', async () => {
    await using deaf = await startServer(() => undefined)
    await using well = await answering(hello)
    let ended = 0
    const waiting = Array.from({ length: 200 }, () =>
      check(deaf).probes[0]?.start(() => (ended += 1)),
    )
    expect(await failureOf(check(well))).toBeUndefined()
    expect(ended).toBe(0)
    for (const cancel of waiting) cancel?.()
  })

  test('leaves no descriptors behind', async () => {
    await using deaf = await startServer((socket) => {
      socket.resume()
      socket.on('end', () => socket.destroy())
    })
    const open = (): number => readdirSync('/proc/self/fd').length
    const ask = (): Promise<unknown> =>
      Promise.all(
        Array.from({ length: 200 }, () => failureOf(check(deaf, {}, { connectTimeoutMs: 50 }))),
      )
    await ask()
    // Both ends of a connection are of this process, and the server's goes when its turn comes.
    await expect.poll(open).toBeLessThan(100)
    const before = open()
    for (let round = 0; round < 5; round += 1) await ask()
    await expect.poll(open).toBeLessThanOrEqual(before)
  })
})

describe('the digest of a URL', () => {
  test('is that of the body, whatever the status', async () => {
    await using server = await answering('HTTP/1.0 500 Oh\r\n\r\nhello')
    expect(await digestOfUrl({ connectIp, connectPort: server.port, path: '/' })).toBe(helloDigest)
  })

  test('leaves the transfer coding out', async () => {
    await using server = await answering(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n',
    )
    expect(await digestOfUrl({ connectIp, connectPort: server.port, path: '/' })).toBe(helloDigest)
  })

  test('does not exist without a whole answer', async () => {
    await using server = await answering('')
    const digest = digestOfUrl({ connectIp, connectPort: server.port, path: '/x' })
    await expect(digest).rejects.toMatchObject({
      code: 'ERR_HOLDFAST_CHECK',
      message: '/x: the connection was closed without an answer',
    })
    await expect(digestOfUrl({ connectIp, connectPort: 80, path: '' })).rejects.toThrow('path: ')
  })
})

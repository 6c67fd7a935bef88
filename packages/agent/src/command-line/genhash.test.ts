import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Server } from 'node:net'
import { genhash } from './genhash.js'

// `printf 'hello\n' | md5sum`
const digest = 'b1946ac92492d2347c6235b4d2611184'

let server: Server
let answer: string
let said: string[]
let complaints: string[]
const output = {
  print: (text: string): unknown => said.push(text),
  complain: (text: string): unknown => complaints.push(text),
}

beforeEach(async () => {
  said = []
  complaints = []
  answer = 'HTTP/1.0 500 Oh\r\n\r\nhello\n'
  server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.once('data', () => socket.end(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterEach(() => void server.close())

function ask(verbose: boolean): Promise<number> {
  const connectPort = (server.address() as AddressInfo).port
  const options = { connectIp: '127.0.0.1', connectPort, path: '/x' }
  return genhash({ kind: 'genhash', options, verbose }, output)
}

test('says the digest alone', async () => {
  expect(await ask(false)).toBe(0)
  expect(said).toEqual([digest])
})

test('or everything, as keepalived shows it', async () => {
  expect(await ask(true)).toBe(0)
  expect(said.join('\n').replace(/\d+ usecs/, 'N usecs')).toBe(`\
-----------------------[    HTTP Header Buffer    ]-----------------------
0000  48 54 54 50 2f 31 2e 30 - 20 35 30 30 20 4f 68 0d   HTTP/1.0 500 Oh.
0016  0a 0d 0a                -                           ...             
-----------------------[ HTTP Header Ascii Buffer ]-----------------------
HTTP/1.0 500 Oh\r
\r

-----------------------[        HTML Buffer        ]-----------------------
0000  68 65 6c 6c 6f 0a       -                           hello.          

-----------------------[    HTML hash resulting    ]-----------------------
0000  b1 94 6a c9 24 92 d2 34 - 7c 62 35 b4 d2 61 11 84   ..j.$..4|b5..a..
-----------------------[ HTML hash final resulting ]-----------------------
${digest}

Global response time for [/x] = N usecs`)
})

test('no answer is a failure, and says why', async () => {
  answer = ''
  expect(await ask(false)).toBe(1)
  expect(complaints).toEqual(['/x: the connection was closed without an answer'])
  const options = { connectIp: 'www', connectPort: 80, path: '/x' }
  expect(await genhash({ kind: 'genhash', options, verbose: false }, output)).toBe(1)
  expect(complaints[1]).toMatch(/^TCP check of www: connectIp: www is not an IP address/)
  expect(said).toEqual([])
})

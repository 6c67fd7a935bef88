import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { missingPrograms } from '../../../test/support/programs.js'
import { holdfastProgram } from './pair.js'

// keepalived's own program is the judge, word for word; only how long it took may differ.

const problem = missingPrograms({ genhash: 'keepalived' })
if (problem !== undefined)
  process.stderr.write(`SKIPPED: genhash beside keepalived's: ${problem}\n`)

function page(length: number): Buffer {
  const head = `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`
  return Buffer.from([...Buffer.from(head), ...Array.from({ length }, (_, at) => (at * 7) % 256)])
}

let server: Server | undefined

afterEach(() => void server?.close())

async function listen(length: number): Promise<number> {
  const answer = (socket: Socket): void => {
    socket.on('error', () => socket.destroy())
    socket.once('data', () => socket.end(page(length)))
  }
  server = createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** Not synchronous: the server is of this process. */
async function said(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const pieces: Buffer[] = []
  child.stdout.on('data', (bytes: Buffer) => pieces.push(bytes))
  await once(child, 'close')
  return Buffer.concat(pieces)
    .toString('latin1')
    .replace(/= \d+ usecs/, '= N usecs')
}

test.skipIf(problem !== undefined).each([
  ['of a page', 50_000, []],
  // So short that keepalived's program shows it as one piece.
  ['and everything else', 500, ['-v', '-V', 'www.example.org', '-P', '1.1']],
])(
  'says the digest %s',
  async (_, length, more) => {
    const port = await listen(length)
    const args = [...more, '-s', '127.0.0.1', '-p', String(port), '-u', '/x?y=1']
    const theirs = await said('genhash', args)
    expect(theirs).toMatch(/^[0-9a-f]{32}$/m)
    expect(await said(process.execPath, [holdfastProgram, 'genhash', ...args])).toBe(theirs)
  },
  60_000,
)

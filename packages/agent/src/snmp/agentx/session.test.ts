import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { SimClock } from '@holdfast/core/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { MibView, scalar } from '../mib/mib-view.js'
import { objectId } from '../object-id.js'
import { integer } from '../value.js'
import { AgentXSession } from './session.js'

const base = objectId('1.3.6.1.4.1.9')
/** A response without bindings: whoever reads it takes the session and the packet from its head. */
const response = (session: number, packet: number, error = 0): Buffer => {
  const bytes = Buffer.alloc(28)
  bytes.set([1, 18, 0x10, 0])
  bytes.writeUInt32BE(session, 4)
  bytes.writeUInt32BE(packet, 12)
  bytes.writeUInt32BE(8, 16)
  bytes.writeUInt16BE(error, 24)
  return bytes
}

let folder: string
let server: Server
let sockets: Socket[]
/** The kinds of packets that the master was sent. */
let heard: number[]
let refusal: number
/** Connections that ended. */
let hungUp: number
let clock: SimClock
let session: AgentXSession
let said: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-agentx-'))
  ;[sockets, heard, said, refusal, hungUp] = [[], [], [], 0, 0]
  clock = new SimClock()
  const logger = {
    debug: () => undefined,
    info: (text: string) => void said.push(text),
    warn: (text: string) => void said.push(text),
    error: (text: string) => void said.push(text),
  }
  session = new AgentXSession({
    ...{ clock, logger, place: 'the place', description: 'test', subtrees: [base] },
    connect: () => connect(join(folder, 'master')).on('close', () => (hungUp += 1)),
    view: () => new MibView([scalar(base, integer(1))]),
  })
})

afterEach(async () => {
  const ended = session.end()
  clock.advance(1000)
  await ended
  await closeMaster()
  rmSync(folder, { recursive: true })
})

/** Answers whatever is asked of it. */
async function openMaster(): Promise<void> {
  server = createServer((socket) => {
    sockets.push(socket)
    socket.on('data', (piece) => {
      for (let at = 0; at < piece.length; at += 20 + piece.readUInt32BE(at + 16)) {
        const [kind = 0, packet] = [piece[at + 1], piece.readUInt32BE(at + 12)]
        heard.push(kind)
        if (kind === 18) continue
        socket.write(response(9, packet, kind === 1 ? refusal : 0))
      }
    })
  })
  server.listen(join(folder, 'master'))
  await once(server, 'listening')
}

async function closeMaster(): Promise<void> {
  for (const socket of sockets.splice(0)) socket.destroy()
  if (server.listening) {
    server.close()
    await once(server, 'close')
  }
}

/** Sockets are real: whatever is on its way takes some turns of the loop. */
async function eventually(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}

const trap = [
  { id: objectId('1.3.6.1.6.3.1.1.4.1.0'), value: { kind: 'objectId', id: base } },
] as const
const [open, close, register, get, notify, answer] = [1, 2, 3, 5, 12, 18]

test('opens, registers, and sends what was to be told before', async () => {
  await openMaster()
  session.notify(trap)
  session.start()
  await eventually(() => heard.length === 3)
  expect(heard).toEqual([open, register, notify])
  expect(said).toEqual(['SNMP: the master agent at the place is there'])
})

test('answers what it is asked', async () => {
  await openMaster()
  session.start()
  await eventually(() => heard.includes(register))
  const question = Buffer.concat([response(9, 77).subarray(0, 20), Buffer.alloc(8)])
  question[1] = get
  sockets[0]?.write(question.subarray(0, 10))
  sockets[0]?.write(question.subarray(10))
  await eventually(() => heard.includes(answer))
})

test('looks for a master that is gone, and comes back to it', async () => {
  await openMaster()
  session.start()
  await eventually(() => heard.includes(register))
  await closeMaster()
  await eventually(() => hungUp === 1)
  for (const number of Array.from({ length: 70 }, (_, at) => at)) {
    session.notify([{ id: base, value: integer(number) }])
  }
  // Nobody there: that is another problem, and told once.
  clock.advance(2000)
  await eventually(() => hungUp === 2)
  clock.advance(2000)
  await eventually(() => hungUp === 3)
  expect(said.slice(1)).toEqual([
    'SNMP: no master agent at the place: it hung up; it is looked for',
    expect.stringContaining('ENOENT'),
  ])
  heard = []
  await openMaster()
  clock.advance(2000)
  await eventually(() => heard.filter((kind) => kind === notify).length === 64)
  expect(heard.slice(0, 3)).toEqual([open, register, notify])
})

test('a master that refuses is asked again later', async () => {
  refusal = 256
  await openMaster()
  session.start()
  await eventually(() => said.length === 1)
  expect(said[0]).toContain('it refuses the session (error 256); it is looked for')
  refusal = 0
  clock.advance(2000)
  await eventually(() => heard.includes(register))
})

test('a master that says nothing is left', async () => {
  server = createServer((socket) => void sockets.push(socket))
  server.listen(join(folder, 'master'))
  await once(server, 'listening')
  session.start()
  await eventually(() => sockets.length === 1)
  clock.advance(10_000)
  await eventually(() => said.length === 1)
  expect(said[0]).toContain('it does not answer')
})

test('what is no AgentX ends the session, and nothing else', async () => {
  await openMaster()
  session.start()
  await eventually(() => heard.includes(register))
  sockets[0]?.write('HTTP/1.1 400 Bad Request\r\n\r\n'.padEnd(60))
  await eventually(() => said.length === 2)
  expect(said[1]).toContain('what it says is no AgentX')
})

test('says goodbye', async () => {
  await openMaster()
  session.start()
  await eventually(() => heard.includes(register))
  await session.end()
  expect(heard.at(-1)).toBe(close)
})

import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { silentLogger } from '@holdfast/core'
import { SimClock } from '@holdfast/core/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../../../test/support/until.js'
import { HttpServer } from '../http/http-server.js'
import { LiveFeed } from './live-feed.js'

let clock: SimClock
let areas: Record<string, string>
let looks: number
/** How long a look takes. */
let lookMs: number
let feed: LiveFeed
let server: HttpServer
let sockets: Socket[]

beforeEach(async () => {
  clock = new SimClock()
  areas = { one: '<p>1</p>', two: '<p>2</p>' }
  looks = 0
  lookMs = 0
  const look = async (): Promise<Record<string, string>> => {
    looks += 1
    await Promise.resolve()
    clock.advance(lookMs)
    return { ...areas }
  }
  feed = new LiveFeed({ clock, logger: silentLogger, look })
  const routes = { '/events': feed.join.bind(feed) }
  server = await HttpServer.open(routes, { host: '127.0.0.1', port: 0 })
  sockets = []
})

afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  feed.close()
  await server.close()
})

/** Lets virtual time pass, and what follows from each event happen before the next one. */
async function pass(ms: number): Promise<void> {
  const end = clock.now() + ms
  for (let at = clock.nextEventAt; at !== undefined && at <= end; at = clock.nextEventAt) {
    clock.step()
    await new Promise((resolve) => setImmediate(resolve))
  }
  if (clock.now() < end) clock.advanceTo(end)
}

interface Watcher {
  readonly socket: Socket
  readonly text: () => string
}

async function watch(): Promise<Watcher> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  sockets.push(socket)
  let text = ''
  socket.setEncoding('utf8').on('data', (data: string) => (text += data))
  socket.on('error', () => undefined)
  socket.write('GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await until('an answer', () => text.includes('\r\n\r\n'), 5000)
  return { socket, text: () => text }
}

const hears = (watcher: Watcher, what: string): Promise<void> =>
  until(what, () => watcher.text().includes(what), 5000)

test('who comes hears everything, then what is new', async () => {
  const watcher = await watch()
  expect(watcher.text()).toContain('Content-Type: text/event-stream')
  await pass(0)
  await hears(watcher, 'data: {"one":"<p>1</p>","two":"<p>2</p>"}\n\n')
  areas.two = '<p>line\nbreak</p>'
  await pass(1500)
  await hears(watcher, 'data: {"two":"<p>line\\nbreak</p>"}\n\n')
})

test('nobody watches: nobody looks', async () => {
  feed.hurry()
  await pass(60_000)
  const watcher = await watch()
  await pass(0)
  watcher.socket.destroy()
  await until('it is gone', () => clock.nextEventAt === undefined, 5000)
  await pass(60_000)
  expect(looks).toBe(1)
})

test('what happens is told sooner than in a second, and often costs one look', async () => {
  await watch()
  await pass(0)
  expect(looks).toBe(1)
  for (let count = 0; count < 100; count += 1) feed.hurry()
  await pass(99)
  expect(looks).toBe(1)
  await pass(1)
  expect(looks).toBe(2)
  await pass(999)
  expect(looks).toBe(2)
  await pass(1)
  expect(looks).toBe(3)
})

test('looking takes at most one part in fifty of the time', async () => {
  await watch()
  lookMs = 40
  await pass(0)
  expect(clock.now()).toBe(40)
  lookMs = 0
  feed.hurry()
  await pass(1999)
  expect(looks).toBe(1)
  await pass(1)
  expect(looks).toBe(2)
})

test('nothing is new for long: a word all the same', async () => {
  const watcher = await watch()
  for (let seconds = 0; seconds < 17; seconds += 1) await pass(1000)
  await hears(watcher, ':\n\n')
})

test('the seventeenth is refused until one of the others goes', async () => {
  const watchers = await Promise.all(Array.from({ length: 16 }, () => watch()))
  const refused = await fetch(`${server.url}/events`)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
  watchers[0]?.socket.destroy()
  const isFree = async (): Promise<boolean> => (await watch()).text().includes('200 OK')
  while (!(await isFree())) await new Promise((resolve) => setImmediate(resolve))
})

test('who watches many times over one connection leaves with it', async () => {
  const plain = createServer((request, response) => {
    if (request.url === '/events') feed.join(request, response)
  })
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
  const { port } = plain.address() as AddressInfo
  const both = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')]
  // What is asked first is never answered.
  const paths = ['/', ...Array.from({ length: 8 }, () => '/events')]
  const text = paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`).join('')
  for (const socket of both) socket.write(text)
  const statusNow = async (): Promise<number> => {
    return (await fetch(`${server.url}/events`, { method: 'HEAD' })).status
  }
  await until('all are watching', async () => (await statusNow()) === 503, 5000)
  for (const socket of both) socket.destroy()
  await until('none is', async () => (await statusNow()) === 200, 5000)
  await new Promise((resolve) => plain.close(resolve))
})

test('when it is over nobody comes any more', async () => {
  const watcher = await watch()
  const gone = once(watcher.socket, 'close')
  feed.close()
  await gone
  expect((await fetch(`${server.url}/events`)).status).toBe(503)
  await pass(60_000)
  expect(looks).toBe(0)
})

test('who does not read is dropped, and the others hear on', async () => {
  const slow = await watch()
  const other = await watch()
  slow.socket.pause()
  const closed = once(slow.socket, 'close')
  for (let round = 0; round < 60; round += 1) {
    areas.one = String(round).repeat(500_000)
    await pass(5000)
    await new Promise((resolve) => setImmediate(resolve))
  }
  areas.one = 'the end'
  await pass(5000)
  await hears(other, '{"one":"the end"}')
  slow.socket.resume()
  await closed
  expect(slow.text()).not.toContain('the end')
})

test('a look that fails is tried again', async () => {
  let isBroken = true
  feed.close()
  feed = new LiveFeed({
    clock,
    logger: silentLogger,
    look: () => (isBroken ? Promise.reject(new Error('no')) : Promise.resolve(areas)),
  })
  await server.close()
  const routes = { '/events': feed.join.bind(feed) }
  server = await HttpServer.open(routes, { host: '127.0.0.1', port: 0 })
  const watcher = await watch()
  await pass(0)
  isBroken = false
  await pass(5000)
  await hears(watcher, '"one"')
})

import { connect } from 'node:net'
import { Gauge, Registry } from 'prom-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseMetricsAddress } from './metrics-address.js'
import { MetricsServer } from './metrics-server.js'

let server: MetricsServer

beforeEach(async () => {
  const registry = new Registry()
  new Gauge({ name: 'answer', help: 'The answer.', registers: [registry] }).set(42)
  server = await MetricsServer.open(registry, { host: '127.0.0.1', port: 0 })
})

afterEach(() => server.close())

test('GET /metrics is answered', async () => {
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/)
  const response = await fetch(server.url)
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(await response.text()).toBe('# HELP answer The answer.\n# TYPE answer gauge\nanswer 42\n')
})

test('nothing else is', async () => {
  expect((await fetch(server.url.replace('metrics', ''))).status).toBe(404)
  expect((await fetch(server.url, { method: 'POST' })).status).toBe(405)
})

test('who is connected does not keep it from ending', async () => {
  const { port } = new URL(server.url)
  const socket = connect(Number(port), '127.0.0.1')
  await new Promise((resolve) => socket.once('connect', resolve))
  const ended = new Promise((resolve) => socket.once('close', resolve))
  socket.on('error', () => undefined)
  socket.write('GET /met')
  await server.close()
  await ended
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow()
  server = await MetricsServer.open(new Registry(), { host: '127.0.0.1', port: 0 })
})

test.each([
  ['9650', { host: '127.0.0.1', port: 9650 }],
  ['192.0.2.1:80', { host: '192.0.2.1', port: 80 }],
  ['[::]:9650', { host: '::', port: 9650 }],
  ['localhost:1', { host: 'localhost', port: 1 }],
  [':9650', undefined],
  ['::1:9650', undefined],
  ['65536', undefined],
  ['port', undefined],
  ['', undefined],
])('%s', (text, expected) => {
  expect(parseMetricsAddress(text)).toEqual(expected)
})

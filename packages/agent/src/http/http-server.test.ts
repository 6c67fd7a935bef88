import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import { Gauge, Registry } from 'prom-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { metricsRoutes } from '../metrics/metrics-routes.js'
import { parseHttpAddress } from './http-address.js'
import { HttpServer } from './http-server.js'

let server: HttpServer
let answers: number

beforeEach(async () => {
  answers = 0
  const registry = new Registry()
  new Gauge({ name: 'answer', help: 'The answer.', registers: [registry] }).set(42)
  const routes = {
    ...metricsRoutes(registry),
    '/counted': () => void (answers += 1),
    '/broken': () => Promise.reject(new Error('secret')),
  }
  server = await HttpServer.open(routes, { host: '127.0.0.1', port: 0 })
})

afterEach(() => server.close())

test('GET /metrics is answered', async () => {
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const response = await fetch(`${server.url}/metrics?really`)
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(await response.text()).toBe('# HELP answer The answer.\n# TYPE answer gauge\nanswer 42\n')
})

test('HEAD is answered without a word', async () => {
  const response = await fetch(`${server.url}/metrics`, { method: 'HEAD' })
  expect([response.status, await response.text()]).toEqual([200, ''])
})

test.each([
  ['GET', '/', 404],
  ['GET', '/constructor', 404],
  ['GET', '/metrics/../metrics/x', 404],
  ['POST', '/metrics', 405],
  ['DELETE', '/metrics', 405],
  ['OPTIONS', '/metrics', 405],
  ['GET', '/broken', 500],
])('%s %s is %d', async (method, path, status) => {
  const response = await fetch(`${server.url}${path}`, { method })
  expect(response.status).toBe(status)
  expect(await response.text()).not.toContain('secret')
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
  server = await HttpServer.open({}, { host: '127.0.0.1', port: 0 })
})

test('who asks again before there is an answer is hung up on', async () => {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  const ended = new Promise((resolve) => socket.once('close', resolve))
  socket.on('error', () => undefined)
  socket.write('GET /counted HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(100))
  await ended
  expect(answers).toBe(1)
})

test('one after the other is answered over one connection', async () => {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1').setEncoding('utf8')
  for (let count = 0; count < 3; count += 1) {
    socket.write('HEAD /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n')
    const text = await new Promise((resolve) => socket.once('data', resolve))
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n$/)
  }
  socket.destroy()
})

test('somebody who cannot be let in is not missed', async () => {
  let inner: Server | undefined
  const notice = (message: unknown): void => void (inner = (message as { server: Server }).server)
  subscribe('http.server.request.start', notice)
  await fetch(`${server.url}/metrics`)
  unsubscribe('http.server.request.start', notice)
  for (let count = 0; count < 3; count += 1) inner?.emit('error', new Error('accept EMFILE'))
  expect(inner?.listening).toBe(true)
  expect((await fetch(`${server.url}/metrics`)).status).toBe(200)
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
  expect(parseHttpAddress(text)).toEqual(expected)
})

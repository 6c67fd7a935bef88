import { connect } from 'node:net'
import { Gauge, Registry } from 'prom-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { metricsRoutes } from '../metrics/metrics-routes.js'
import { parseHttpAddress } from './http-address.js'
import { HttpServer } from './http-server.js'

let server: HttpServer

beforeEach(async () => {
  const registry = new Registry()
  new Gauge({ name: 'answer', help: 'The answer.', registers: [registry] }).set(42)
  const routes = {
    ...metricsRoutes(registry),
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

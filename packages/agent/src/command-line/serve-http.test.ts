import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { Logger } from '@holdfast/core'
import { SimCluster } from '@holdfast/vrrp/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAgent } from '../create-agent.js'
import type { HttpServer } from '../http/http-server.js'
import type { Agent } from '../running/agent.js'
import { serveHttp } from './serve-http.js'

let agent: Agent
let lines: string[]
let logger: Logger
let servers: readonly HttpServer[]

beforeEach(() => {
  const ports = new SimCluster().addNode('a')
  agent = createAgent({ config: '', ports, page: true, metrics: true })
  lines = []
  const log = (line: string): unknown => lines.push(line)
  logger = { debug: log, info: log, warn: log, error: log }
  servers = []
})

afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()))
})

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

test('one server where both are asked for at the same place', async () => {
  const port = String(await freePort())
  servers = await serveHttp(agent, { metrics: port, page: `127.0.0.1:${port}` }, logger)
  expect(servers).toHaveLength(1)
  const url = `http://127.0.0.1:${port}`
  expect(lines).toEqual([`Metrics are at ${url}/metrics`, `The status page is at ${url}/`])
  for (const path of ['/', '/metrics']) expect((await fetch(`${url}${path}`)).status).toBe(200)
})

test('two where they are not, and none where nothing is asked for', async () => {
  servers = await serveHttp(agent, { metrics: '0', page: '0' }, logger)
  expect(servers).toHaveLength(2)
  expect((await fetch(`${servers[0]?.url ?? ''}/`)).status).toBe(404)
  expect(await serveHttp(agent, {}, logger)).toEqual([])
})

test('a place that is taken costs a warning', async () => {
  servers = await serveHttp(agent, { page: '0' }, logger)
  const { port } = new URL(servers[0]?.url ?? '')
  expect(await serveHttp(agent, { page: port }, logger)).toEqual([])
  expect(lines.at(-1)).toBe(`cannot listen at 127.0.0.1, port ${port}: no status page, no metrics`)
})

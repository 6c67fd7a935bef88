import { request } from 'node:http'
import { FakeProcessRunner } from '@holdfast/check/testing'
import { SimCluster } from '@holdfast/vrrp/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAgent } from '../create-agent.js'
import { HttpServer } from '../http/http-server.js'
import type { Agent } from '../running/agent.js'
import type { PageSnapshot } from './page-snapshot.js'
import { stopInTime } from '../testing/stop-in-time.js'

const hostile = '<img/src=x/onerror=alert(1)>'
const config = `
global_defs {
    router_id lb1
}
vrrp_instance ${hostile} {
    interface eth0
    virtual_router_id 51
    virtual_ipaddress {
        192.0.2.100/24
    }
}`

let cluster: SimCluster
let agent: Agent
let server: HttpServer

beforeEach(async () => {
  cluster = new SimCluster()
  const ports = cluster.addNode('a')
  const unixTimeMs = (): number => Date.UTC(2026, 0, 2, 3, 4, 5) + cluster.clock.now()
  const runner = new FakeProcessRunner({ clock: cluster.clock })
  agent = createAgent({ config, ports: { ...ports, unixTimeMs }, runner, page: true })
  await agent.start()
  const routes = agent.page?.routes('lb1.example') ?? {}
  server = await HttpServer.open(routes, { host: '127.0.0.1', port: 0 })
  await cluster.advanceAsync(5000)
})

afterEach(async () => {
  await server.close()
  await stopInTime(cluster, agent)
})

async function get(path: string): Promise<string> {
  return (await fetch(`${server.url}${path}`)).text()
}

/** `fetch` lets nobody choose the Host. */
function statusFor(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(`${server.url}/status.json`, { headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    asked.on('error', reject).end()
  })
}

test('the page says what there is without its script, and nothing of it is HTML that was not', async () => {
  agent.emit('asked', {
    by: '<script>alert(2)</script>',
    request: { do: 'demote' },
    outcome: '"><svg onload=alert(3)>',
  })
  const page = await get('/')
  expect(page).toContain('<title>lb1: Holdfast</title>')
  expect(page).toContain('&lt;img/src=x/onerror=alert(1)&gt;')
  expect(page).toContain('no advert from anybody for 3609.375 ms')
  expect(page).toContain('2026-01-02 03:04:10')
  expect(page).toContain('&lt;script&gt;alert(2)&lt;/script&gt;: demote: &quot;&gt;&lt;svg onload')
  expect(page).not.toMatch(/<img|<svg onload|<script>|onerror=alert\(1\)"|style=/)
})

test('nothing is loaded from elsewhere, or may be', async () => {
  const { headers } = await fetch(`${server.url}/`)
  expect(headers.get('content-security-policy')).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
      "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  )
  const { headers: ofStatus } = await fetch(`${server.url}/status.json`)
  expect(ofStatus.get('access-control-allow-origin')).toBeNull()
  expect(ofStatus.get('cross-origin-resource-policy')).toBe('same-origin')
  for (const path of ['/', '/page.css', '/page.js', '/icon.svg']) {
    const text = await get(path)
    expect(text.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|@import|url\(/)
  }
})

test('status.json is what a program wants to know', async () => {
  const status = JSON.parse(await get('/status.json')) as PageSnapshot
  expect(status).toMatchObject({
    host: 'lb1',
    at: Date.UTC(2026, 0, 2, 3, 4, 10),
    status: { phase: 'running', instances: [{ name: hostile, state: 'MASTER' }] },
    details: [{ name: hostile, priority: '100 = 100 configured' }],
    history: [{ to: 'BACKUP' }, { to: 'MASTER', instance: hostile }],
  })
  // Of 3609.375 ms: sent at once, then each second.
  const { adverts } = status.details[0]!
  expect(adverts.map(({ at, isSent }) => [at - status.at, isSent])).toEqual([
    [-1390.625, true],
    [-390.625, true],
  ])
})

test('only who asks for this machine is answered', async () => {
  expect(await statusFor('127.0.0.1:9651')).toBe(200)
  expect(await statusFor('lb1.example')).toBe(200)
  expect(await statusFor('rebinding.example:9651')).toBe(403)
})

test('it can only be looked at', async () => {
  for (const path of ['/', '/events', '/status.json']) {
    const response = await fetch(`${server.url}${path}`, { method: 'POST', body: 'do=demote' })
    expect([path, response.status]).toEqual([path, 405])
  }
  expect((await fetch(`${server.url}/events`, { method: 'HEAD' })).status).toBe(200)
})

test('there is none unless it was asked for', () => {
  expect(createAgent({ config, ports: cluster.addNode('b') }).page).toBeUndefined()
})

test('it is looked at once for all who ask at about the same time', async () => {
  const paths = ['/', '/status.json']
  const texts = await Promise.all(paths.map(get))
  agent.emit('asked', { by: 'somebody', request: { do: 'demote' }, outcome: 'done' })
  expect(await Promise.all(paths.map(get))).toEqual(texts)
  await cluster.advanceAsync(100)
  for (const text of await Promise.all(paths.map(get))) expect(text).toContain('somebody')
})

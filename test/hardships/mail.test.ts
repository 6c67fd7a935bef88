import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Lan } from './lan.js'

// Each waits for what takes seconds by itself, on machines of any speed.
vi.setConfig({ testTimeout: 60_000 })

let lan: Lan
let server: Server
let sockets: Socket[]

beforeEach(async () => {
  lan = await Lan.open()
  sockets = []
  server = createServer((socket) => sockets.push(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterEach(async () => {
  await lan[Symbol.asyncDispose]()
  for (const socket of sockets) socket.destroy()
  server.close()
})

const globals = (port: number): string => `
global_defs {
    router_id lb01
    notification_email {
        ops@example.org
    }
    smtp_server 127.0.0.1 ${port}
    smtp_connect_timeout 1
    smtp_alert
}`

const refused = 'the mail server 127.0.0.1 did not take "[lb01] VRRP Instance VI_1 - Entering'

test('a mail server that accepts and says nothing', async () => {
  const { port } = server.address() as AddressInfo
  await lan.run(globals(port), '')
  await lan.eventually('it is given up', () =>
    lan.log.some((line) => line.startsWith(`${refused} MASTER state"`)),
  )
  expect(lan.log.filter((line) => line.startsWith(refused))).toHaveLength(2)
  await lan.advertsGoOn(2)
  expect(lan.takeovers).toBe(0)
})

test('a mail server that refuses', async () => {
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  await lan.run(globals(port), '')
  await lan.eventually('it is given up', () =>
    lan.log.some((line) => line.startsWith(`${refused} MASTER state"`)),
  )
  expect(lan.log.filter((line) => line.includes('ECONNREFUSED'))).toHaveLength(2)
  await lan.advertsGoOn(2)
  expect(lan.takeovers).toBe(0)
})

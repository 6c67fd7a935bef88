// Two copies of an HTTP service of which only the master serves, and a client that asks without a
// pause while mastership moves: by an accident, back again, and as planned.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { startSegment } from '@holdfast/transport-udp-sim'
import { Client } from './client.js'
import { Service } from './service.js'

await using lan = await startSegment()
const ports = { segmentPort: lan.port, httpPort: await freePort() }
await using a = new Service({ name: 'a', address: '192.0.2.1', priority: 150, ...ports })
await using b = new Service({ name: 'b', address: '192.0.2.2', priority: 100, ...ports })
const client = new Client(ports.httpPort)

console.log('Both copies start.')
await Promise.all([a.vip.start(), b.vip.start()])
await a.vip.waitFor('MASTER', { timeoutMs: 5000 })

await watch('The cable of a is pulled.', () => a.pullOut())
await watch('It is plugged in again.', () => a.plugIn())
await watch('a is stopped, as for an upgrade.', () => void a.vip.stop())
client.stop()
console.log('b is stopped.')

async function watch(what: string, act: () => void): Promise<void> {
  client.report()
  await pause(250)
  console.log(what)
  act()
  await pause(750)
  console.log(`  => the client was answered by ${client.report()}`)
}

function freePort(): Promise<number> {
  const probe = createServer()
  return new Promise((resolve) => {
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}

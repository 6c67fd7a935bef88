// Two machines, two addresses: each is master of one and backup of the other, so that both have
// work. When one fails, the other holds both addresses. A machine's two instances share a router.
import { setTimeout as pause } from 'node:timers/promises'
import { startSegment } from '@holdfast/transport-udp-sim'
import type { VrrpInstance } from '@holdfast/vrrp'
import { Machine } from './machine.js'

const shared = { interface: 'eth0', version: 3, advertIntMs: 100 } as const
const red = { ...shared, name: 'red', virtualRouterId: 51, virtualAddresses: ['192.0.2.10/24'] }
const blue = { ...shared, name: 'blue', virtualRouterId: 52, virtualAddresses: ['192.0.2.20/24'] }

await using lan = await startSegment()
await using a = new Machine({ port: lan.port, name: 'a', address: '192.0.2.1' })
await using b = new Machine({ port: lan.port, name: 'b', address: '192.0.2.2' })

console.log('Both machines start.')
const [redOnA, redOnB, blueOnB] = await Promise.all([
  a.run({ ...red, priority: 150 }),
  b.run({ ...red, priority: 100 }),
  b.run({ ...blue, priority: 150 }),
  a.run({ ...blue, priority: 100 }),
])
await settle(redOnA, blueOnB)

console.log('The cable of a is pulled.')
a.pullOut()
await settle(redOnB, blueOnB)

console.log('It is plugged in again.')
a.plugIn()
await settle(redOnA, blueOnB)

console.log('Both machines stop.')

async function settle(...masters: readonly VrrpInstance[]): Promise<void> {
  await Promise.all(masters.map((master) => master.waitFor('MASTER', { timeoutMs: 5000 })))
  await pause(250) // until the weaker master has heard the stronger one
  for (const { name, held } of [a, b]) console.log(`  => ${name} holds ${held.join(', ') || '-'}`)
}

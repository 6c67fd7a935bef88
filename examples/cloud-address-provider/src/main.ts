// Addresses that a cloud's API moves: slowly, and not at the first attempt. The network is cut in
// two, so that both nodes are master and the weaker one takes the address. When it has healed, the
// stronger one hears of its rival, and its router asks the provider to hold the address once more.
import { setTimeout as pause } from 'node:timers/promises'
import { onSegment, startSegment } from '@holdfast/transport-udp-sim'
import { VrrpInstance } from '@holdfast/vrrp'
import { Cloud } from './cloud.js'
import { CloudAddresses } from './cloud-addresses.js'

await using cloud = new Cloud()
await cloud.start()
await using lan = await startSegment()
await using a = makeInstance('a', '192.0.2.1', 150)
await using b = makeInstance('b', '192.0.2.2', 100)

console.log('Both nodes start.')
await Promise.all([a.start(), b.start()])
await a.waitFor('MASTER', { timeoutMs: 5000 })
await report()

console.log('The network is cut in two.')
lan.faults.partition(['a'], ['b'])
await b.waitFor('MASTER', { timeoutMs: 5000 })
await report()

console.log('The network has healed.')
lan.faults.heal()
await b.waitFor('BACKUP', { timeoutMs: 5000 })
await report()

console.log('Both nodes stop.')

function makeInstance(node: string, address: string, priority: number): VrrpInstance {
  const config = {
    name: 'api',
    interface: 'eth0',
    virtualRouterId: 51,
    virtualAddresses: ['192.0.2.10/32'],
    priority,
    version: 3,
    advertIntMs: 100,
    addressRetryDelayMs: 100,
    // A master that yields speaks once more, so that the stronger one learns of its rival: without
    // it the first advert after the cut would silence the rival, which still has the address.
    higherPrioSendAdvert: true,
  } as const
  const addresses = new CloudAddresses(cloud.url, node)
  const instance = new VrrpInstance(config, {
    ...onSegment({ port: lan.port, node, address }),
    addresses,
  })
  instance.on('transition', ({ text }) => console.log(`  ${node}      ${text}`))
  instance.on('note', ({ text }) => console.log(`  ${node}      ${text}`))
  return instance
}

async function report(): Promise<void> {
  await pause(1000) // for the API, and a retry or two
  console.log(`  => 192.0.2.10 is attached to ${cloud.nodeOf('192.0.2.10') ?? 'nobody'}`)
}

// Two nodes wired with tsyringe: a child container for each, Holdfast's parts by their tokens, the
// application's own by decorators. Run it in this folder (`npm start`): tsx takes the setting
// `experimentalDecorators` from the tsconfig.json of the folder that it is started in.
import 'reflect-metadata'
import { setTimeout as pause } from 'node:timers/promises'
import { startSegment } from '@holdfast/transport-udp-sim'
import { udpSimToken } from '@holdfast/transport-udp-sim/di'
import { Greeter } from './greeter.js'
import { nodeContainer } from './node-container.js'

await using lan = await startSegment()
const { port } = lan
await using a = nodeContainer({ name: 'a', address: '192.0.2.1', priority: 150, port })
await using b = nodeContainer({ name: 'b', address: '192.0.2.2', priority: 100, port })
const greeterOnA = a.container.resolve(Greeter)
const greeterOnB = b.container.resolve(Greeter)

console.log('Both nodes start.')
await Promise.all([greeterOnA.start(), greeterOnB.start()])
await greeterOnA.becomesMaster()
greet()

await pause(250)
console.log('The cable of a is pulled.')
a.container.resolve(udpSimToken).links.set('eth0', { up: false })
await greeterOnB.becomesMaster()
greet()

console.log('Both nodes stop.')

function greet(): void {
  console.log(`  => a: ${greeterOnA.greet()}; b: ${greeterOnB.greet()}`)
}

// With `preempt: false` (keepalived's nopreempt) a node that comes back does not take the address
// back: one interruption instead of two. When it suits, an operator moves it by hand.
import { setTimeout as pause } from 'node:timers/promises'
import { onSegment, startSegment } from '@holdfast/transport-udp-sim'
import { VrrpInstance } from '@holdfast/vrrp'

await using lan = await startSegment()

const virtualRouter = {
  name: 'VI_1',
  interface: 'eth0',
  virtualRouterId: 51,
  virtualAddresses: ['192.0.2.10/24'],
  version: 3,
  advertIntMs: 100,
  preempt: false,
} as const

const portsOfA = onSegment({ port: lan.port, address: '192.0.2.1' })
const portsOfB = onSegment({ port: lan.port, address: '192.0.2.2' })
await using a = new VrrpInstance({ ...virtualRouter, priority: 150 }, portsOfA)
await using b = new VrrpInstance({ ...virtualRouter, priority: 100 }, portsOfB)

a.on('transition', ({ text }) => console.log(`  a  ${text}`))
b.on('transition', ({ text }) => console.log(`  b  ${text}`))

await Promise.all([a.start(), b.start()])
await a.waitFor('MASTER', { timeoutMs: 5000 })
await pause(250)

console.log('The cable of a is pulled.')
portsOfA.links.set('eth0', { up: false })
await b.waitFor('MASTER', { timeoutMs: 5000 })

console.log('It is plugged in again; with preemption a would be master after 341 ms.')
portsOfA.links.set('eth0', { up: true })
await pause(1000)
console.log(`  => one second later a is ${a.state} and b is ${b.state}`)

console.log('When it suits, the operator moves it by hand.')
await a.promote('the operator')
await b.waitFor('BACKUP', { timeoutMs: 5000 })
console.log(`  => now a is ${a.state} and b is ${b.state}`)

// Only where it would last: a stronger master would answer and stay master.
const promotion = await b.promote('the operator')
console.log(`b cannot be promoted: ${promotion.ok ? 'but it was' : promotion.reason}`)

// Two nodes share the address 192.0.2.10. First the cable of the master is pulled, then it is
// plugged in again, and at last the master is stopped in good order. Everything runs in this
// process, on real time, with real VRRP packets on loopback UDP; it needs no privileges.
import { setTimeout as pause } from 'node:timers/promises'
import { onSegment, startSegment } from '@holdfast/transport-udp-sim'
import { VrrpInstance } from '@holdfast/vrrp'

// The LAN. `await using` ends everything in reverse order: b, a, then the LAN.
await using lan = await startSegment()

// VRRPv3 counts in centiseconds, so that adverts can leave ten times a second (default: once).
const virtualRouter = {
  name: 'VI_1',
  interface: 'eth0',
  virtualRouterId: 51,
  virtualAddresses: ['192.0.2.10/24'],
  version: 3,
  advertIntMs: 100,
} as const

const portsOfA = onSegment({ port: lan.port, address: '192.0.2.1' })
const portsOfB = onSegment({ port: lan.port, address: '192.0.2.2' })
await using a = new VrrpInstance({ ...virtualRouter, priority: 150 }, portsOfA)
await using b = new VrrpInstance({ ...virtualRouter, priority: 100 }, portsOfB)

a.on('transition', ({ text }) => console.log(`  a  ${text}`))
b.on('transition', ({ text }) => console.log(`  b  ${text}`))

console.log('Both start; the higher priority wins the election.')
await Promise.all([a.start(), b.start()])
await a.waitFor('MASTER', { timeoutMs: 5000 })

// b waits three intervals and its skew: 3 * 100 + (256 - 100) * 100 / 256 = 360.9375 ms.
await handover('The cable of a is pulled.', () => portsOfA.links.set('eth0', { up: false }), b)

// a preempts b after its own, shorter wait: 341.40625 ms.
await handover('The cable of a is plugged in.', () => portsOfA.links.set('eth0', { up: true }), a)

// A planned end says so, with priority 0: only the skew of b is left, 60.9375 ms.
await handover('a is stopped.', () => void a.stop(), b)
console.log('b is stopped.')

async function handover(what: string, act: () => void, next: VrrpInstance): Promise<void> {
  await pause(250) // a few adverts
  console.log(what)
  const start = performance.now()
  act()
  await next.waitFor('MASTER', { timeoutMs: 5000 })
  console.log(`  => a new master after ${(performance.now() - start).toFixed(0)} ms`)
}

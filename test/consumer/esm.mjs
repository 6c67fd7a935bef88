// A consumer in plain JavaScript: one router on a simulated network, from installed packages.
import assert from 'node:assert/strict'
import { MemoryAddresses, SimClock, SimNetwork, SimProcess } from '@holdfast/core/testing'
import { udpSim } from '@holdfast/transport-udp-sim'
import { VrrpInstance } from '@holdfast/vrrp'

const clock = new SimClock()
const process = new SimProcess(clock, { name: 'a' })
const transport = new SimNetwork(clock).attach(process, { eth0: { address: '192.0.2.1' } })
const addresses = new MemoryAddresses()
const instance = new VrrpInstance(
  {
    name: 'VI_1',
    interface: 'eth0',
    virtualRouterId: 51,
    priority: 100,
    virtualAddresses: ['192.0.2.10/24'],
  },
  { transport, links: transport.links, addresses, clock: process.clock },
)

await instance.start()
clock.advance(10_000)
assert.equal(instance.state, 'MASTER')
assert.deepEqual(
  addresses.held().map(({ address }) => address),
  ['192.0.2.10'],
)
const stopped = instance.stop()
clock.advance(1_000)
await stopped
assert.deepEqual(addresses.held(), [])
assert.equal(typeof udpSim, 'function')

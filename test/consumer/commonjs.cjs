// A consumer that is CommonJS still: Node >= 20.19 can require() an ES module.
const assert = require('node:assert/strict')
const { ConfigError } = require('@holdfast/core')
const { SimClock, SimNetwork, SimProcess } = require('@holdfast/core/testing')
const { VrrpInstance } = require('@holdfast/vrrp')

const clock = new SimClock()
const process = new SimProcess(clock, { name: 'a' })
const transport = new SimNetwork(clock).attach(process, { eth0: { address: '192.0.2.1' } })
const config = { name: 'VI_1', interface: 'eth0', virtualAddresses: ['192.0.2.10/24'] }

assert.equal(new VrrpInstance({ ...config, virtualRouterId: 51 }, { transport }).state, 'INIT')
assert.throws(
  () => new VrrpInstance({ ...config, virtualRouterId: 256 }, { transport }),
  // The class that @holdfast/core exports: there are no two copies of it.
  (error) => error instanceof ConfigError && error.issues.length > 0,
)

import type { DesiredAddress } from '@holdfast/core'
import { integerBetween, seededRandom } from '@holdfast/core/testing'
import { FileJournal, KernelAddresses, KernelVirtualMacs, openRtnetlink } from '../../src/index.js'
import { laneAddresses, laneMacs } from './lane.js'
import type { HolderOrders } from './lane.js'

// A process that is made to be killed. It writes a line once it is where the test wants it.

const orders = JSON.parse(process.argv[2] ?? '') as HolderOrders
const { lane, mode, seed, leaseSeconds, directory } = orders
const random = seededRandom(seed)
const kernel = openRtnetlink()
const journal = new FileJournal({ directory, key: orders.key })
const lease = leaseSeconds === undefined ? { lease: false } : { leaseSeconds }
const addresses = new KernelAddresses(kernel, { journal, ...lease })
const macs = new KernelVirtualMacs(kernel, { journal })
const all = laneAddresses(lane)
const fail = (message: string): never => {
  process.stdout.write(`failed: ${message}\n`)
  process.exit(1)
}

function hold(owner: string, desired: readonly DesiredAddress[]): void {
  addresses.hold(owner, desired, (outcome) => {
    if (!outcome.ok) fail(outcome.failures.map(({ message }) => message).join('; '))
  })
}

function ensure(number: number): void {
  const wanted = laneMacs(lane)[number]
  if (wanted !== undefined) macs.ensure(`V${number}`, wanted, (error) => fail(error.message))
}

/** Three owners who take and give up parts of their addresses, and two virtual MACs. */
function churn(): void {
  const owner = integerBetween(random, 0, 2)
  const own = all.filter((_address, index) => index % 3 === owner)
  hold(
    `VI_${owner}`,
    own.filter(() => random() < 0.6),
  )
  const number = integerBetween(random, 0, 1)
  if (random() < 0.5) ensure(number)
  else macs.release(`V${number}`)
  setImmediate(churn)
}

// Watching the kernel does not keep a process alive, and addresses without a lease have no timer.
const alive = setInterval(() => undefined, 60_000)

addresses.recover()
macs.recover()
switch (mode) {
  case 'churn':
    churn()
    process.stdout.write('churning\n')
    break
  case 'steady':
    hold('VI_0', all.slice(0, 4))
    ensure(0)
    // What a crashed run left is removed at the end of the turn.
    setImmediate(() => setImmediate(() => process.stdout.write('steady\n')))
    break
  case 'clean':
    setImmediate(() => {
      addresses.close()
      macs.close()
      journal.close()
      kernel.close()
      clearInterval(alive)
      process.stdout.write('clean\n')
    })
}

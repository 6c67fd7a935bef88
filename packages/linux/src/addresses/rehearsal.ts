import type { Clock, DesiredAddress } from '@holdfast/core'
import type { Journal } from '../journal/journal.js'
import type { ChangeOutcome, KernelChange, LinkInfo, Rtnetlink } from '../rtnetlink/rtnetlink.js'
import { noInterfaceIndex } from '../socket/interface-index.js'
import { KernelAddresses } from './kernel-addresses.js'

/** Enough for the engine to compile the path; some milliseconds once in a process. */
const ROUNDS = 50

let isWarm = false

/**
 * Holds and releases addresses on a kernel that is none, and asks the real one for something it
 * refuses, once in a process: the first takeover finds its path compiled, some milliseconds that
 * otherwise clients would wait.
 */
export function rehearseHolding(kernel: Rtnetlink, journal: Journal): void {
  if (isWarm) return
  isWarm = true
  const addresses = new KernelAddresses(noKernel, { clock: stoppedClock, journal })
  const desired = ['192.0.2.1', '2001:db8::1'].map((address): DesiredAddress => {
    return { interface: link.name, address, prefixLength: 32, accept: true }
  })
  const refused = ['192.0.2.1', '2001:db8::1'].map((address): KernelChange => {
    return {
      type: 'setAddress',
      address: { interfaceIndex: noInterfaceIndex, address, prefixLength: 32, validLifetime: 1 },
    }
  })
  for (let round = 0; round < ROUNDS; round += 1) {
    addresses.hold('rehearsal', desired, () => undefined)
    addresses.hold('rehearsal', [], () => undefined)
    kernel.apply(refused)
  }
}

const link: LinkInfo = {
  index: noInterfaceIndex,
  name: 'none',
  flags: 1,
  isRunning: true,
  mtu: 1500,
}

const noKernel: Rtnetlink = {
  links: () => [link],
  addresses: () => [],
  routes: () => [],
  rules: () => [],
  neighbours: () => [],
  apply: (changes) => changes.map((): ChangeOutcome => ({ ok: true })),
  watch: () => () => undefined,
  close: () => undefined,
}

const stoppedClock: Clock = {
  now: () => 0,
  schedule: () => () => undefined,
  defer: () => undefined,
  timerSlackMs: 0,
}

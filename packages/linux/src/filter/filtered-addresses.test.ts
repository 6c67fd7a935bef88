import type { DesiredAddress, HoldOutcome } from '@holdfast/core'
import { SimClock } from '@holdfast/core/testing'
import { describe, expect, it } from 'vitest'
import { KernelAddresses } from '../addresses/kernel-addresses.js'
import { FakeKernel } from '../testing/fake-kernel.js'
import { AcceptFilterError } from './accept-filter.js'
import type { AcceptFilter, RefusedAddress } from './accept-filter.js'
import { FilteredAddresses } from './filtered-addresses.js'

const open: DesiredAddress = {
  interface: 'eth0',
  address: '192.0.2.10',
  prefixLength: 24,
  accept: true,
}
const closed: DesiredAddress = { ...open, address: '192.0.2.11', accept: false }

class FakeFilter implements AcceptFilter {
  readonly asked: string[] = []
  removed = 0
  recovered = 0
  #waiting: ((error?: AcceptFilterError) => void)[] = []

  apply(refused: readonly RefusedAddress[], done: (error?: AcceptFilterError) => void): void {
    this.asked.push(refused.map(({ address }) => address).join(' '))
    this.#waiting.push(done)
  }

  answer(error?: AcceptFilterError): void {
    for (const done of this.#waiting.splice(0)) done(error)
  }

  recover(): void {
    this.recovered += 1
  }

  removeNow(): void {
    this.removed += 1
  }
}

function setUp() {
  const kernel = new FakeKernel({ clock: new SimClock() })
  kernel.addLink({ name: 'eth0' })
  const filter = new FakeFilter()
  const addresses = new FilteredAddresses(new KernelAddresses(kernel, { lease: false }), filter)
  const outcomes: HoldOutcome[] = []
  const hold = (owner: string, ...desired: DesiredAddress[]): void =>
    addresses.hold(owner, desired, (outcome) => outcomes.push(outcome))
  const held = (): readonly string[] => kernel.addresses().map(({ address }) => address)
  return { filter, addresses, outcomes, hold, held }
}

describe('FilteredAddresses', () => {
  it('needs no filter for an address that the host answers on', () => {
    const { filter, outcomes, hold, held } = setUp()
    hold('VI_1', open)
    expect(held()).toEqual(['192.0.2.10'])
    hold('VI_1')
    expect(held()).toEqual([])
    expect(outcomes).toEqual([{ ok: true }, { ok: true }])
    expect(filter.asked).toEqual([])
  })

  it('rules 76, 125: puts the filter before the address, and takes it away after', () => {
    const { filter, outcomes, hold, held } = setUp()
    hold('VI_1', closed)
    expect(filter.asked).toEqual(['192.0.2.11'])
    expect(held()).toEqual([])
    filter.answer()
    expect(held()).toEqual(['192.0.2.11'])
    hold('VI_1')
    expect(held()).toEqual([])
    expect(outcomes).toEqual([{ ok: true }, { ok: true }])
    expect(filter.asked.at(-1)).toBe('')
  })

  it('has one filter for all owners', () => {
    const { filter, hold } = setUp()
    hold('VI_2', { ...closed, address: '192.0.2.12' })
    hold('VI_1', closed)
    expect(filter.asked.at(-1)).toBe('192.0.2.11 192.0.2.12')
    filter.answer()
    hold('VI_2')
    expect(filter.asked.at(-1)).toBe('192.0.2.11')
  })

  it('guards the old addresses until the new ones are there', () => {
    const { filter, hold, held } = setUp()
    hold('VI_1', closed)
    filter.answer()
    hold('VI_1', { ...closed, address: '192.0.2.12' })
    expect(filter.asked.at(-1)).toBe('192.0.2.11 192.0.2.12')
    expect(held()).toEqual(['192.0.2.11'])
    filter.answer()
    expect(held()).toEqual(['192.0.2.12'])
    expect(filter.asked.at(-1)).toBe('192.0.2.12')
  })

  it('forgets a request that another one of the owner replaced', () => {
    const { filter, outcomes, hold, held } = setUp()
    hold('VI_1', closed)
    hold('VI_1')
    expect(outcomes).toEqual([{ ok: true }])
    filter.answer()
    expect(held()).toEqual([])
    expect(outcomes).toHaveLength(1)
  })

  it('holds the address without the filter, and says so', () => {
    const { filter, outcomes, hold, held } = setUp()
    hold('VI_1', open, closed)
    filter.answer(new AcceptFilterError('there is no nft'))
    expect(held()).toEqual(['192.0.2.10', '192.0.2.11'])
    const code = 'ERR_HOLDFAST_ACCEPT_FILTER'
    const warning = { address: '192.0.2.11', code, message: 'there is no nft' }
    expect(outcomes).toEqual([{ ok: true, warnings: [warning] }])
  })

  it('lets go of everything, also of what still waits', () => {
    const { filter, addresses, outcomes, hold, held } = setUp()
    hold('VI_1', open)
    hold('VI_2', closed)
    addresses.releaseNow()
    filter.answer()
    expect(held()).toEqual([])
    expect(outcomes).toEqual([{ ok: true }])
    expect(filter.removed).toBe(1)
    hold('VI_2', closed)
    filter.answer()
    expect(held()).toEqual(['192.0.2.11'])
    addresses.close()
    expect(held()).toEqual([])
    expect(filter.removed).toBe(2)
  })

  it('recovers both', () => {
    const { filter, addresses } = setUp()
    addresses.recover()
    expect(filter.recovered).toBe(1)
  })
})

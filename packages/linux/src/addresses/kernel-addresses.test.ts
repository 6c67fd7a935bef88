import { describe, expect, it } from 'vitest'
import type { DesiredAddress, HoldOutcome } from '@holdfast/core'
import { SimClock } from '@holdfast/core/testing'
import { MemoryJournal } from '../journal/journal.js'
import type { JournalEntry } from '../journal/entry.js'
import type { AddressInfo, KernelChange } from '../rtnetlink/rtnetlink.js'
import { FakeKernel } from '../testing/index.js'
import { KernelAddresses } from './kernel-addresses.js'
import type { KernelAddressesOptions } from './kernel-addresses.js'
import type { AddressLoss } from './restorer.js'

const vip: DesiredAddress = {
  interface: 'eth0',
  address: '192.0.2.10',
  prefixLength: 32,
  accept: true,
}
const vip6: DesiredAddress = { ...vip, address: '2001:db8::10', prefixLength: 128 }
const second: DesiredAddress = { ...vip, address: '192.0.2.20' }

class World {
  readonly clock = new SimClock()
  readonly kernel = new FakeKernel({ clock: this.clock })
  readonly journal: MemoryJournal
  readonly losses: AddressLoss[] = []
  readonly addresses: KernelAddresses

  constructor(options: KernelAddressesOptions = {}, leftovers: readonly JournalEntry[] = []) {
    this.journal = new MemoryJournal(leftovers)
    this.kernel.addLink({ name: 'eth0', index: 2 })
    this.kernel.addLink({ name: 'eth1', index: 3 })
    this.addresses = new KernelAddresses(this.kernel, {
      clock: this.clock,
      journal: this.journal,
      onLoss: (loss) => this.losses.push(loss),
      ...options,
    })
  }

  hold(owner: string, ...desired: DesiredAddress[]): HoldOutcome {
    let answer: HoldOutcome | undefined
    this.addresses.hold(owner, desired, (outcome) => {
      answer = outcome
    })
    if (answer === undefined) throw new Error('done was not called before hold returned')
    return answer
  }

  /** What the kernel has, as `address/length%index`. */
  there(): string[] {
    return this.kernel
      .addresses()
      .map((each) => `${each.address}/${each.prefixLength}%${each.interfaceIndex}`)
  }

  /** Lets the events that wait be read, and what they lead to happen. */
  settle(): void {
    this.clock.advance(0)
  }

  remembered(): string[] {
    return this.journal.entries.map((entry) => (entry.kind === 'address' ? entry.address : ''))
  }
}

function codes(outcome: HoldOutcome): string[] {
  return outcome.ok ? [] : outcome.failures.map(({ address, code }) => `${code} ${address}`)
}

const there = (address: string, more: Partial<AddressInfo> = {}): AddressInfo => ({
  interfaceIndex: 2,
  address,
  prefixLength: 32,
  ...more,
})

const deleted = (address: string): KernelChange => ({
  type: 'deleteAddress',
  address: there(address),
})

describe('holding', () => {
  it('opens nothing before the first use', () => {
    const world = new World()
    world.kernel.failingReads = () => 'EPERM'
    new KernelAddresses(world.kernel, { clock: world.clock })
    world.addresses.releaseNow()
    world.addresses.close()
    expect(world.kernel.applied).toEqual([])
  })

  it('puts addresses, asserts them again and removes them', () => {
    const world = new World()
    expect(world.hold('VI_1', vip, vip6)).toEqual({ ok: true })
    expect(world.there()).toEqual(['192.0.2.10/32%2', '2001:db8::10/128%2'])
    expect(world.hold('VI_1', vip, vip6)).toEqual({ ok: true })
    expect(world.hold('VI_1')).toEqual({ ok: true })
    expect(world.there()).toEqual([])
    world.settle()
    expect(world.there()).toEqual([])
    expect(world.losses).toEqual([])
    expect(world.clock.nextEventAt).toBeUndefined()
  })

  it('asks for one address with one request and without reading what is there', () => {
    const world = new World()
    world.addresses.recover()
    world.settle()
    world.kernel.failingReads = () => 'ENOBUFS'
    expect(world.hold('VI_1', vip)).toEqual({ ok: true })
    expect(world.kernel.applied.map(({ type }) => type)).toEqual(['addAddress'])
  })

  it('says which address failed and holds the others', () => {
    const world = new World()
    world.kernel.failing = (change) =>
      change.type === 'addAddress' && change.address.address === '192.0.2.10'
        ? 'ENOBUFS'
        : undefined
    expect(world.hold('VI_1', vip, second)).toEqual({
      ok: false,
      failures: [
        {
          address: '192.0.2.10',
          code: 'ENOBUFS',
          message: 'the kernel refused 192.0.2.10 on eth0: addAddress: ENOBUFS',
        },
      ],
    })
    expect(world.there()).toEqual(['192.0.2.20/32%2'])
    expect(world.remembered()).toEqual(['192.0.2.20'])
    world.kernel.failing = undefined
    expect(world.hold('VI_1', vip, second)).toEqual({ ok: true })
  })

  it('says which privilege is missing', () => {
    const world = new World()
    world.kernel.failing = () => 'EPERM'
    const outcome = world.hold('VI_1', vip)
    expect(codes(outcome)).toEqual(['EPERM 192.0.2.10'])
    expect(outcome.ok ? '' : outcome.failures[0]?.message).toMatch(
      /^the kernel refused 192\.0\.2\.10 on eth0: the process lacks CAP_NET_ADMIN\. Grant it/,
    )
  })

  it('fails what is asked for when the kernel cannot be asked', () => {
    const world = new World()
    world.kernel.failingReads = () => 'EPERM'
    expect(codes(world.hold('VI_1', vip))).toEqual(['EPERM 192.0.2.10'])
    expect(world.hold('VI_1')).toEqual({ ok: true })
    world.kernel.failingReads = undefined
    expect(world.hold('VI_1', vip)).toEqual({ ok: true })
  })

  it('does not touch an address that was there before', () => {
    const world = new World()
    world.kernel.meddle({ type: 'addAddress', address: there('192.0.2.10') })
    expect(codes(world.hold('VI_1', vip))).toEqual(['EEXIST 192.0.2.10'])
    world.hold('VI_1')
    world.addresses.close()
    expect(world.there()).toEqual(['192.0.2.10/32%2'])
  })

  it('does not touch an address of which it has not heard yet', () => {
    const world = new World()
    world.addresses.recover()
    world.settle()
    world.kernel.meddle({ type: 'addAddress', address: there('192.0.2.10') })
    expect(codes(world.hold('VI_1', vip))).toEqual(['EEXIST 192.0.2.10'])
  })

  it('is not fooled by an address that is gone but of which it has not heard yet', () => {
    const world = new World()
    world.kernel.meddle({ type: 'addAddress', address: there('192.0.2.10') })
    world.addresses.recover()
    world.settle()
    world.kernel.meddle(deleted('192.0.2.10'))
    expect(world.hold('VI_1', vip)).toEqual({ ok: true })
  })

  it('is not fooled by the echo of its own release', () => {
    const world = new World()
    world.hold('VI_1', vip)
    world.hold('VI_1')
    expect(world.hold('VI_2', vip)).toEqual({ ok: true })
    world.settle()
    expect(world.losses).toEqual([])
    expect(world.there()).toEqual(['192.0.2.10/32%2'])
  })

  it('gives an address to one owner after the other', () => {
    const world = new World()
    world.hold('VI_1', vip)
    expect(codes(world.hold('VI_2', vip))).toEqual(['EADDRINUSE 192.0.2.10'])
    world.hold('VI_1')
    expect(world.hold('VI_2', vip)).toEqual({ ok: true })
  })

  it('keeps the addresses of others that go with the first of a network', () => {
    const world = new World()
    world.hold('VI_1', { ...vip, prefixLength: 24 })
    world.hold('VI_2', { ...second, prefixLength: 24 })
    world.hold('VI_1')
    expect(world.there()).toEqual(['192.0.2.20/24%2'])
    world.settle()
    expect(world.there()).toEqual(['192.0.2.20/24%2'])
    expect(world.losses).toEqual([])
  })

  it('lets go of everything at once when the process dies', () => {
    const world = new World()
    world.hold('VI_1', vip, vip6)
    world.hold('VI_2', second)
    world.addresses.releaseNow()
    expect(world.there()).toEqual([])
    expect(world.remembered()).toEqual([])
    world.settle()
    expect(world.clock.nextEventAt).toBeUndefined()
  })

  it('does not throw in its last act', () => {
    const world = new World()
    world.hold('VI_1', vip)
    world.kernel.failing = () => 'ENOBUFS'
    world.addresses.releaseNow()
    expect(world.remembered()).toEqual(['192.0.2.10'])
  })
})

describe('leases', () => {
  it('are renewed while they are held, in one request for all', () => {
    const world = new World()
    world.hold('VI_1', vip, second)
    world.clock.advanceTo(20_500)
    expect(world.there()).toEqual(['192.0.2.10/32%2', '192.0.2.20/32%2'])
    const renewals = world.kernel.applied.filter(({ type }) => type === 'setAddress')
    expect(renewals.length).toBe(2 * 20)
  })

  it('run out when nobody renews them', () => {
    const world = new World()
    const dying = new SimClock()
    const addresses = new KernelAddresses(world.kernel, { clock: dying })
    addresses.hold('VI_1', [vip, vip6], () => undefined)
    world.clock.advanceTo(2999)
    expect(world.there()).toEqual(['192.0.2.10/32%2', '2001:db8::10/128%2'])
    world.clock.advanceTo(3000)
    expect(world.there()).toEqual([])
  })

  it('are not given when they are not wanted', () => {
    const world = new World({ lease: false })
    world.hold('VI_1', vip)
    world.settle()
    expect(world.clock.nextEventAt).toBeUndefined()
    expect(world.kernel.addresses()[0]?.validLifetime).toBeUndefined()
  })

  it('that ran out while the process stood still are given again and reported', () => {
    const world = new World()
    const stalling = new SimClock()
    const losses: AddressLoss[] = []
    const addresses = new KernelAddresses(world.kernel, {
      clock: stalling,
      onLoss: (loss) => losses.push(loss),
    })
    addresses.hold('VI_1', [vip], () => undefined)
    world.clock.advanceTo(5000)
    expect(world.there()).toEqual([])
    // The timer of 1000 ms runs only now.
    stallUntil(stalling, 5000)
    expect(world.there()).toEqual(['192.0.2.10/32%2'])
    expect(losses).toEqual([
      {
        owner: 'VI_1',
        interface: 'eth0',
        address: '192.0.2.10',
        cause: 'expired',
        restored: true,
      },
    ])
  })
})

/** A clock whose process was stopped: what was due runs once time has passed. */
function stallUntil(clock: SimClock, ms: number): void {
  const original = clock.now.bind(clock)
  clock.now = () => Math.max(original(), ms)
  clock.advance(1000)
}

describe('an address that somebody else deletes', () => {
  it('is told to who watches for losses, if it is not put back', () => {
    const world = new World({ whenDeleted: 'report' })
    const lost: unknown[] = []
    const stop = world.addresses.watchLosses((...loss) => lost.push(loss))
    world.hold('VI_1', vip, second)
    world.kernel.meddle(deleted('192.0.2.10'))
    world.settle()
    const message = '192.0.2.10 on eth0 was deleted by somebody else'
    expect(lost).toEqual([['VI_1', { address: '192.0.2.10', code: 'LOST', message }]])
    stop()
    world.kernel.meddle(deleted('192.0.2.20'))
    world.settle()
    expect(lost).toHaveLength(1)
  })

  it('is put back in place', () => {
    const world = new World()
    world.hold('VI_1', vip, second)
    world.kernel.meddle(deleted('192.0.2.10'))
    world.settle()
    expect(world.there()).toEqual(['192.0.2.20/32%2', '192.0.2.10/32%2'])
    expect(world.losses).toEqual([
      {
        owner: 'VI_1',
        interface: 'eth0',
        address: '192.0.2.10',
        cause: 'deleted',
        restored: true,
      },
    ])
  })

  it('is given up when it is deleted a sixth time within ten seconds', () => {
    const world = new World()
    world.hold('VI_1', vip)
    for (let time = 0; time < 5; time++) {
      world.kernel.meddle(deleted('192.0.2.10'))
      world.clock.advance(100)
      expect(world.there()).toEqual(['192.0.2.10/32%2'])
    }
    world.kernel.meddle(deleted('192.0.2.10'))
    world.clock.advance(100)
    expect(world.there()).toEqual([])
    expect(world.losses.map(({ restored }) => restored)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ])
    expect(world.remembered()).toEqual([])
    expect(world.hold('VI_1', vip)).toEqual({ ok: true })
  })

  it('is put back again and again when that is rare', () => {
    const world = new World()
    world.hold('VI_1', vip)
    for (let time = 0; time < 20; time++) {
      world.kernel.meddle(deleted('192.0.2.10'))
      world.clock.advance(2500)
      expect(world.there()).toEqual(['192.0.2.10/32%2'])
    }
  })

  it('is only reported where that is the policy', () => {
    const world = new World({ whenDeleted: 'report' })
    world.hold('VI_1', vip)
    world.kernel.meddle(deleted('192.0.2.10'))
    world.clock.advance(5000)
    expect(world.there()).toEqual([])
    expect(world.losses.map(({ cause, restored }) => [cause, restored])).toEqual([
      ['deleted', false],
    ])
  })

  it('is put back after events were lost', () => {
    const world = new World()
    world.hold('VI_1', vip)
    world.settle()
    world.kernel.meddle(deleted('192.0.2.10'))
    world.kernel.overrun()
    world.settle()
    expect(world.there()).toEqual(['192.0.2.10/32%2'])
  })

  it('is put back once the kernel can be asked again', () => {
    const world = new World({ lease: false })
    world.hold('VI_1', vip)
    world.settle()
    world.kernel.failingReads = () => 'ENOBUFS'
    world.kernel.meddle(deleted('192.0.2.10'))
    world.clock.advance(500)
    world.kernel.failingReads = undefined
    expect(world.there()).toEqual([])
    world.clock.advance(600)
    expect(world.there()).toEqual(['192.0.2.10/32%2'])
  })
})

describe('an interface', () => {
  it('that is deleted and recreated gets its addresses again', () => {
    const world = new World()
    world.hold('VI_1', vip, vip6)
    world.kernel.deleteLink('eth0')
    world.clock.advance(10_000)
    expect(world.there()).toEqual([])
    world.kernel.addLink({ name: 'eth0', index: 7 })
    world.settle()
    expect(world.there()).toEqual(['192.0.2.10/32%7', '2001:db8::10/128%7'])
    expect(world.losses).toEqual([])
    world.hold('VI_1')
    expect(world.there()).toEqual([])
    expect(world.remembered()).toEqual([])
  })

  it('that was down gets back the IPv6 addresses that the kernel flushed', () => {
    const world = new World()
    world.hold('VI_1', vip, vip6)
    world.kernel.changeLink('eth0', { up: false })
    world.clock.advance(1500)
    expect(world.there()).toEqual(['192.0.2.10/32%2'])
    world.kernel.changeLink('eth0', { up: true })
    world.settle()
    expect(world.there()).toEqual(['192.0.2.10/32%2', '2001:db8::10/128%2'])
    expect(world.losses).toEqual([])
  })

  it('that is renamed does not keep what is wanted on its old name', () => {
    const world = new World({ lease: false })
    world.hold('VI_1', vip)
    world.kernel.changeLink('eth0', { name: 'wan0' })
    world.settle()
    expect(codes(world.hold('VI_1', vip))).toEqual(['ENODEV 192.0.2.10'])
    world.hold('VI_1')
    expect(world.there()).toEqual([])
  })

  it('whose address was taken by somebody else while it was gone is reported', () => {
    const world = new World()
    world.hold('VI_1', vip)
    world.kernel.deleteLink('eth0')
    world.settle()
    world.kernel.addLink({ name: 'eth0', index: 7 })
    world.kernel.meddle({
      type: 'addAddress',
      address: there('192.0.2.10', { interfaceIndex: 7 }),
    })
    world.settle()
    expect(world.losses.map(({ cause, restored }) => [cause, restored])).toEqual([['taken', false]])
    world.addresses.close()
    expect(world.there()).toEqual(['192.0.2.10/32%7'])
  })
})

describe('what a crashed run left', () => {
  const left: JournalEntry = {
    kind: 'address',
    interfaceIndex: 2,
    address: '192.0.2.10',
    prefixLength: 32,
    leased: false,
  }

  it('is adopted when it is wanted', () => {
    const world = new World({ lease: false }, [left])
    world.kernel.meddle({ type: 'addAddress', address: there('192.0.2.10') })
    expect(world.hold('VI_1', vip)).toEqual({ ok: true })
    world.settle()
    expect(world.there()).toEqual(['192.0.2.10/32%2'])
    expect(world.remembered()).toEqual(['192.0.2.10'])
  })

  it('is removed when it is not', () => {
    const world = new World({ lease: false }, [left])
    world.kernel.meddle({ type: 'addAddress', address: there('192.0.2.10') })
    world.addresses.recover()
    world.settle()
    expect(world.there()).toEqual([])
    expect(world.remembered()).toEqual([])
  })

  it('takes nothing along that is held when it is the first of its network', () => {
    const world = new World({ lease: false }, [
      { ...left, prefixLength: 24 },
      { ...left, address: '192.0.2.20', prefixLength: 24 },
    ])
    for (const address of ['192.0.2.10', '192.0.2.20']) {
      world.kernel.meddle({ type: 'addAddress', address: there(address, { prefixLength: 24 }) })
    }
    expect(world.hold('VI_1', { ...second, prefixLength: 24 })).toEqual({ ok: true })
    world.settle()
    expect(world.there()).toEqual(['192.0.2.20/24%2'])
    expect(world.losses).toEqual([])
  })

  it('is kept in the journal while it cannot be removed', () => {
    const world = new World({ lease: false }, [left])
    world.kernel.meddle({ type: 'addAddress', address: there('192.0.2.10') })
    world.kernel.failing = () => 'EPERM'
    world.addresses.recover()
    world.settle()
    expect(world.remembered()).toEqual(['192.0.2.10'])
  })

  it('is not mistaken for what somebody added for good after the lease had run out', () => {
    const world = new World({}, [{ ...left, leased: true }])
    world.kernel.meddle({ type: 'addAddress', address: there('192.0.2.10') })
    expect(codes(world.hold('VI_1', vip))).toEqual(['EEXIST 192.0.2.10'])
    world.settle()
    expect(world.there()).toEqual(['192.0.2.10/32%2'])
    expect(world.remembered()).toEqual([])
  })

  it('is adopted by its mark where the journal was lost', () => {
    const world = new World()
    const address = there('192.0.2.10', { protocol: 112, validLifetime: 3 })
    world.kernel.meddle({ type: 'addAddress', address })
    expect(world.hold('VI_1', vip)).toEqual({ ok: true })
  })

  it('is left alone when a living process has written that it is its own', () => {
    const world = new World()
    world.journal.claimedByOthers.add('address 2 192.0.2.10')
    const address = there('192.0.2.10', { protocol: 112, validLifetime: 3 })
    world.kernel.meddle({ type: 'addAddress', address })
    expect(codes(world.hold('VI_1', vip))).toEqual(['EEXIST 192.0.2.10'])
  })
})

it('writes to the journal before it changes the kernel', () => {
  const world = new World()
  const seen: string[][] = []
  world.kernel.failing = () => {
    seen.push(world.remembered())
    return undefined
  }
  world.hold('VI_1', vip)
  world.hold('VI_1')
  expect(seen).toEqual([['192.0.2.10'], ['192.0.2.10']])
  expect(world.remembered()).toEqual([])
})

import { SimClock } from '@holdfast/core/testing'
import { describe, expect, test } from 'vitest'
import type { AddressInfo, ChangeOutcome, KernelEvent } from '../rtnetlink/rtnetlink.js'
import { FakeKernel } from './fake-kernel.js'

/** A kernel with eth0, index 1, and what a watcher saw. */
function setUp(): { clock: SimClock; kernel: FakeKernel; events: KernelEvent[] } {
  const clock = new SimClock()
  const kernel = new FakeKernel({ clock })
  kernel.addLink({ name: 'eth0' })
  const events: KernelEvent[] = []
  kernel.watch((event) => events.push(event))
  return { clock, kernel, events }
}

const vip = (text: string, more: Partial<AddressInfo> = {}): AddressInfo => {
  const [address = '', length] = text.split('/')
  return { interfaceIndex: 1, address, prefixLength: Number(length), ...more }
}

const outcomesOf = (outcomes: readonly ChangeOutcome[]): string[] =>
  outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.error.errno))

const textsOf = (kernel: FakeKernel): string[] =>
  kernel.addresses().map(({ address, prefixLength }) => `${address}/${prefixLength}`)

const summary = (events: readonly KernelEvent[]): string[] =>
  events.map((event) => {
    if (event.type === 'address' || event.type === 'addressGone') {
      return `${event.type} ${event.address.address}`
    }
    return event.type === 'link' || event.type === 'linkGone'
      ? `${event.type} ${event.link.name} ${event.link.isRunning ? 'running' : 'down'}`
      : event.type
  })

describe('addresses', () => {
  test('an address is added once, and set as often as one likes', () => {
    const { kernel } = setUp()
    const address = vip('192.0.2.10/32')
    const outcomes = kernel.apply([
      { type: 'addAddress', address },
      { type: 'addAddress', address },
      { type: 'setAddress', address },
      { type: 'addAddress', address: vip('2001:db8::1/128', { flags: 2 }) },
      { type: 'addAddress', address: vip('2001:db8::1/64', { flags: 2 }) },
    ])
    // IPv6 addresses are the same whatever their prefix.
    expect(outcomesOf(outcomes)).toEqual(['ok', 'EEXIST', 'ok', 'ok', 'EEXIST'])
    expect(kernel.addresses()).toEqual([
      {
        interfaceIndex: 1,
        address: '192.0.2.10',
        prefixLength: 32,
        label: 'eth0',
        scope: 0,
        flags: 0x80,
      },
      { interfaceIndex: 1, address: '2001:db8::1', prefixLength: 128, scope: 0, flags: 0x82 },
    ])
  })

  test('what is not there cannot be removed, nor be put on what is not there', () => {
    const { kernel } = setUp()
    const elsewhere = vip('192.0.2.10/32', { interfaceIndex: 9 })
    const outcomes = kernel.apply([
      { type: 'deleteAddress', address: vip('192.0.2.10/32') },
      { type: 'addAddress', address: elsewhere },
      { type: 'deleteAddress', address: elsewhere },
      { type: 'addAddress', address: vip('192.0.2.10/24') },
      { type: 'deleteAddress', address: vip('192.0.2.10/32') },
      { type: 'deleteAddress', address: vip('192.0.2.10/24') },
    ])
    expect(outcomesOf(outcomes)).toEqual([
      'EADDRNOTAVAIL',
      'ENODEV',
      'ENODEV',
      'ok',
      'EADDRNOTAVAIL',
      'ok',
    ])
  })

  test('secondaries come last and go with their primary', () => {
    const { clock, kernel, events } = setUp()
    kernel.meddle(
      { type: 'addAddress', address: vip('192.0.2.1/24') },
      { type: 'addAddress', address: vip('192.0.2.10/24') },
      { type: 'addAddress', address: vip('198.51.100.1/24') },
      { type: 'addAddress', address: vip('192.0.2.11/32') },
    )
    expect(textsOf(kernel)).toEqual([
      '192.0.2.1/24',
      '198.51.100.1/24',
      '192.0.2.11/32',
      '192.0.2.10/24',
    ])
    clock.advance(0)
    events.length = 0
    kernel.meddle({ type: 'deleteAddress', address: vip('192.0.2.1/24') })
    clock.advance(0)
    expect(textsOf(kernel)).toEqual(['198.51.100.1/24', '192.0.2.11/32'])
    expect(summary(events)).toEqual(['addressGone 192.0.2.10', 'addressGone 192.0.2.1'])
  })

  test('a primary of a narrower scope comes before those of a wider one', () => {
    const { kernel } = setUp()
    kernel.meddle(
      { type: 'addAddress', address: vip('192.0.2.1/24') },
      { type: 'addAddress', address: vip('198.51.100.1/32', { scope: 253 }) },
      { type: 'addAddress', address: vip('203.0.113.1/32') },
    )
    expect(textsOf(kernel)).toEqual(['198.51.100.1/32', '192.0.2.1/24', '203.0.113.1/32'])
  })

  test('with promote_secondaries the oldest secondary takes its place', () => {
    const { kernel } = setUp()
    kernel.promotesSecondaries = true
    kernel.meddle(
      { type: 'addAddress', address: vip('192.0.2.1/24') },
      { type: 'addAddress', address: vip('192.0.2.10/24') },
      { type: 'addAddress', address: vip('192.0.2.11/24') },
      { type: 'deleteAddress', address: vip('192.0.2.1/24') },
    )
    expect(kernel.addresses().map(({ address, flags }) => [address, flags])).toEqual([
      ['192.0.2.10', 0x80],
      ['192.0.2.11', 0x81],
    ])
  })

  test('the newest IPv6 address comes first, link-local ones last', () => {
    const { kernel } = setUp()
    kernel.meddle(
      { type: 'addAddress', address: vip('fe80::1/64') },
      { type: 'addAddress', address: vip('2001:db8::1/64') },
      { type: 'addAddress', address: vip('2001:db8::2/64') },
    )
    expect(textsOf(kernel)).toEqual(['2001:db8::2/64', '2001:db8::1/64', 'fe80::1/64'])
  })

  test('a lifetime runs out unless it is renewed', () => {
    const { clock, kernel, events } = setUp()
    const leased = vip('192.0.2.10/32', { validLifetime: 3, preferredLifetime: 3 })
    kernel.meddle({ type: 'addAddress', address: leased })
    clock.advance(2500)
    expect(kernel.addresses()[0]?.validLifetime).toBe(1)
    kernel.meddle({ type: 'setAddress', address: leased })
    clock.advance(2999)
    expect(textsOf(kernel)).toEqual(['192.0.2.10/32'])
    events.length = 0
    clock.advance(1)
    expect(textsOf(kernel)).toEqual([])
    expect(summary(events)).toEqual(['addressGone 192.0.2.10'])
  })

  test('a lifetime of nothing is refused, a preferred lifetime of nothing deprecates', () => {
    const { kernel } = setUp()
    const outcomes = kernel.apply([
      { type: 'addAddress', address: vip('192.0.2.10/32', { validLifetime: 0 }) },
      {
        type: 'addAddress',
        address: vip('192.0.2.10/32', { validLifetime: 1, preferredLifetime: 2 }),
      },
      { type: 'addAddress', address: vip('2001:db8::1/128', { flags: 2, preferredLifetime: 0 }) },
    ])
    expect(outcomesOf(outcomes)).toEqual(['EINVAL', 'EINVAL', 'ok'])
    expect(kernel.addresses()).toEqual([
      {
        interfaceIndex: 1,
        address: '2001:db8::1',
        prefixLength: 128,
        scope: 0,
        // permanent, deprecated, nodad
        flags: 0xa2,
        preferredLifetime: 0,
      },
    ])
  })

  test('duplicate address detection takes a second unless it is off', () => {
    const { clock, kernel } = setUp()
    kernel.meddle({ type: 'addAddress', address: vip('fe80::1/64') })
    expect(kernel.addresses()[0]?.flags).toBe(0xc0)
    clock.advance(1000)
    expect(kernel.addresses()[0]?.flags).toBe(0x80)
    kernel.setAddressFlags('eth0', 'fe80::1', 0x48)
    expect(kernel.addresses()[0]?.flags).toBe(0x48)
  })
})

describe('links', () => {
  test('down keeps IPv4 addresses and drops IPv6 ones and routes', () => {
    const { clock, kernel, events } = setUp()
    kernel.meddle(
      { type: 'addAddress', address: vip('192.0.2.1/24') },
      { type: 'addAddress', address: vip('2001:db8::1/64', { flags: 2 }) },
      {
        type: 'setRoute',
        route: { family: 4, type: 1, interfaceIndex: 1, table: 254, protocol: 4, scope: 0 },
      },
    )
    clock.advance(0)
    events.length = 0
    expect(outcomesOf(kernel.apply([{ type: 'setLink', index: 1, up: false }]))).toEqual(['ok'])
    clock.advance(0)
    expect(textsOf(kernel)).toEqual(['192.0.2.1/24'])
    expect(kernel.routes(4)).toEqual([])
    expect(summary(events)).toEqual(['addressGone 2001:db8::1', 'link eth0 down'])
  })

  test('a macvlan runs while its parent does, and goes with it', () => {
    const { clock, kernel, events } = setUp()
    const macvlan = {
      type: 'addMacvlan',
      name: 'vrrp.51',
      parentIndex: 1,
      macAddress: '00:00:5e:00:01:33',
      mode: 'private',
      alias: 'ours',
    } as const
    const outcomes = kernel.apply([
      macvlan,
      macvlan,
      { ...macvlan, name: 'vrrp.52', parentIndex: 9 },
      { type: 'setLink', index: 2, up: true },
    ])
    expect(outcomesOf(outcomes)).toEqual(['ok', 'EEXIST', 'ENODEV', 'ok'])
    expect(kernel.links()[1]).toEqual({
      index: 2,
      name: 'vrrp.51',
      flags: 0x1_1043,
      isRunning: true,
      mtu: 1500,
      macAddress: '00:00:5e:00:01:33',
      parentIndex: 1,
      kind: 'macvlan',
      alias: 'ours',
    })
    kernel.setCarrier('eth0', false)
    kernel.deleteLink('eth0')
    clock.advance(0)
    expect(kernel.links()).toEqual([])
    expect(summary(events)).toEqual([
      'link vrrp.51 down',
      'link vrrp.51 running',
      'link eth0 down',
      'link vrrp.51 down',
      'linkGone vrrp.51 down',
      'linkGone eth0 down',
    ])
  })

  test('an interface that comes back has a new index', () => {
    const { kernel } = setUp()
    kernel.deleteLink('eth0')
    expect(kernel.addLink({ name: 'eth0' }).index).toBe(2)
  })
})

describe('routes and rules', () => {
  test('a route needs its interface and its source, and goes with them', () => {
    const { kernel } = setUp()
    const route = {
      family: 4,
      type: 1,
      destination: { address: '203.0.113.0', prefixLength: 24 },
      interfaceIndex: 1,
      preferredSource: '192.0.2.10',
      table: 254,
      protocol: 4,
      scope: 0,
    } as const
    const refused = kernel.apply([
      { type: 'setRoute', route },
      { type: 'setRoute', route: { ...route, interfaceIndex: 7 } },
      { type: 'deleteRoute', route },
    ])
    expect(outcomesOf(refused)).toEqual(['EINVAL', 'ENODEV', 'ESRCH'])
    kernel.meddle(
      { type: 'addAddress', address: vip('192.0.2.10/32') },
      { type: 'setRoute', route },
      { type: 'setRoute', route },
    )
    expect(kernel.routes(4)).toEqual([route])
    kernel.meddle({ type: 'deleteAddress', address: vip('192.0.2.10/32') })
    expect(kernel.routes(4)).toEqual([])
  })

  test('rules have priorities and are removed by their parts', () => {
    const { kernel } = setUp()
    const rule = {
      family: 4,
      source: { address: '192.0.2.10', prefixLength: 32 },
      table: 100,
    } as const
    const outcomes = kernel.apply([
      { type: 'addRule', rule },
      { type: 'addRule', rule: { ...rule, priority: 32_765 } },
    ])
    expect(outcomesOf(outcomes)).toEqual(['ok', 'EEXIST'])
    expect(kernel.rules(4)[1]).toEqual({ ...rule, priority: 32_765, action: 1 })
    const removed = kernel.apply([
      { type: 'deleteRule', rule },
      { type: 'deleteRule', rule },
    ])
    expect(outcomesOf(removed)).toEqual(['ok', 'ENOENT'])
  })
})

describe('watching and failing', () => {
  test('events come in a later turn, also of changes made here', () => {
    const { clock, kernel, events } = setUp()
    kernel.apply([{ type: 'addAddress', address: vip('192.0.2.10/32') }])
    expect(events).toEqual([])
    clock.advance(0)
    expect(summary(events)).toEqual(['address 192.0.2.10'])
  })

  test('an overrun loses what was not read yet', () => {
    const { clock, kernel, events } = setUp()
    kernel.meddle({ type: 'addAddress', address: vip('192.0.2.10/32') })
    kernel.overrun()
    kernel.meddle({ type: 'deleteAddress', address: vip('192.0.2.10/32') })
    clock.advance(0)
    expect(summary(events)).toEqual(['overrun', 'addressGone 192.0.2.10'])
  })

  test('changes and reads fail when a test wants it, and others go on', () => {
    const { kernel } = setUp()
    kernel.failing = (change) =>
      change.type === 'addAddress' && change.address.address === '192.0.2.10'
        ? 'ENOBUFS'
        : undefined
    const outcomes = kernel.apply([
      { type: 'addAddress', address: vip('192.0.2.10/32') },
      { type: 'addAddress', address: vip('192.0.2.11/32') },
    ])
    expect(outcomesOf(outcomes)).toEqual(['ENOBUFS', 'ok'])
    expect(textsOf(kernel)).toEqual(['192.0.2.11/32'])
    expect(kernel.applied).toHaveLength(2)
    kernel.failingReads = () => 'EPERM'
    expect(() => kernel.addresses()).toThrow('RTM_GETADDR: EPERM')
  })
})

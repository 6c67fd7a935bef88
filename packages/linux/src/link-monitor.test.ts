import { SimClock } from '@holdfast/core/testing'
import { describe, expect, test } from 'vitest'
import { LinkMonitor } from './link-monitor.js'
import type { MonitoredLink } from './link-monitor-table.js'
import type { AddressInfo, KernelChange } from './rtnetlink/rtnetlink.js'
import { FakeKernel } from './testing/fake-kernel.js'

interface Setup {
  readonly clock: SimClock
  readonly kernel: FakeKernel
  readonly monitor: LinkMonitor
  readonly told: MonitoredLink[]
  /** Lets events arrive; returns what was told since the last time, in short. */
  readonly news: () => string[]
}

/** A kernel with eth0, index 1, whose monitor is watched for `names`. */
function setUp(...names: readonly string[]): Setup {
  const clock = new SimClock()
  const kernel = new FakeKernel({ clock })
  kernel.addLink({ name: 'eth0' })
  const monitor = new LinkMonitor(kernel, { clock })
  const told: MonitoredLink[] = []
  monitor.watch(names.length === 0 ? ['eth0'] : names, (link) => told.push(link))
  const news = (): string[] => {
    clock.advance(0)
    return told.splice(0).map(describeLink)
  }
  return { clock, kernel, monitor, told, news }
}

const describeLink = (link: MonitoredLink): string =>
  [link.interface, link.up ? 'up' : 'down', ...link.addresses].join(' ')

const add = (text: string, more: Partial<AddressInfo> = {}): KernelChange => {
  const [address = '', length] = text.split('/')
  return {
    type: 'setAddress',
    address: { interfaceIndex: 1, address, prefixLength: Number(length), ...more },
  }
}

const remove = (text: string): KernelChange =>
  ({ ...add(text), type: 'deleteAddress' }) as KernelChange

describe('an interface', () => {
  test('is told at once, also one that does not exist', () => {
    const { told } = setUp('eth0', 'eth7')
    expect(told).toEqual([
      {
        interface: 'eth0',
        up: true,
        macAddress: '02:00:00:00:00:01',
        addresses: [],
        index: 1,
        mtu: 1500,
      },
      { interface: 'eth7', up: false, addresses: [] },
    ])
  })

  test('is up when it is both up and running (rule 105)', () => {
    const { kernel, news } = setUp()
    news()
    kernel.setCarrier('eth0', false)
    expect(news()).toEqual(['eth0 down'])
    kernel.changeLink('eth0', { up: false })
    expect(news()).toEqual([])
    kernel.setCarrier('eth0', true)
    expect(news()).toEqual([])
    kernel.changeLink('eth0', { up: true })
    expect(news()).toEqual(['eth0 up'])
  })

  test('appears, disappears and comes back with another index', () => {
    const { kernel, told, news } = setUp('eth1')
    news()
    kernel.addLink({ name: 'eth1', up: false })
    expect(news()).toEqual(['eth1 down'])
    kernel.changeLink('eth1', { up: true })
    expect(news()).toEqual(['eth1 up'])
    kernel.deleteLink('eth1')
    kernel.addLink({ name: 'eth1' })
    kernel.meddle(add('192.0.2.1/24', { interfaceIndex: 3 }))
    kernel.addLink({ name: 'eth2' })
    expect(told).toEqual([])
    expect(news()).toEqual(['eth1 down', 'eth1 up', 'eth1 up 192.0.2.1'])
  })

  test('is followed by its name when it is renamed', () => {
    const { kernel, news } = setUp('eth0', 'lan0')
    news()
    kernel.changeLink('eth0', { name: 'lan0' })
    expect(news()).toEqual(['eth0 down', 'lan0 up'])
    kernel.meddle(add('192.0.2.1/24'))
    expect(news()).toEqual(['lan0 up 192.0.2.1'])
  })

  test('changes its MAC address and its MTU', () => {
    const { clock, kernel, told } = setUp()
    told.length = 0
    kernel.changeLink('eth0', { macAddress: '02:00:00:00:00:99', mtu: 9000 })
    clock.advance(0)
    expect(told).toMatchObject([{ macAddress: '02:00:00:00:00:99', mtu: 9000 }])
  })
})

describe('addresses', () => {
  test('come in the order of the kernel, primaries first', () => {
    const { kernel, news } = setUp()
    news()
    kernel.meddle(
      add('192.0.2.1/24'),
      add('192.0.2.10/24'),
      add('198.51.100.1/24'),
      add('fe80::1/64', { flags: 2 }),
      add('2001:db8::1/64', { flags: 2 }),
      add('2001:db8::2/64', { flags: 2 }),
    )
    expect(news().at(-1)).toBe(
      'eth0 up 192.0.2.1 198.51.100.1 192.0.2.10 2001:db8::2 2001:db8::1 fe80::1',
    )
    kernel.promotesSecondaries = true
    kernel.meddle(remove('192.0.2.1/24'))
    expect(news()).toEqual(['eth0 up 198.51.100.1 192.0.2.10 2001:db8::2 2001:db8::1 fe80::1'])
  })

  test('a renewed lifetime is no news', () => {
    const { kernel, news } = setUp()
    kernel.meddle(add('192.0.2.10/32', { validLifetime: 3 }))
    expect(news()).toEqual(['eth0 up', 'eth0 up 192.0.2.10'])
    kernel.meddle(add('192.0.2.10/32', { validLifetime: 3 }))
    expect(news()).toEqual([])
  })

  test('an expired one is gone', () => {
    const { clock, kernel, news } = setUp()
    kernel.meddle(add('192.0.2.10/32', { validLifetime: 3 }))
    news()
    clock.advance(3000)
    expect(news()).toEqual(['eth0 up'])
  })

  test('a tentative one is left out until duplicate address detection is over', () => {
    const { clock, kernel, news } = setUp()
    news()
    kernel.meddle(add('fe80::1/64'))
    expect(news()).toEqual([])
    clock.advance(999)
    expect(news()).toEqual([])
    clock.advance(1)
    expect(news()).toEqual(['eth0 up fe80::1'])
  })

  test('a duplicate is left out, an optimistic one is not', () => {
    const { kernel, news } = setUp()
    kernel.meddle(add('fe80::1/64', { flags: 2 }))
    expect(news()).toEqual(['eth0 up', 'eth0 up fe80::1'])
    kernel.setAddressFlags('eth0', 'fe80::1', 0x48)
    expect(news()).toEqual(['eth0 up'])
    kernel.setAddressFlags('eth0', 'fe80::1', 0x44)
    expect(news()).toEqual(['eth0 up fe80::1'])
  })
})

describe('when things go wrong', () => {
  test('after an overrun everything is read again', () => {
    const { kernel, news } = setUp('eth0', 'eth1')
    news()
    kernel.meddle(add('192.0.2.1/24'))
    kernel.setCarrier('eth0', false)
    kernel.addLink({ name: 'eth1' })
    kernel.overrun()
    expect(news()).toEqual(['eth0 down 192.0.2.1', 'eth1 up'])
    // What comes later is understood on top of it.
    kernel.setCarrier('eth0', true)
    expect(news()).toEqual(['eth0 up 192.0.2.1'])
  })

  test('a read that fails after an overrun is tried again', () => {
    const { clock, kernel, news } = setUp()
    news()
    kernel.setCarrier('eth0', false)
    kernel.overrun()
    kernel.failingReads = () => 'EBUSY'
    expect(news()).toEqual([])
    kernel.failingReads = undefined
    clock.advance(99)
    expect(news()).toEqual([])
    clock.advance(1)
    expect(news()).toEqual(['eth0 down'])
  })

  test('a read that fails at the start is thrown, and the next start works', () => {
    const clock = new SimClock()
    const kernel = new FakeKernel({ clock })
    const monitor = new LinkMonitor(kernel, { clock })
    kernel.failingReads = () => 'EPERM'
    expect(() => monitor.watch(['eth0'], () => undefined)).toThrow('RTM_GETLINK: EPERM')
    kernel.failingReads = undefined
    const told: string[] = []
    monitor.watch(['eth0'], (link) => told.push(describeLink(link)))
    expect(told).toEqual(['eth0 down'])
  })

  test('a callback that throws stops nothing', () => {
    const clock = new SimClock()
    const kernel = new FakeKernel({ clock })
    const errors: string[] = []
    const note = (message: string): void => void errors.push(message)
    const logger = { debug: note, info: note, warn: note, error: note }
    const monitor = new LinkMonitor(kernel, { clock, logger })
    const told: string[] = []
    monitor.watch(['eth0'], () => {
      throw new Error('mine')
    })
    monitor.watch(['eth0'], (link) => told.push(describeLink(link)))
    kernel.addLink({ name: 'eth0' })
    clock.advance(0)
    expect(told).toEqual(['eth0 down', 'eth0 up'])
    expect(errors).toEqual(['a watcher of interfaces threw', 'a watcher of interfaces threw'])
  })

  test('who stops watching hears no more, also from within a callback', () => {
    const { clock, kernel, monitor } = setUp()
    const told: string[] = []
    const stop = monitor.watch(['eth0'], (link) => {
      told.push(describeLink(link))
      if (!link.up) stop()
    })
    kernel.setCarrier('eth0', false)
    kernel.setCarrier('eth0', true)
    clock.advance(0)
    expect(told).toEqual(['eth0 up', 'eth0 down'])
  })
})

test('the status can be asked for, with and without watchers', () => {
  const { clock, kernel, monitor } = setUp()
  expect(monitor.status('eth0')).toMatchObject({ up: true, mtu: 1500 })
  kernel.changeLink('eth0', { mtu: 1400 })
  clock.advance(0)
  expect(monitor.status('eth0')).toMatchObject({ mtu: 1400 })
  expect(new LinkMonitor(kernel, { clock }).status('eth0')).toMatchObject({ mtu: 1400 })
})

import { rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { integerBetween, seededRandom } from '@holdfast/core/testing'
import { openGenericNetlink } from './genetlink/generic-netlink.js'
import { LinkMonitor } from './link-monitor.js'
import type { MonitoredLink } from './link-monitor-table.js'
import { openRtnetlink } from './rtnetlink/open-rtnetlink.js'
import type { KernelEvent, Rtnetlink } from './rtnetlink/rtnetlink.js'
import { inNamespace, ip, ipJson } from '../../../test/support/in-namespace.js'

inNamespace(import.meta.url, () => {
  let rtnetlink: Rtnetlink

  beforeEach(() => {
    rtnetlink = openRtnetlink()
  })

  afterEach(() => {
    rtnetlink.close()
    for (const { ifname } of ipJson('link', 'show', 'type', 'veth') as { ifname: string }[]) {
      // The other end of one that was deleted is gone too.
      if (ip('-br', 'link').includes(ifname)) ip('link', 'delete', ifname)
    }
  })

  const makeVeth = (name: string): void => {
    ip('link', 'add', name, 'type', 'veth', 'peer', 'name', `${name}p`)
    ip('link', 'set', name, 'up')
    ip('link', 'set', `${name}p`, 'up')
  }

  /** Waits for what the kernel will certainly do; fails loudly when it does not. */
  const eventually = async (what: string, holds: () => boolean): Promise<void> => {
    const start = performance.now()
    while (!holds()) {
      if (performance.now() - start > 5000) throw new Error(`never happened: ${what}`)
      await sleep(5)
    }
  }

  const addressesOf = (name: string): string[] =>
    (ipJson('addr', 'show', name) as { addr_info: { local: string; tentative?: boolean }[] }[])
      .flatMap(({ addr_info }) => addr_info)
      .filter(({ tentative }) => tentative !== true)
      .map(({ local }) => local)

  describe('LinkMonitor on a real kernel', () => {
    test('follows an interface through its life', async () => {
      const told: MonitoredLink[] = []
      const last = (): MonitoredLink => told.at(-1)!
      const stop = new LinkMonitor(rtnetlink).watch(['v0'], (link) => told.push(link))
      expect(told).toEqual([{ interface: 'v0', up: false, addresses: [] }])

      makeVeth('v0')
      // The link-local address is tentative first, and counts when duplicate detection is over.
      await eventually('a link-local address', () => last().addresses.length === 1)
      expect(last().up).toBe(true)
      const firstWithAddress = told.find(({ addresses }) => addresses.length > 0)
      expect(firstWithAddress?.addresses).toEqual(addressesOf('v0'))

      ip('link', 'set', 'v0p', 'down')
      await eventually('down with its other end', () => !last().up)
      ip('link', 'set', 'v0p', 'up')
      await eventually('up again', () => last().up)

      ip('link', 'set', 'v0', 'mtu', '1400')
      ip('link', 'set', 'v0', 'address', '02:00:00:00:00:42')
      await eventually('another MTU and MAC address', () => {
        return last().mtu === 1400 && last().macAddress === '02:00:00:00:00:42'
      })

      ip('link', 'set', 'v0', 'down')
      ip('link', 'set', 'v0', 'name', 'v9')
      await eventually('gone under its name', () => last().index === undefined)
      ip('link', 'set', 'v9', 'name', 'v0')
      ip('link', 'set', 'v0', 'up')
      await eventually('back', () => last().up)
      const before = last().index

      ip('link', 'delete', 'v0')
      await eventually('deleted', () => last().index === undefined)
      makeVeth('v0')
      await eventually('made again', () => last().up)
      expect(last().index).not.toBe(before)
      stop()
    })

    test('keeps addresses in the kernel’s order whatever happens to them', async () => {
      makeVeth('v0')
      await eventually('a link-local address', () => addressesOf('v0').length === 1)
      const monitor = new LinkMonitor(rtnetlink)
      const stop = monitor.watch(['v0'], () => undefined)
      const random = seededRandom(51)
      const index = monitor.status('v0').index!
      for (let round = 0; round < 40; round++) {
        const changes = Array.from({ length: 5 }, () => {
          const isV6 = random() < 0.3
          const host = integerBetween(random, 1, 6)
          const network = integerBetween(random, 0, 2)
          return {
            type: random() < 0.65 ? ('setAddress' as const) : ('deleteAddress' as const),
            address: isV6
              ? {
                  interfaceIndex: index,
                  address: `2001:db8:0:${network + 1}::${host}`,
                  prefixLength: 64,
                  flags: 2,
                }
              : {
                  interfaceIndex: index,
                  address: `10.0.${network}.${host}`,
                  prefixLength: random() < 0.8 ? 24 : 32,
                  scope: random() < 0.8 ? 0 : 253,
                },
          }
        })
        rtnetlink.apply(changes)
        const expected = addressesOf('v0')
        await eventually(`round ${round}: ${expected.join(' ')}`, () => {
          return monitor.status('v0').addresses.join() === expected.join()
        })
      }
      stop()
    })
  })

  test('an overrun is told, and a fresh read after it is right', async () => {
    makeVeth('v0')
    rtnetlink.close()
    // As small as the kernel allows, so that 5,000 events cannot fit.
    rtnetlink = openRtnetlink({ receiveBuffer: 4096 })
    const events: KernelEvent[] = []
    rtnetlink.watch((event) => events.push(event))
    const monitor = new LinkMonitor(rtnetlink)
    let last: MonitoredLink | undefined
    let isTold = 0
    monitor.watch(['v0'], (link) => {
      last = link
      isTold += 1
    })
    const batch = `/tmp/holdfast-overrun-${process.pid}.batch`
    const lines = Array.from({ length: 2500 }, (_, n) => {
      const address = `10.${n >> 8}.${n & 255}.1/32 dev v0\n`
      // Every tenth stays.
      return n % 10 === 0 ? `addr add ${address}` : `addr add ${address}addr del ${address}`
    })
    writeFileSync(batch, lines.join(''))
    try {
      // Synchronous: this process reads nothing while it lasts.
      ip('-batch', batch)
      expect(events).toEqual([])
      await eventually('an overrun', () => events.some(({ type }) => type === 'overrun'))
      await eventually('all that stayed', () => {
        return last?.addresses.filter((address) => address.includes('.')).length === 250
      })
      expect(last?.addresses.filter((address) => address.includes('.'))).toEqual(
        addressesOf('v0').filter((address) => address.includes('.')),
      )
      const lost = 4750 - events.filter(({ type }) => type.startsWith('address')).length
      expect(lost).toBeGreaterThan(4000)
      // What comes after it is heard as before.
      ip('addr', 'add', '192.0.2.1/32', 'dev', 'v0')
      await eventually('one more', () => last?.addresses.includes('192.0.2.1') === true)
      console.log(`overrun: ${lost} of 4,750 events lost, ${isTold} changes told`)
    } finally {
      rmSync(batch, { force: true })
    }
  })

  test('a buffer of the usual size loses nothing of 5,000 events', async () => {
    makeVeth('v0')
    const events: KernelEvent[] = []
    rtnetlink.watch((event) => events.push(event))
    const batch = `/tmp/holdfast-burst-${process.pid}.batch`
    const lines = Array.from({ length: 2500 }, (_, n) => {
      const address = `10.${n >> 8}.${n & 255}.1/32 dev v0\n`
      return `addr add ${address}addr del ${address}`
    })
    writeFileSync(batch, lines.join(''))
    try {
      ip('-batch', batch)
      const isOfBurst = (event: KernelEvent): boolean =>
        (event.type === 'address' || event.type === 'addressGone') &&
        event.address.address.startsWith('10.')
      await eventually('5,000 events', () => events.filter(isOfBurst).length === 5000)
      expect(events.filter(({ type }) => type === 'overrun')).toEqual([])
    } finally {
      rmSync(batch, { force: true })
    }
  })

  test('generic netlink finds families, and says what is missing', () => {
    const generic = openGenericNetlink()
    try {
      const control = generic.family('nlctrl')
      expect(control).toMatchObject({ name: 'nlctrl', id: 16, version: 2 })
      expect(control.groups.has('notify')).toBe(true)
      expect(() => generic.family('NO_SUCH_THING', 'no_such_thing')).toThrow(
        'CTRL_CMD_GETFAMILY NO_SUCH_THING: ENOENT (kernel module no_such_thing is not loaded)',
      )
      // CTRL_CMD_GETFAMILY as a dump: all families, the controller itself among them.
      const all = generic.dump(control, { command: 3, call: 'CTRL_CMD_GETFAMILY' })
      expect(all.length).toBeGreaterThan(1)
    } finally {
      generic.close()
    }
  })
})

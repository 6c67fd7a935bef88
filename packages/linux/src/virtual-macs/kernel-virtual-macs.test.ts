import { describe, expect, it } from 'vitest'
import type { VirtualMac } from '@holdfast/core'
import { SimClock } from '@holdfast/core/testing'
import type { JournalEntry } from '../journal/entry.js'
import { MemoryJournal } from '../journal/journal.js'
import { FakeKernel } from '../testing/index.js'
import { KernelVirtualMacs } from './kernel-virtual-macs.js'
import type { Sysctls } from './sysctls.js'

const vrrp51: VirtualMac = { name: 'vrrp.51', parent: 'eth0', macAddress: '00:00:5e:00:01:33' }
const vrrp52: VirtualMac = { name: 'vrrp.52', parent: 'eth0', macAddress: '00:00:5e:00:01:34' }
const vrrp6: VirtualMac = { name: 'vrrp6.51', parent: 'eth0', macAddress: '00:00:5e:00:02:33' }

/** Every setting is there and 0 until it is written. */
class FakeSysctls implements Sysctls {
  readonly values = new Map<string, string>()

  read(path: string): string {
    return this.values.get(path) ?? '0'
  }

  write(path: string, value: string): void {
    this.values.set(path, value)
  }

  /** What is not 0, without the common part. */
  set(): string[] {
    return [...this.values]
      .filter(([, value]) => value !== '0')
      .map(([path, value]) => `${path.replace('net/', '').replace('conf/', '')}=${value}`)
      .sort()
  }
}

class World {
  readonly clock = new SimClock()
  readonly kernel = new FakeKernel({ clock: this.clock })
  readonly sysctls = new FakeSysctls()
  readonly failures: string[] = []
  readonly journal: MemoryJournal
  readonly macs: KernelVirtualMacs

  constructor(leftovers: readonly JournalEntry[] = [], parent = true) {
    this.journal = new MemoryJournal(leftovers)
    if (parent) this.kernel.addLink({ name: 'eth0', index: 2 })
    const { clock, journal, sysctls } = this
    this.macs = new KernelVirtualMacs(this.kernel, { clock, journal, sysctls })
  }

  ensure(owner: string, wanted: VirtualMac): void {
    this.macs.ensure(owner, wanted, (error) => this.failures.push(error.message))
  }

  /** The interfaces above others, as `name mac %parent up`. */
  there(): string[] {
    return this.kernel
      .links()
      .filter(({ kind }) => kind === 'macvlan')
      .map((link) => {
        const state = (link.flags & 1) === 0 ? 'down' : 'up'
        return `${link.name} ${link.macAddress ?? ''} %${link.parentIndex ?? 0} ${state}`
      })
  }

  settle(): void {
    this.clock.advance(0)
  }
}

describe('an interface with a virtual MAC', () => {
  it('is made in private mode, is recognisable and up', () => {
    const world = new World()
    world.ensure('VI_1', vrrp51)
    expect(world.there()).toEqual(['vrrp.51 00:00:5e:00:01:33 %2 up'])
    expect(world.kernel.applied[0]).toEqual({
      type: 'addMacvlan',
      name: 'vrrp.51',
      parentIndex: 2,
      macAddress: '00:00:5e:00:01:33',
      mode: 'private',
      alias: 'holdfast',
    })
    expect(world.failures).toEqual([])
    world.settle()
    expect(world.clock.nextEventAt).toBeUndefined()
  })

  it('has the settings it needs before it is up, and so has its parent', () => {
    const world = new World()
    const before: string[][] = []
    world.kernel.failing = (change) => {
      if (change.type === 'setLink') before.push(world.sysctls.set())
      return undefined
    }
    world.ensure('VI_1', vrrp51)
    expect(before).toEqual([
      [
        'ipv4/vrrp.51/accept_local=1',
        'ipv4/vrrp.51/arp_ignore=1',
        'ipv4/vrrp.51/promote_secondaries=1',
        'ipv4/vrrp.51/rp_filter=2',
        'ipv6/vrrp.51/addr_gen_mode=1',
        'ipv6/vrrp.51/disable_ipv6=1',
      ],
    ])
    expect(world.sysctls.read('net/ipv4/conf/eth0/arp_ignore')).toBe('1')
    expect(world.sysctls.read('net/ipv4/conf/eth0/arp_filter')).toBe('1')
  })

  it('of an IPv6 router gets no link-local address and leaves its parent alone', () => {
    const world = new World()
    world.ensure('VI_6', vrrp6)
    expect(world.sysctls.set()).toEqual(['ipv6/vrrp6.51/addr_gen_mode=1'])
  })

  it('goes with its owner; the settings of the parent with the last one', () => {
    const world = new World()
    world.sysctls.write('net/ipv4/conf/eth0/arp_ignore', '2')
    world.ensure('VI_1', vrrp51)
    world.ensure('VI_2', vrrp52)
    world.macs.release('VI_1')
    expect(world.there()).toEqual(['vrrp.52 00:00:5e:00:01:34 %2 up'])
    expect(world.sysctls.read('net/ipv4/conf/eth0/arp_ignore')).toBe('1')
    world.macs.release('VI_2')
    expect(world.there()).toEqual([])
    expect(world.sysctls.read('net/ipv4/conf/eth0/arp_ignore')).toBe('2')
    expect(world.sysctls.read('net/ipv4/conf/eth0/arp_filter')).toBe('0')
    expect(world.journal.entries).toEqual([])
    world.settle()
    expect(world.there()).toEqual([])
  })

  it('does not put back a setting that somebody else changed in the meantime', () => {
    const world = new World()
    world.ensure('VI_1', vrrp51)
    world.sysctls.write('net/ipv4/conf/eth0/arp_ignore', '8')
    world.macs.close()
    expect(world.sysctls.read('net/ipv4/conf/eth0/arp_ignore')).toBe('8')
  })

  it('is made again when somebody deletes it', () => {
    const world = new World()
    world.ensure('VI_1', vrrp51)
    world.settle()
    world.kernel.deleteLink('vrrp.51')
    world.settle()
    expect(world.there()).toEqual(['vrrp.51 00:00:5e:00:01:33 %2 up'])
  })

  it('is brought up again when somebody takes it down', () => {
    const world = new World()
    world.ensure('VI_1', vrrp51)
    world.settle()
    world.kernel.changeLink('vrrp.51', { up: false })
    world.settle()
    expect(world.there()).toEqual(['vrrp.51 00:00:5e:00:01:33 %2 up'])
  })

  it('is made again when its parent is recreated', () => {
    const world = new World()
    world.ensure('VI_1', vrrp51)
    world.settle()
    world.kernel.deleteLink('eth0')
    world.settle()
    expect(world.there()).toEqual([])
    expect(world.failures).toEqual(['there is no interface eth0 to make vrrp.51 on'])
    world.kernel.addLink({ name: 'eth0', index: 9 })
    world.settle()
    expect(world.there()).toEqual(['vrrp.51 00:00:5e:00:01:33 %9 up'])
    expect(world.sysctls.read('net/ipv4/conf/eth0/arp_ignore')).toBe('1')
  })

  it('is made when its parent appears', () => {
    const world = new World([], false)
    world.ensure('VI_1', vrrp51)
    expect(world.failures).toEqual(['there is no interface eth0 to make vrrp.51 on'])
    world.kernel.addLink({ name: 'eth0', index: 2 })
    world.settle()
    expect(world.there()).toEqual(['vrrp.51 00:00:5e:00:01:33 %2 up'])
  })

  it('is tried again every five seconds while the kernel refuses it', () => {
    const world = new World()
    world.kernel.failing = (change) => (change.type === 'addMacvlan' ? 'EBUSY' : undefined)
    world.ensure('VI_1', vrrp51)
    world.clock.advance(4999)
    expect(world.failures).toEqual(['the kernel refused vrrp.51: addMacvlan: EBUSY'])
    world.kernel.failing = undefined
    world.clock.advance(1)
    expect(world.there()).toEqual(['vrrp.51 00:00:5e:00:01:33 %2 up'])
    expect(world.clock.nextEventAt).toBeUndefined()
  })

  it('does not touch an interface of somebody else with its name', () => {
    const world = new World()
    world.kernel.addLink({ name: 'vrrp.51', kind: 'macvlan', parentIndex: 2 })
    world.ensure('VI_1', vrrp51)
    expect(world.failures).toEqual([
      'vrrp.51 exists already and was not made by Holdfast: remove it (ip link delete vrrp.51) ' +
        'or choose another name for the interface with the virtual MAC',
    ])
    world.macs.close()
    expect(world.there().length).toBe(1)
  })

  it('is kept for one owner only', () => {
    const world = new World()
    world.ensure('VI_1', vrrp51)
    world.ensure('VI_2', { ...vrrp52, name: 'vrrp.51' })
    expect(world.failures).toContain('vrrp.51 is kept for another virtual router already')
    world.settle()
    expect(world.there()).toEqual(['vrrp.51 00:00:5e:00:01:33 %2 up'])
  })
})

describe('what a crashed run left', () => {
  const left: readonly JournalEntry[] = [
    { kind: 'link', name: 'vrrp.51', macAddress: '00:00:5e:00:01:33' },
    { kind: 'sysctl', path: 'net/ipv4/conf/eth0/arp_ignore', previous: '2', value: '1' },
  ]

  function crashed(): World {
    const world = new World(left)
    world.kernel.addLink({
      name: 'vrrp.51',
      index: 7,
      kind: 'macvlan',
      parentIndex: 2,
      macAddress: '00:00:5e:00:01:33',
      alias: 'holdfast',
    })
    world.sysctls.write('net/ipv4/conf/eth0/arp_ignore', '1')
    return world
  }

  it('is adopted when it is wanted', () => {
    const world = crashed()
    world.ensure('VI_1', vrrp51)
    world.settle()
    expect(world.kernel.applied).toEqual([])
    expect(world.there()).toEqual(['vrrp.51 00:00:5e:00:01:33 %2 up'])
    world.macs.close()
    expect(world.there()).toEqual([])
    expect(world.sysctls.read('net/ipv4/conf/eth0/arp_ignore')).toBe('2')
  })

  it('is removed when it is not', () => {
    const world = crashed()
    world.macs.recover()
    world.settle()
    expect(world.there()).toEqual([])
    expect(world.sysctls.read('net/ipv4/conf/eth0/arp_ignore')).toBe('2')
    expect(world.journal.entries).toEqual([])
  })

  it('is made anew when another MAC address is wanted', () => {
    const world = crashed()
    world.ensure('VI_1', { ...vrrp51, macAddress: '00:00:5e:00:01:99' })
    world.settle()
    expect(world.there()).toEqual(['vrrp.51 00:00:5e:00:01:99 %2 up'])
  })
})

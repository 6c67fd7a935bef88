import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DesiredAddress, HoldOutcome } from '@holdfast/core'
import { FileJournal } from '../journal/file-journal.js'
import { openRtnetlink } from '../rtnetlink/open-rtnetlink.js'
import type { Rtnetlink } from '../rtnetlink/rtnetlink.js'
import { inNamespace, ip, ipJson } from '../../../../test/support/in-namespace.js'
import { KernelAddresses } from './kernel-addresses.js'
import type { KernelAddressesOptions } from './kernel-addresses.js'
import type { AddressLoss } from './restorer.js'

// iproute2 is the judge of what is in the kernel.

interface Shown {
  readonly local: string
  readonly prefixlen: number
  readonly scope: string
  readonly nodad?: boolean
  readonly deprecated?: boolean
  readonly secondary?: boolean
  readonly noprefixroute?: boolean
  readonly label?: string
  readonly broadcast?: string
  readonly address?: string
  readonly home?: boolean
  readonly valid_life_time: number
  readonly preferred_life_time: number
}

const forever = 0xffff_ffff
const vip: DesiredAddress = {
  interface: 'v0',
  address: '192.0.2.10',
  prefixLength: 32,
  accept: true,
}
const vip6: DesiredAddress = { ...vip, address: '2001:db8::10', prefixLength: 128 }

/** Process ids are used again: what tells a dead writer is the time at which it started. */
function makeWriterDead(directory: string): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name)
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replace(/"startTime":"\d+"/, '"startTime":"1"'))
  }
}

inNamespace(import.meta.url, () => {
  let rtnetlink: Rtnetlink
  let losses: AddressLoss[]
  let directory: string
  const opened: { close(): void }[] = []

  const makeLink = (): void => {
    ip('link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1')
    ip('link', 'set', 'v0', 'up', 'addrgenmode', 'none')
    ip('link', 'set', 'v1', 'up', 'addrgenmode', 'none')
  }

  const open = (options: KernelAddressesOptions = {}): KernelAddresses => {
    const onLoss = (loss: AddressLoss): void => void losses.push(loss)
    const addresses = new KernelAddresses(rtnetlink, { onLoss, ...options })
    opened.push(addresses)
    return addresses
  }

  const hold = (
    addresses: KernelAddresses,
    owner: string,
    ...desired: DesiredAddress[]
  ): HoldOutcome | undefined => {
    let answer: HoldOutcome | undefined
    addresses.hold(owner, desired, (outcome) => (answer = outcome))
    return answer
  }

  const shown = (name = 'v0'): Shown[] =>
    (ipJson('addr', 'show', 'dev', name) as { addr_info: Shown[] }[])[0]!.addr_info

  const indexOf = (name: string): number =>
    rtnetlink.links().find((link) => link.name === name)!.index

  const listed = (name = 'v0'): string[] =>
    shown(name).map(({ local, prefixlen }) => `${local}/${prefixlen}`)

  beforeEach(() => {
    makeLink()
    rtnetlink = openRtnetlink()
    losses = []
    directory = mkdtempSync(join(tmpdir(), 'holdfast-'))
  })

  afterEach(() => {
    for (const each of opened.splice(0)) each.close()
    rtnetlink.close()
    ip('link', 'delete', 'v0')
    rmSync(directory, { recursive: true })
  })

  test('labels, scopes, broadcasts, peers and flags are in the kernel as they were asked for', () => {
    const addresses = open()
    const labelled: DesiredAddress = {
      ...vip,
      address: '198.51.100.10',
      prefixLength: 24,
      label: 'v0:vip',
      scope: 253,
      broadcast: '198.51.100.255',
      flags: ['noprefixroute'],
    }
    const peer: DesiredAddress = { ...vip, address: '203.0.113.1', peer: '203.0.113.2' }
    const preferred: DesiredAddress = { ...vip6, preferredLifetime: 'forever' }
    const deprecated: DesiredAddress = {
      ...vip6,
      address: '2001:db8:1::10',
      prefixLength: 64,
      preferredLifetime: 0,
      flags: ['noprefixroute'],
    }
    const wanted = [labelled, peer, preferred, deprecated]
    expect(hold(addresses, 'VI_1', ...wanted)).toEqual({ ok: true })
    // Again, as a renewal does it: nothing changes.
    expect(hold(addresses, 'VI_1', ...wanted)).toEqual({ ok: true })
    const byAddress = new Map(shown().map((each) => [each.local, each]))
    expect(byAddress.get('198.51.100.10')).toMatchObject({
      prefixlen: 24,
      label: 'v0:vip',
      scope: 'link',
      broadcast: '198.51.100.255',
      noprefixroute: true,
    })
    expect(byAddress.get('203.0.113.1')).toMatchObject({ address: '203.0.113.2', prefixlen: 32 })
    expect(byAddress.get('2001:db8::10')).toMatchObject({ preferred_life_time: 3 })
    expect(byAddress.get('2001:db8:1::10')).toMatchObject({
      preferred_life_time: 0,
      deprecated: true,
      noprefixroute: true,
    })
    expect(ip('-6', 'route', 'show', 'dev', 'v0')).not.toContain('2001:db8:1::/64')
    expect(hold(addresses, 'VI_1')).toEqual({ ok: true })
    expect(listed()).toEqual([])
  })

  test('another label, scope or peer takes the place of the old one', () => {
    const addresses = open()
    const first: DesiredAddress = { ...vip, label: 'v0:one', peer: '198.51.100.1' }
    hold(addresses, 'VI_1', first)
    hold(addresses, 'VI_1', { ...vip, label: 'v0:two', peer: '198.51.100.2', scope: 253 })
    expect(shown()).toMatchObject([{ label: 'v0:two', address: '198.51.100.2', scope: 'link' }])
    expect(shown()).toHaveLength(1)
    hold(addresses, 'VI_1', vip)
    expect(shown()).toMatchObject([{ label: 'v0', scope: 'global', local: '192.0.2.10' }])
    expect(shown()).toHaveLength(1)
  })

  test('what a crashed run left with a peer and a label is adopted, altered or removed', async () => {
    const key = 'crash'
    const left = new FileJournal({ directory, key, proc: '/proc' })
    const common = { kind: 'address', interfaceIndex: indexOf('v0'), prefixLength: 32 } as const
    for (const address of ['192.0.2.10', '192.0.2.11', '192.0.2.12']) {
      left.add([{ ...common, address, peer: '198.51.100.1', leased: false }])
      ip('addr', 'add', address, 'peer', '198.51.100.1/32', 'label', 'v0:vip', 'dev', 'v0')
    }
    makeWriterDead(directory)
    const rich: DesiredAddress = { ...vip, label: 'v0:vip', peer: '198.51.100.1' }
    const altered: DesiredAddress = { ...rich, address: '192.0.2.11', label: 'v0:other' }
    const addresses = open({ lease: false, journal: new FileJournal({ directory, key }) })
    expect(hold(addresses, 'VI_1', rich, altered)).toEqual({ ok: true })
    await wait(50)
    const labels = shown().map(({ local, label }) => `${local} ${label ?? ''}`)
    expect(labels.sort()).toEqual(['192.0.2.10 v0:vip', '192.0.2.11 v0:other'])
  })

  test('addresses are what keepalived makes them, with a lifetime', () => {
    const addresses = open()
    const network: DesiredAddress = { ...vip, address: '198.51.100.10', prefixLength: 24 }
    const network6: DesiredAddress = { ...vip6, address: '2001:db8:1::10', prefixLength: 64 }
    const linkLocal: DesiredAddress = { ...vip6, address: 'fe80::5e' }
    expect(hold(addresses, 'VI_1', vip, network, vip6, network6, linkLocal)).toEqual({ ok: true })
    const byAddress = new Map(shown().map((each) => [each.local, each]))
    const common = { valid_life_time: 3, preferred_life_time: 3 }
    expect(byAddress.get('192.0.2.10')).toMatchObject({ ...common, prefixlen: 32, scope: 'global' })
    expect(byAddress.get('198.51.100.10')).toMatchObject({ ...common, prefixlen: 24 })
    const deprecated = { valid_life_time: 3, preferred_life_time: 0, nodad: true, deprecated: true }
    expect(byAddress.get('2001:db8::10')).toMatchObject({ ...deprecated, prefixlen: 128 })
    expect(byAddress.get('fe80::5e')).toMatchObject({ ...deprecated, scope: 'link' })
    expect(byAddress.get('2001:db8:1::10')).toMatchObject({ ...common, nodad: true, prefixlen: 64 })
    hold(addresses, 'VI_1')
    expect(shown()).toEqual([])
  })

  test('addresses without a lease stay for ever', () => {
    const addresses = open({ lease: false })
    hold(addresses, 'VI_1', vip, vip6)
    expect(shown().map((each) => each.valid_life_time)).toEqual([forever, forever])
  })

  test('leases are renewed, and run out within four seconds when they are not', async () => {
    const addresses = open()
    hold(addresses, 'VI_1', vip, vip6)
    for (let second = 0; second < 5; second++) {
      await wait(1000)
      expect(listed()).toEqual(['192.0.2.10/32', '2001:db8::10/128'])
    }
    expect(losses).toEqual([])
    // The thread stands still, as a stopped process does.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4000)
    expect(listed()).toEqual([])
    await wait(100)
    expect(listed()).toEqual(['192.0.2.10/32', '2001:db8::10/128'])
    expect(losses.map(({ address, cause, restored }) => [address, cause, restored])).toEqual([
      ['192.0.2.10', 'expired', true],
      ['2001:db8::10', 'expired', true],
    ])
  })

  test('an address of somebody else is not touched', () => {
    ip('addr', 'add', '192.0.2.10/24', 'dev', 'v0')
    ip('addr', 'add', '2001:db8::10/128', 'dev', 'v1', 'nodad')
    const addresses = open()
    expect(hold(addresses, 'VI_1', vip, vip6)).toEqual({
      ok: false,
      failures: [
        {
          address: '192.0.2.10',
          code: 'EEXIST',
          message:
            '192.0.2.10 is on v0 already and was not put there by Holdfast: remove it ' +
            '(ip address delete 192.0.2.10/24 dev v0) or take it out of the configuration',
        },
        {
          address: '2001:db8::10',
          code: 'EADDRINUSE',
          message:
            '2001:db8::10 is on v1 already and was not put there by Holdfast, ' +
            'so it cannot be put on v0 as well',
        },
      ],
    })
    hold(addresses, 'VI_1')
    addresses.close()
    expect(listed()).toEqual(['192.0.2.10/24'])
    expect(shown()[0]?.valid_life_time).toBe(forever)
    expect(listed('v1')).toEqual(['2001:db8::10/128'])
  })

  test('an address that was deleted by hand is put back', async () => {
    const addresses = open()
    hold(addresses, 'VI_1', vip, vip6)
    ip('addr', 'flush', 'dev', 'v0')
    expect(listed()).toEqual([])
    await wait(100)
    expect(listed()).toEqual(['192.0.2.10/32', '2001:db8::10/128'])
    expect(losses.map(({ address, cause, restored }) => [address, cause, restored])).toEqual([
      ['192.0.2.10', 'deleted', true],
      ['2001:db8::10', 'deleted', true],
    ])
  })

  test('an interface that goes down and comes back has its IPv6 addresses again', async () => {
    const addresses = open()
    hold(addresses, 'VI_1', vip, vip6)
    ip('link', 'set', 'v0', 'down')
    await wait(1500)
    expect(listed()).toEqual(['192.0.2.10/32'])
    ip('link', 'set', 'v0', 'up')
    await wait(100)
    expect(listed()).toEqual(['192.0.2.10/32', '2001:db8::10/128'])
    expect(losses).toEqual([])
  })

  test('an interface that is deleted and recreated has its addresses again', async () => {
    const addresses = open()
    hold(addresses, 'VI_1', vip, vip6)
    ip('link', 'delete', 'v0')
    await wait(1500)
    makeLink()
    await wait(100)
    expect(listed()).toEqual(['192.0.2.10/32', '2001:db8::10/128'])
    expect(losses).toEqual([])
  })

  test('the addresses of others stay when the first of their network is removed', async () => {
    const addresses = open()
    hold(addresses, 'VI_1', { ...vip, prefixLength: 24 })
    hold(addresses, 'VI_2', { ...vip, address: '192.0.2.20', prefixLength: 24 })
    expect(shown().map((each) => each.secondary ?? false)).toEqual([false, true])
    hold(addresses, 'VI_1')
    expect(listed()).toEqual(['192.0.2.20/24'])
    await wait(100)
    expect(losses).toEqual([])
  })

  test('a connected network keeps its route when a leased address of it runs out', async () => {
    ip('addr', 'add', '2001:db8::1/64', 'dev', 'v0', 'nodad')
    const addresses = open({ leaseSeconds: 1 })
    hold(addresses, 'VI_1', { ...vip6, prefixLength: 64 })
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2200)
    expect(listed()).toEqual(['2001:db8::1/64'])
    expect(ip('-6', 'route', 'show', '2001:db8::/64')).not.toMatch(/expires/)
    addresses.close()
    await wait(0)
  })

  test('what a crashed run left is adopted or removed', async () => {
    const key = 'crash'
    // A run that ends without letting go: nothing of it runs any more, but its journal is there.
    const left = new FileJournal({ directory, key, proc: '/proc' })
    left.add([
      {
        kind: 'address',
        interfaceIndex: indexOf('v0'),
        address: '192.0.2.10',
        prefixLength: 32,
        leased: false,
      },
      {
        kind: 'address',
        interfaceIndex: indexOf('v0'),
        address: '192.0.2.20',
        prefixLength: 32,
        leased: false,
      },
    ])
    ip('addr', 'add', '192.0.2.10/32', 'dev', 'v0')
    ip('addr', 'add', '192.0.2.20/32', 'dev', 'v0')
    makeWriterDead(directory)
    const addresses = open({ lease: false, journal: new FileJournal({ directory, key }) })
    expect(hold(addresses, 'VI_1', vip)).toEqual({ ok: true })
    await wait(50)
    expect(listed()).toEqual(['192.0.2.10/32'])
  })

  test('one address takes tens of microseconds', () => {
    const journal = new FileJournal({ directory, key: 'speed' })
    const addresses = open({ journal })
    addresses.recover()
    const samples: number[] = []
    for (let round = 0; round < 300; round++) {
      const before = performance.now()
      hold(addresses, 'VI_1', vip)
      samples.push((performance.now() - before) * 1000)
      hold(addresses, 'VI_1')
    }
    samples.sort((a, b) => a - b)
    const [median, late] = [samples[150]!, samples[297]!]
    console.log(
      `hold of one address: ${median.toFixed(0)} us (median), ${late.toFixed(0)} us (p99)`,
    )
    const many = Array.from({ length: 1000 }, (_, n) => {
      return { ...vip, address: `10.0.${Math.trunc(n / 250)}.${(n % 250) + 1}` }
    })
    const before = performance.now()
    expect(hold(addresses, 'VI_1', ...many)).toEqual({ ok: true })
    console.log(`hold of 1000 addresses: ${(performance.now() - before).toFixed(1)} ms`)
    expect(shown().length).toBe(1000)
    expect(median).toBeLessThan(5000)
  })
})

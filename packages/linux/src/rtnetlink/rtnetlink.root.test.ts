import { writeFileSync, rmSync } from 'node:fs'
import { release } from 'node:os'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { inNamespace, ip, ipJson } from '../../../../test/support/in-namespace.js'
import { openRtnetlink } from './open-rtnetlink.js'
import type { ChangeOutcome, KernelChange, Rtnetlink } from './rtnetlink.js'

// iproute2 is the judge: what we add it must show, and what it adds we must read.

interface IpAddress {
  readonly family: string
  readonly local: string
  readonly prefixlen: number
  readonly [more: string]: unknown
}

inNamespace(import.meta.url, () => {
  let rtnetlink: Rtnetlink
  let index: number

  beforeEach(() => {
    ip('link', 'add', 'v0', 'address', '02:00:00:00:00:01', 'type', 'veth', 'peer', 'name', 'v1')
    ip('link', 'set', 'v0', 'up')
    ip('link', 'set', 'v1', 'up')
    rtnetlink = openRtnetlink()
    index = rtnetlink.links().find((link) => link.name === 'v0')!.index
  })

  afterEach(() => {
    rtnetlink.close()
    ip('link', 'delete', 'v0')
  })

  const outcomesOf = (outcomes: readonly ChangeOutcome[]): string[] =>
    outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.error.errno))

  const shown = (): readonly IpAddress[] =>
    (ipJson('addr', 'show', 'v0') as { addr_info: IpAddress[] }[])[0]!.addr_info.filter(
      ({ local }) => !local.startsWith('fe80:'),
    )

  const add = (address: string, more: object = {}): KernelChange => ({
    type: 'addAddress',
    address: {
      interfaceIndex: index,
      address,
      prefixLength: address.includes(':') ? 128 : 32,
      ...more,
    },
  })

  describe('links', () => {
    test('are read as ip shows them', () => {
      ip('link', 'add', 'mv0', 'link', 'v0', 'type', 'macvlan', 'mode', 'private')
      ip('link', 'set', 'v0', 'alias', 'the outside', 'mtu', '1400')
      const macvlan = rtnetlink.links().find((link) => link.name === 'mv0')
      const link = rtnetlink.links().find(({ name }) => name === 'v0')
      expect(link).toEqual({
        index,
        name: 'v0',
        flags: 0x1_1043,
        isRunning: true,
        mtu: 1400,
        macAddress: '02:00:00:00:00:01',
        kind: 'veth',
        alias: 'the outside',
      })
      expect(macvlan).toMatchObject({ kind: 'macvlan', parentIndex: index, isRunning: false })
      const all = ipJson('link') as { ifindex: number; ifname: string; mtu: number }[]
      expect(rtnetlink.links().map((each) => [each.index, each.name, each.mtu])).toEqual(
        all.map((each) => [each.ifindex, each.ifname, each.mtu]),
      )
    })

    test('a macvlan is made, named, changed and deleted', () => {
      const macvlan = {
        type: 'addMacvlan',
        name: 'vrrp.51',
        parentIndex: index,
        macAddress: '00:00:5e:00:01:33',
        mode: 'private',
        alias: 'holdfast',
      } as const
      expect(outcomesOf(rtnetlink.apply([macvlan, macvlan]))).toEqual(['ok', 'EEXIST'])
      const [made] = ipJson('-d', 'link', 'show', 'vrrp.51') as Record<string, unknown>[]
      expect(made).toMatchObject({
        ifname: 'vrrp.51',
        link: 'v0',
        address: '00:00:5e:00:01:33',
        ifalias: 'holdfast',
        linkinfo: { info_kind: 'macvlan', info_data: { mode: 'private' } },
      })
      const own = made!.ifindex as number
      const change = { type: 'setLink', index: own } as const
      const outcomes = rtnetlink.apply([
        { ...change, up: true, mtu: 1300, alias: 'other' },
        { ...change, macAddress: '00:00:5e:00:01:34' },
      ])
      expect(outcomesOf(outcomes)).toEqual(['ok', 'ok'])
      const [changed] = ipJson('link', 'show', 'vrrp.51') as Record<string, unknown>[]
      expect(changed).toMatchObject({
        mtu: 1300,
        ifalias: 'other',
        address: '00:00:5e:00:01:34',
        operstate: 'UP',
      })
      expect(outcomesOf(rtnetlink.apply([{ ...change, up: false }]))).toEqual(['ok'])
      expect(rtnetlink.links().find((link) => link.index === own)?.isRunning).toBe(false)
      const gone = { type: 'deleteLink', index: own } as const
      expect(outcomesOf(rtnetlink.apply([gone, gone]))).toEqual(['ok', 'ENODEV'])
      expect(ip('link')).not.toContain('vrrp.51')
    })

    test('a refusal carries the words of the kernel', () => {
      const macvlan = {
        type: 'addMacvlan',
        name: 'x'.repeat(16),
        parentIndex: index,
        macAddress: '00:00:5e:00:01:33',
        mode: 'private',
      } as const
      const [outcome] = rtnetlink.apply([macvlan])
      expect(outcome).toMatchObject({ ok: false, error: { call: 'RTM_NEWLINK' } })
      expect(outcome?.ok === false && outcome.error.message).toMatch(
        /^RTM_NEWLINK x{16}: E[A-Z]+ \(.+\)$/,
      )
    })
  })

  describe('addresses', () => {
    test('what we add, ip shows', () => {
      const outcomes = rtnetlink.apply([
        add('192.0.2.10', { prefixLength: 24, label: 'v0:vip', broadcast: '192.0.2.255' }),
        add('198.51.100.1', { peer: '198.51.100.2', scope: 253, flags: 0x200 }),
        add('203.0.113.1', { validLifetime: 30, preferredLifetime: 20, protocol: 18 }),
        add('2001:db8::1', { flags: 0x202, preferredLifetime: 0, protocol: 18 }),
        add('2001:db8::2', { prefixLength: 64, validLifetime: 30 }),
        add('2001:db8::3', { peer: '2001:db8::4', flags: 2 }),
      ])
      expect(outcomesOf(outcomes)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok'])
      const forever = 4_294_967_295
      expect(shown()).toMatchObject([
        { local: '198.51.100.1', address: '198.51.100.2', noprefixroute: true, scope: 'link' },
        {
          local: '192.0.2.10',
          prefixlen: 24,
          broadcast: '192.0.2.255',
          label: 'v0:vip',
          scope: 'global',
          valid_life_time: forever,
        },
        { local: '203.0.113.1', prefixlen: 32, valid_life_time: 30, preferred_life_time: 20 },
        { local: '2001:db8::3', address: '2001:db8::4', nodad: true },
        { local: '2001:db8::2', prefixlen: 64, valid_life_time: 30, preferred_life_time: 30 },
        { local: '2001:db8::1', prefixlen: 128, nodad: true, deprecated: true },
      ])
    })

    test('what ip adds, we read', () => {
      const v0 = ['dev', 'v0']
      const lifetimes = ['valid_lft', '60', 'preferred_lft', '50']
      ip('addr', 'add', '192.0.2.10/24', 'brd', '+', ...v0, 'label', 'v0:x', ...lifetimes)
      ip('addr', 'add', '192.0.2.11/24', ...v0)
      ip('addr', 'add', '198.51.100.1', 'peer', '198.51.100.2/32', ...v0, 'scope', 'link')
      ip('addr', 'add', '2001:db8::1/64', ...v0, 'nodad', 'preferred_lft', '0')
      ip('addr', 'add', '2001:db8::3', 'peer', '2001:db8::4', ...v0, 'nodad')
      const ours = rtnetlink
        .addresses()
        .filter((address) => address.interfaceIndex === index && address.scope !== 253)
      expect(ours).toEqual([
        {
          interfaceIndex: index,
          address: '192.0.2.10',
          prefixLength: 24,
          broadcast: '192.0.2.255',
          label: 'v0:x',
          scope: 0,
          flags: 0,
          validLifetime: 60,
          preferredLifetime: 50,
        },
        {
          interfaceIndex: index,
          address: '192.0.2.11',
          prefixLength: 24,
          label: 'v0',
          scope: 0,
          // permanent, secondary
          flags: 0x81,
        },
        {
          interfaceIndex: index,
          address: '2001:db8::3',
          prefixLength: 128,
          peer: '2001:db8::4',
          scope: 0,
          flags: 0x82,
        },
        {
          interfaceIndex: index,
          address: '2001:db8::1',
          prefixLength: 64,
          scope: 0,
          flags: 0xa2,
          preferredLifetime: 0,
        },
      ])
      expect(rtnetlink.addresses()).toContainEqual({
        interfaceIndex: index,
        address: '198.51.100.1',
        prefixLength: 32,
        peer: '198.51.100.2',
        label: 'v0',
        scope: 253,
        flags: 0x80,
      })
    })

    test('failures keep their place among those that work', () => {
      const outcomes = rtnetlink.apply([
        add('192.0.2.10'),
        add('192.0.2.10'),
        { ...add('192.0.2.10', { validLifetime: 9 }), type: 'setAddress' } as KernelChange,
        add('192.0.2.11', { interfaceIndex: 999_999 }),
        { ...add('192.0.2.99'), type: 'deleteAddress' } as KernelChange,
        add('192.0.2.12', { validLifetime: 0 }),
        { ...add('192.0.2.10'), type: 'deleteAddress' } as KernelChange,
      ])
      expect(outcomesOf(outcomes)).toEqual([
        'ok',
        'EEXIST',
        'ok',
        'ENODEV',
        'EADDRNOTAVAIL',
        'EINVAL',
        'ok',
      ])
      expect(shown()).toEqual([])
    })

    test('IFA_PROTO marks an address where the kernel has it', () => {
      rtnetlink.apply([add('192.0.2.10', { protocol: 18 }), add('2001:db8::1', { protocol: 18 })])
      const marks = rtnetlink
        .addresses()
        .filter((address) => address.interfaceIndex === index && address.scope === 0)
        .map(({ protocol }) => protocol)
      const [major = 0, minor = 0] = release().split('.').map(Number)
      const isKnown = major > 5 || (major === 5 && minor >= 18)
      expect(marks).toEqual(isKnown ? [18, 18] : [undefined, undefined])
    })
  })

  describe('routes, rules and neighbours', () => {
    test('what we add, ip shows, and we can delete it', () => {
      rtnetlink.apply([
        add('192.0.2.10', { prefixLength: 24 }),
        add('2001:db8::1', { prefixLength: 64, flags: 2 }),
      ])
      const base = { family: 4, type: 1, table: 254, protocol: 4, scope: 0 } as const
      const routes = [
        { ...base, gateway: '192.0.2.1', interfaceIndex: index, priority: 7 },
        {
          ...base,
          destination: { address: '203.0.113.0', prefixLength: 24 },
          interfaceIndex: index,
          preferredSource: '192.0.2.10',
          scope: 253,
          table: 1000,
          metrics: { 2: 1300 },
        },
        { ...base, type: 6, destination: { address: '198.51.100.0', prefixLength: 24 } },
        {
          ...base,
          destination: { address: '10.0.0.0', prefixLength: 8 },
          nextHops: [
            { gateway: '192.0.2.2', interfaceIndex: index, weight: 3 },
            { gateway: '172.16.0.1', interfaceIndex: index, weight: 1, onLink: true },
          ],
        },
        {
          ...base,
          destination: { address: '10.1.0.0', prefixLength: 16 },
          gateway: '2001:db8::9',
          interfaceIndex: index,
        },
        {
          ...base,
          family: 6,
          destination: { address: '2001:db8:1::', prefixLength: 48 },
          gateway: '2001:db8::9',
          interfaceIndex: index,
          priority: 1024,
        },
      ] as const
      const set = routes.map((route) => ({ type: 'setRoute', route }) as const)
      expect(rtnetlink.apply(set)).toEqual(routes.map(() => ({ ok: true })))
      expect(rtnetlink.apply(set)).toEqual(routes.map(() => ({ ok: true })))
      const lines = ip('route', 'show', 'proto', 'static', 'table', 'all').trim()
      expect(lines.split(/\s*\n\s*/)).toEqual([
        '203.0.113.0/24 dev v0 table 1000 scope link src 192.0.2.10 mtu 1300',
        'default via 192.0.2.1 dev v0 metric 7',
        '10.0.0.0/8',
        'nexthop via 192.0.2.2 dev v0 weight 3',
        'nexthop via 172.16.0.1 dev v0 weight 1 onlink',
        '10.1.0.0/16 via inet6 2001:db8::9 dev v0',
        'blackhole 198.51.100.0/24',
        '2001:db8:1::/48 via 2001:db8::9 dev v0 metric 1024 pref medium',
      ])
      const read = [...rtnetlink.routes(4), ...rtnetlink.routes(6)].filter((r) => r.protocol === 4)
      expect(read).toHaveLength(6)
      for (const route of routes) expect(read).toContainEqual(route)
      const remove = routes.map((route) => ({ type: 'deleteRoute', route }) as const)
      expect(rtnetlink.apply(remove)).toEqual(routes.map(() => ({ ok: true })))
      expect(outcomesOf(rtnetlink.apply(remove))).toEqual(routes.map(() => 'ESRCH'))
      expect(ip('route', 'show', 'proto', 'static', 'table', 'all')).toBe('')
    })

    test('rules go both ways', () => {
      const rules = [
        {
          family: 4,
          priority: 100,
          source: { address: '192.0.2.10', prefixLength: 32 },
          table: 1000,
          action: 1,
          protocol: 18,
        },
        {
          family: 4,
          priority: 101,
          destination: { address: '198.51.100.0', prefixLength: 24 },
          inputInterface: 'v0',
          outputInterface: 'v1',
          mark: 5,
          markMask: 0xff,
          tos: 16,
          isInverted: true,
          table: 100,
          action: 1,
          protocol: 18,
        },
        {
          family: 6,
          priority: 102,
          source: { address: '2001:db8::', prefixLength: 64 },
          table: 0,
          action: 6,
          protocol: 18,
        },
      ] as const
      const add = rules.map((rule) => ({ type: 'addRule', rule }) as const)
      expect(rtnetlink.apply(add)).toEqual(rules.map(() => ({ ok: true })))
      expect(outcomesOf(rtnetlink.apply(add))).toEqual(rules.map(() => 'EEXIST'))
      expect(ip('rule')).toContain('100:\tfrom 192.0.2.10 lookup 1000 proto keepalived')
      expect(ip('rule')).toContain(
        '101:\tnot from all to 198.51.100.0/24 tos 0x10 fwmark 0x5/0xff iif v0 oif v1 lookup 100',
      )
      expect(ip('-6', 'rule')).toContain('102:\tfrom 2001:db8::/64 blackhole proto keepalived')
      const read = [...rtnetlink.rules(4), ...rtnetlink.rules(6)]
      for (const rule of rules) expect(read).toContainEqual(rule)
      expect(read).toContainEqual({ family: 4, priority: 0, table: 255, action: 1, protocol: 2 })
      const remove = rules.map((rule) => ({ type: 'deleteRule', rule }) as const)
      expect(rtnetlink.apply(remove)).toEqual(rules.map(() => ({ ok: true })))
      expect(outcomesOf(rtnetlink.apply(remove))).toEqual(rules.map(() => 'ENOENT'))
    })

    test('neighbours are read', () => {
      ip('neigh', 'add', '192.0.2.9', 'lladdr', '02:00:00:00:00:09', 'dev', 'v0')
      expect(rtnetlink.neighbours(4)).toEqual([
        {
          interfaceIndex: index,
          address: '192.0.2.9',
          macAddress: '02:00:00:00:00:09',
          state: 0x80,
          flags: 0,
        },
      ])
    })
  })

  test('1,000 addresses come and go in batches', () => {
    const names = Array.from({ length: 1000 }, (_, n) => `10.9.${n >> 8}.${n & 255}`)
    const changes = names.map((name) => add(name))
    const removals = changes.map((change) => ({ ...change, type: 'deleteAddress' }) as KernelChange)
    const times: Record<string, number[]> = {
      add: [],
      delete: [],
      read: [],
      ipAdd: [],
      ipDelete: [],
    }
    const timed = <Value>(what: string, run: () => Value): Value => {
      const start = performance.now()
      const value = run()
      times[what]?.push(performance.now() - start)
      return value
    }
    const batch = `/tmp/holdfast-${process.pid}.batch`
    try {
      for (let round = 0; round < 5; round++) {
        const added = timed('add', () => rtnetlink.apply(changes))
        expect(added.every((outcome) => outcome.ok)).toBe(true)
        expect(timed('read', () => rtnetlink.addresses()).length).toBeGreaterThanOrEqual(1000)
        if (round === 0) expect(shown().map(({ local }) => local)).toEqual(names)
        const removed = timed('delete', () => rtnetlink.apply(removals))
        expect(removed.every((outcome) => outcome.ok)).toBe(true)
        expect(shown()).toEqual([])
        for (const verb of ['add', 'del']) {
          writeFileSync(batch, names.map((name) => `addr ${verb} ${name}/32 dev v0\n`).join(''))
          timed(verb === 'add' ? 'ipAdd' : 'ipDelete', () => ip('-batch', batch))
        }
      }
    } finally {
      rmSync(batch, { force: true })
    }
    const one = timedOnes(rtnetlink, add('192.0.2.77'))
    const text = Object.entries(times).map(([what, all]) => `${what} ${median(all).toFixed(1)} ms`)
    console.log(`1,000 addresses, median of 5: ${text.join(', ')}; one: ${one.toFixed(3)} ms`)
  })
})

function timedOnes(rtnetlink: Rtnetlink, change: KernelChange): number {
  const remove = { ...change, type: 'deleteAddress' } as KernelChange
  const times = Array.from({ length: 200 }, () => {
    const start = performance.now()
    rtnetlink.apply([change])
    const took = performance.now() - start
    rtnetlink.apply([remove])
    return took
  })
  return median(times)
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN
}

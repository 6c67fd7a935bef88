import type { DesiredRoute, DesiredRule, RoutingOutcome } from '@holdfast/core'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FileJournal } from '../journal/file-journal.js'
import { openRtnetlink } from '../rtnetlink/open-rtnetlink.js'
import type { Rtnetlink } from '../rtnetlink/rtnetlink.js'
import { inNamespace, ip, ipJson } from '../../../../test/support/in-namespace.js'
import { KernelRoutes } from './kernel-routes.js'
import type { KernelRoutesOptions } from './kernel-routes.js'
import type { RoutingLoss } from './restorer.js'
import { bundleProgram } from '../../test/support/bundle.js'

// iproute2 is the judge of what is in the kernel.

const direct: DesiredRoute = {
  family: 4,
  destination: { address: '198.51.100.0', prefixLength: 24 },
  interface: 'v0',
}
const viaGateway: DesiredRoute = {
  family: 4,
  destination: { address: '203.0.113.0', prefixLength: 24 },
  gateway: '192.0.2.254',
}
const withSource: DesiredRoute = {
  family: 4,
  gateway: '192.0.2.254',
  preferredSource: '192.0.2.10',
  table: 100,
}
const withSource6: DesiredRoute = {
  family: 6,
  destination: { address: '2001:db8:1::', prefixLength: 48 },
  gateway: '2001:db8::254',
  preferredSource: '2001:db8::10',
}
const rule: DesiredRule = {
  family: 4,
  priority: 100,
  source: { address: '192.0.2.10', prefixLength: 32 },
  table: 100,
}
const rule6: DesiredRule = {
  family: 6,
  priority: 101,
  destination: { address: '2001:db8:2::', prefixLength: 64 },
  action: 'unreachable',
}

inNamespace(import.meta.url, () => {
  let rtnetlink: Rtnetlink
  let losses: RoutingLoss[]
  let directory: string
  const opened: { close(): void }[] = []

  const makeLink = (): void => {
    ip('link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1')
    for (const name of ['v0', 'v1']) ip('link', 'set', name, 'up', 'addrgenmode', 'none')
    ip('addr', 'add', '192.0.2.1/24', 'dev', 'v0')
    ip('addr', 'add', '2001:db8::1/64', 'dev', 'v0', 'nodad')
  }

  const addVips = (): void => {
    ip('addr', 'add', '192.0.2.10/32', 'dev', 'v0')
    ip('addr', 'add', '2001:db8::10/128', 'dev', 'v0', 'nodad')
  }

  const open = (options: KernelRoutesOptions = {}): KernelRoutes => {
    const onLoss = (loss: RoutingLoss): void => void losses.push(loss)
    const routes = new KernelRoutes(rtnetlink, { onLoss, ...options })
    opened.push(routes)
    return routes
  }

  const hold = (
    held: KernelRoutes,
    routes: readonly DesiredRoute[],
    rules: readonly DesiredRule[] = [],
    owner = 'VI_1',
  ): RoutingOutcome => {
    let answer: RoutingOutcome | undefined
    held.hold(owner, { routes, rules }, (outcome) => (answer = outcome))
    return answer!
  }

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
    expect(ours()).toEqual([])
  })

  test('every kind of route and rule is what iproute2 would have made of it', () => {
    addVips()
    const held = open()
    const routes: DesiredRoute[] = [
      direct,
      viaGateway,
      withSource,
      withSource6,
      { family: 4, type: 'blackhole', destination: { address: '10.0.0.0', prefixLength: 8 } },
      { family: 6, type: 'prohibit', destination: { address: '2001:db8:9::', prefixLength: 48 } },
      { ...direct, metric: 50, gateway: '172.16.0.1', onLink: true, metrics: { mtu: 1400 } },
      {
        family: 4,
        destination: { address: '172.20.1.2', prefixLength: 16 },
        nextHops: [
          { gateway: '192.0.2.253', weight: 3 },
          { gateway: '192.0.2.254', interface: 'v0' },
        ],
      },
      {
        family: 6,
        table: 1000,
        nextHops: [{ gateway: '2001:db8::253' }, { gateway: '2001:db8::254', weight: 2 }],
      },
      {
        family: 4,
        destination: { address: '172.21.0.0', prefixLength: 16 },
        nextHops: [{ gateway: '192.0.2.254', weight: 9 }],
      },
    ]
    expect(hold(held, routes, [rule, rule6])).toEqual({ ok: true })
    const shown = [
      '10.0.0.0/8 blackhole',
      '172.20.0.0/16 [192.0.2.253%v0*3 192.0.2.254%v0*1]',
      '172.21.0.0/16 via 192.0.2.254 dev v0',
      '198.51.100.0/24 dev v0 scope link',
      '198.51.100.0/24 via 172.16.0.1 dev v0 metric 50 onlink mtu 1400',
      '2001:db8:1::/48 via 2001:db8::254 dev v0 metric 1024 src 2001:db8::10',
      '2001:db8:9::/48 prohibit dev lo metric 1024',
      '203.0.113.0/24 via 192.0.2.254 dev v0',
      'default table 100 via 192.0.2.254 dev v0 src 192.0.2.10',
      'default table 1000 metric 1024 [2001:db8::253%v0*1 2001:db8::254%v0*2]',
      'rule 100 from 192.0.2.10 lookup 100',
      'rule 101 from all to 2001:db8:2::/64 unreachable',
    ]
    expect(ours()).toEqual(shown)
    // Asserted again, nothing changes; the planner must know each of them again.
    expect(hold(held, routes, [rule, rule6])).toEqual({ ok: true })
    expect(ours()).toEqual(shown)
    expect(hold(open(), routes, [rule, rule6], 'VI_2')).toEqual({ ok: true })
    expect(ours()).toEqual(shown)
    expect(hold(held, [])).toEqual({ ok: true })
    expect(ours()).toEqual([])
  })

  test('another way to the same destination replaces the first without a gap', async () => {
    const held = open()
    hold(held, [viaGateway])
    expect(hold(held, [{ ...viaGateway, gateway: '192.0.2.253' }])).toEqual({ ok: true })
    expect(ours()).toEqual(['203.0.113.0/24 via 192.0.2.253 dev v0'])
    await wait(50)
    expect(losses).toEqual([])
  })

  test('a route of somebody else is not touched', () => {
    ip('route', 'add', '203.0.113.0/24', 'via', '192.0.2.253')
    ip('rule', 'add', 'priority', '100', 'from', '192.0.2.10', 'lookup', '100')
    const held = open()
    const outcome = hold(held, [viaGateway], [rule])
    expect(outcome.ok ? [] : outcome.failures.map(({ code }) => code)).toEqual(['EEXIST'])
    held.close()
    expect(ip('route', 'show', '203.0.113.0/24')).toBe('203.0.113.0/24 via 192.0.2.253 dev v0 \n')
    expect(ip('rule')).toContain('100:\tfrom 192.0.2.10 lookup 100\n')
    ip('rule', 'delete', 'priority', '100')
  })

  test('what waits for an address or an interface comes with it', async () => {
    const held = open()
    const onV9 = { ...direct, interface: 'v9' }
    const outcome = hold(held, [withSource, withSource6, onV9])
    expect(
      outcome.ok ? [] : outcome.failures.map(({ code, isRetried }) => [code, isRetried]),
    ).toEqual([
      ['ENODEV', true],
      ['EINVAL', true],
      ['EINVAL', true],
    ])
    expect(ours()).toEqual([])
    addVips()
    await wait(50)
    const placed = [
      '2001:db8:1::/48 via 2001:db8::254 dev v0 metric 1024 src 2001:db8::10',
      'default table 100 via 192.0.2.254 dev v0 src 192.0.2.10',
    ]
    expect(ours()).toEqual(placed)
    ip('link', 'add', 'v9', 'type', 'veth', 'peer', 'name', 'v8')
    ip('link', 'set', 'v9', 'up')
    await wait(50)
    expect(ours()).toEqual(['198.51.100.0/24 dev v9 scope link', ...placed])
    ip('link', 'delete', 'v9')
    expect(losses).toEqual([])
  })

  test('a gateway is reached through a route that is held as well', () => {
    const held = open()
    const far = { ...viaGateway, gateway: '198.51.100.1' }
    expect(hold(held, [direct, far])).toEqual({ ok: true })
    expect(ours()).toContain('203.0.113.0/24 via 198.51.100.1 dev v0')
  })

  test('what goes with an address comes back with it', async () => {
    addVips()
    const held = open()
    hold(held, [viaGateway, { ...direct, preferredSource: '192.0.2.10' }, withSource, withSource6])
    const all = ours()
    expect(all.length).toBe(4)
    ip('addr', 'delete', '192.0.2.10/32', 'dev', 'v0')
    ip('addr', 'delete', '2001:db8::10/128', 'dev', 'v0')
    await wait(50)
    expect(ours()).toEqual([
      // The kernel lets the route stay, without its source.
      '2001:db8:1::/48 via 2001:db8::254 dev v0 metric 1024',
      '203.0.113.0/24 via 192.0.2.254 dev v0',
      // It looks for those of the main table only.
      'default table 100 via 192.0.2.254 dev v0 src 192.0.2.10',
    ])
    addVips()
    await wait(50)
    expect(ours()).toEqual(all)
    // The last IPv4 address takes all routes of the interface along, without a word.
    ip('-4', 'addr', 'flush', 'dev', 'v0')
    expect(ours().length).toBe(1)
    await wait(50)
    ip('addr', 'add', '192.0.2.1/24', 'dev', 'v0')
    ip('addr', 'add', '192.0.2.10/32', 'dev', 'v0')
    await wait(50)
    expect(ours()).toEqual(all)
    expect(losses).toEqual([])
    // Also while it lacks its source it is known as ours.
    ip('addr', 'delete', '2001:db8::10/128', 'dev', 'v0')
    held.close()
    expect(ours()).toEqual([])
  })

  test('what goes with an interface comes back with it', async () => {
    addVips()
    const held = open()
    hold(held, [direct, viaGateway, withSource, withSource6], [rule, rule6])
    const all = ours()
    expect(all.length).toBe(6)
    const rules = all.filter((line) => line.startsWith('rule'))
    ip('link', 'set', 'v0', 'down')
    await wait(50)
    expect(ours()).toEqual(rules)
    ip('link', 'set', 'v0', 'up')
    await wait(50)
    // IPv6 addresses do not survive: the source is missing.
    expect(ours()).toEqual(all.filter((line) => !line.startsWith('2001')))
    ip('addr', 'add', '2001:db8::1/64', 'dev', 'v0', 'nodad')
    ip('addr', 'add', '2001:db8::10/128', 'dev', 'v0', 'nodad')
    await wait(50)
    expect(ours()).toEqual(all)
    ip('link', 'delete', 'v0')
    await wait(50)
    expect(ours()).toEqual(rules)
    makeLink()
    addVips()
    await wait(50)
    expect(ours()).toEqual(all)
    expect(losses).toEqual([])
  })

  test('what is deleted or altered by hand is put back in place', async () => {
    addVips()
    const held = open()
    hold(held, [viaGateway, withSource, withSource6], [rule, rule6])
    const all = ours()
    ip('route', 'delete', '203.0.113.0/24')
    ip('-6', 'route', 'delete', '2001:db8:1::/48')
    ip('rule', 'delete', 'priority', '100')
    expect(ours().length).toBe(2)
    await wait(50)
    expect(ours()).toEqual(all)
    expect(losses.map(({ subject, cause, restored }) => [subject, cause, restored])).toEqual([
      ['route 203.0.113.0/24 via 192.0.2.254', 'deleted', true],
      ['route 2001:db8:1::/48 via 2001:db8::254 src 2001:db8::10', 'deleted', true],
      ['rule 100: from 192.0.2.10/32 lookup 100', 'deleted', true],
    ])
    losses.length = 0
    ip('route', 'replace', '203.0.113.0/24', 'via', '192.0.2.253', 'proto', '112')
    await wait(50)
    expect(ours()).toEqual(all)
    ip('route', 'replace', '203.0.113.0/24', 'via', '192.0.2.253')
    await wait(50)
    expect(losses.map(({ cause, restored }) => [cause, restored])).toEqual([
      ['deleted', true],
      ['taken', false],
    ])
    held.close()
    expect(ip('route', 'show', '203.0.113.0/24')).toBe('203.0.113.0/24 via 192.0.2.253 dev v0 \n')
  })

  test('somebody who deletes it again and again gets their way', async () => {
    const held = open()
    hold(held, [viaGateway])
    for (let times = 0; times < 6; times++) {
      ip('route', 'delete', '203.0.113.0/24')
      await wait(50)
    }
    expect(ours()).toEqual([])
    expect(losses.map(({ restored }) => restored)).toEqual([true, true, true, true, true, false])
    held.close()
  })

  test('what a killed process left is adopted or removed', { timeout: 30_000 }, async () => {
    addVips()
    const bundle = fileURLToPath(
      new URL(`../../build/routes-holder-${process.pid}`, import.meta.url),
    )
    try {
      await bundleProgram('holder', new URL('../../test/routes/holder.ts', import.meta.url), bundle)
      const all = { routes: [viaGateway, withSource, withSource6], rules: [rule, rule6] }
      const orders = JSON.stringify({ directory, key: 'crash', desired: all })
      const child = spawn(process.execPath, [join(bundle, 'holder.js'), orders], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const closed = once(child, 'close')
      await once(child.stdout, 'data')
      const left = ours()
      expect(left.length).toBe(5)
      // While it lives its routes are its own.
      const rival = open({ journal: new FileJournal({ directory, key: 'rival' }) })
      const refused = hold(rival, [viaGateway], [rule6])
      expect(refused.ok ? [] : refused.failures.map(({ code }) => code)).toEqual([
        'EEXIST',
        'EEXIST',
      ])
      child.kill('SIGKILL')
      await closed
      expect(child.signalCode).toBe('SIGKILL')
      expect(ours()).toEqual(left)
      const journal = new FileJournal({ directory, key: 'crash' })
      const held = open({ journal })
      const elsewhere = { ...viaGateway, gateway: '192.0.2.253' }
      expect(hold(held, [elsewhere, withSource], [rule6])).toEqual({ ok: true })
      await wait(50)
      expect(ours()).toEqual([
        '203.0.113.0/24 via 192.0.2.253 dev v0',
        'default table 100 via 192.0.2.254 dev v0 src 192.0.2.10',
        'rule 101 from all to 2001:db8:2::/64 unreachable',
      ])
      expect(losses).toEqual([])
      held.close()
      journal.close()
      expect(ours()).toEqual([])
      expect(readdirSync(directory).filter((name) => name.startsWith('crash'))).toEqual([])
    } finally {
      rmSync(bundle, { recursive: true, force: true })
    }
  })

  test('a route takes tens of microseconds', () => {
    const held = open({ journal: new FileJournal({ directory, key: 'speed' }) })
    held.recover()
    const samples: number[] = []
    for (let round = 0; round < 200; round++) {
      const before = performance.now()
      hold(held, [viaGateway], [rule])
      samples.push((performance.now() - before) * 1000)
      hold(held, [])
    }
    samples.sort((a, b) => a - b)
    console.log(`hold of one route and one rule: ${samples[100]!.toFixed(0)} us (median)`)
    const many = Array.from({ length: 1000 }, (_, n): DesiredRoute => {
      const address = `10.${Math.trunc(n / 250)}.${n % 250}.0`
      return { ...viaGateway, destination: { address, prefixLength: 24 } }
    })
    const before = performance.now()
    expect(hold(held, many)).toEqual({ ok: true })
    console.log(`hold of 1000 routes: ${(performance.now() - before).toFixed(1)} ms`)
    expect(ours().length).toBe(1000)
  })
})

interface ShownHop {
  readonly gateway: string
  readonly dev: string
  readonly weight: number
}

interface ShownRoute {
  readonly type?: string
  readonly dst: string
  readonly gateway?: string
  readonly dev?: string
  readonly table?: string
  readonly scope?: string
  readonly prefsrc?: string
  readonly metric?: number
  readonly flags: readonly string[]
  readonly metrics?: readonly { readonly mtu: number }[]
  readonly nexthops?: readonly ShownHop[]
}

interface ShownRule {
  readonly priority: number
  readonly src: string
  readonly dst?: string
  readonly dstlen?: number
  readonly table?: string
  readonly action?: string
  readonly protocol?: string
}

/** Everything in the namespace that bears our mark, in the order of the text. */
function ours(): readonly string[] {
  const families = ['-4', '-6']
  const routes = families.flatMap((family) => {
    const words = [family, '-d', 'route', 'show', 'table', 'all', 'proto', '112']
    return ipJson(...words) as ShownRoute[]
  })
  const rules = families.flatMap((family) => ipJson(family, 'rule') as ShownRule[])
  return [
    ...routes.map(describeRoute),
    ...rules.filter(({ protocol }) => protocol === '112').map(describeRule),
  ].sort()
}

function describeRoute(route: ShownRoute): string {
  const hops = route.nexthops?.map(({ gateway, dev, weight }) => `${gateway}%${dev}*${weight}`)
  const word = (name: string, value: string | number | undefined, usual?: string | number) =>
    value === undefined || value === usual ? [] : [`${name} ${value}`]
  return [
    route.dst,
    ...(route.type === undefined || route.type === 'unicast' ? [] : [route.type]),
    ...word('table', route.table, 'main'),
    ...word('via', route.gateway),
    ...word('dev', route.dev),
    ...word('scope', route.scope, 'global'),
    ...word('metric', route.metric),
    ...(route.flags.includes('onlink') ? ['onlink'] : []),
    ...word('mtu', route.metrics?.[0]?.mtu),
    ...word('src', route.prefsrc),
    ...(hops === undefined ? [] : [`[${hops.join(' ')}]`]),
  ].join(' ')
}

function describeRule({ priority, src, dst, dstlen, table, action }: ShownRule): string {
  const to = dst === undefined ? [] : [`to ${dst}/${dstlen ?? ''}`]
  const verb = table === undefined ? (action ?? '') : `lookup ${table}`
  return [`rule ${priority}`, `from ${src}`, ...to, verb].join(' ')
}

import type { DesiredRoute, DesiredRule } from '@holdfast/core'
import { describe, expect, it } from 'vitest'
import type { RouteInfo } from '../rtnetlink/rtnetlink.js'
import { itemOf } from './item-request.js'
import { isAsWanted, isMarked, itemKey } from './item.js'
import type { Item } from './item.js'

const indexOf = (name: string): number | undefined => ({ eth0: 2, eth1: 3 })[name]

describe('itemOf', () => {
  const routes: readonly [string, DesiredRoute, RouteInfo][] = [
    [
      'a network on a link',
      { family: 4, destination: { address: '10.1.2.3', prefixLength: 12 }, interface: 'eth0' },
      {
        family: 4,
        type: 1,
        destination: { address: '10.0.0.0', prefixLength: 12 },
        interfaceIndex: 2,
        table: 254,
        protocol: 112,
        scope: 253,
      },
    ],
    [
      'an IPv6 default route has a metric',
      { family: 6, gateway: 'fe80::1', interface: 'eth1', preferredSource: '2001:db8::10' },
      {
        family: 6,
        type: 1,
        gateway: 'fe80::1',
        interfaceIndex: 3,
        preferredSource: '2001:db8::10',
        priority: 1024,
        table: 254,
        protocol: 112,
        scope: 0,
      },
    ],
    [
      'everything',
      {
        family: 4,
        gateway: '192.0.2.1',
        onLink: true,
        interface: 'eth0',
        metric: 5,
        table: 1000,
        scope: 200,
        tos: 16,
        metrics: { mtu: 1400, advmss: 1360, quickack: 1 },
      },
      {
        family: 4,
        type: 1,
        gateway: '192.0.2.1',
        interfaceIndex: 2,
        onLink: true,
        priority: 5,
        table: 1000,
        protocol: 112,
        scope: 200,
        tos: 16,
        metrics: { 2: 1400, 8: 1360, 15: 1 },
      },
    ],
    [
      'what drops packets needs no way',
      { family: 4, type: 'blackhole', destination: { address: '10.0.0.0', prefixLength: 8 } },
      {
        family: 4,
        type: 6,
        destination: { address: '10.0.0.0', prefixLength: 8 },
        table: 254,
        protocol: 112,
        scope: 0,
      },
    ],
    [
      'several ways',
      {
        family: 4,
        nextHops: [{ gateway: '192.0.2.1', weight: 2 }, { interface: 'eth1' }],
      },
      {
        family: 4,
        type: 1,
        nextHops: [{ gateway: '192.0.2.1', weight: 2 }, { interfaceIndex: 3 }],
        table: 254,
        protocol: 112,
        scope: 0,
      },
    ],
    [
      'one of several ways is an ordinary route',
      { family: 4, nextHops: [{ gateway: '192.0.2.1', weight: 2 }] },
      { family: 4, type: 1, gateway: '192.0.2.1', table: 254, protocol: 112, scope: 0 },
    ],
  ]
  it.each(routes)('route: %s', (_name, route, expected) => {
    expect(itemOf({ kind: 'route', route }, indexOf)).toEqual({ kind: 'route', route: expected })
  })

  it('names the interface that is missing', () => {
    const route: DesiredRoute = {
      family: 4,
      nextHops: [{ interface: 'eth0' }, { interface: 'v9' }],
    }
    expect(itemOf({ kind: 'route', route }, indexOf)).toEqual({ missing: 'v9' })
  })

  it('rules: with defaults, and with everything', () => {
    expect(itemOf({ kind: 'rule', rule: { family: 6, priority: 7 } }, indexOf)).toEqual({
      kind: 'rule',
      rule: { family: 6, priority: 7, action: 1, table: 254, protocol: 112 },
    })
    const rule: DesiredRule = {
      family: 4,
      priority: 100,
      action: 'prohibit',
      source: { address: '192.0.2.77', prefixLength: 24 },
      destination: { address: '0.0.0.0', prefixLength: 0 },
      inputInterface: 'v9',
      mark: 16,
      markMask: 255,
      tos: 8,
      isInverted: true,
    }
    expect(itemOf({ kind: 'rule', rule }, indexOf)).toEqual({
      kind: 'rule',
      rule: {
        family: 4,
        priority: 100,
        action: 8,
        source: { address: '192.0.2.0', prefixLength: 24 },
        inputInterface: 'v9',
        mark: 16,
        markMask: 255,
        tos: 8,
        isInverted: true,
        protocol: 112,
      },
    })
  })
})

describe('recognising', () => {
  const wanted: RouteInfo = {
    family: 4,
    type: 1,
    destination: { address: '10.0.0.0', prefixLength: 8 },
    gateway: '192.0.2.1',
    metrics: { 2: 1400 },
    table: 254,
    protocol: 112,
    scope: 0,
  }
  const same = (there: Partial<RouteInfo>, asked: Partial<RouteInfo> = {}): boolean =>
    isAsWanted(
      { kind: 'route', route: { ...wanted, ...there } },
      { kind: 'route', route: { ...wanted, ...asked } },
    )

  it('the kernel says more of a route than it was told', () => {
    expect(same({ interfaceIndex: 2, metrics: { 2: 1400, 8: 1360 } })).toBe(true)
    expect(same({ family: 6, scope: 0, priority: 1024 }, { family: 6, scope: 253 })).toBe(true)
  })

  it.each<[string, Partial<RouteInfo>, Partial<RouteInfo>]>([
    ['gateway', { gateway: '192.0.2.2' }, {}],
    ['type', { type: 6 }, {}],
    ['source', { preferredSource: '192.0.2.10' }, {}],
    ['scope', { scope: 253 }, {}],
    ['metrics', { metrics: { 2: 1500 } }, {}],
    ['interface', { interfaceIndex: 2 }, { interfaceIndex: 3 }],
    ['onlink', { onLink: true }, {}],
    ['ways', { nextHops: [{ gateway: '192.0.2.3' }] }, {}],
    [
      'weights',
      { nextHops: [{ gateway: '192.0.2.3', weight: 2 }] },
      { nextHops: [{ gateway: '192.0.2.3' }] },
    ],
    ['metric', { priority: 1 }, {}],
  ])('another %s is another route', (_name, there, asked) => {
    expect(same(there, asked)).toBe(false)
  })

  it('ways count in whatever order', () => {
    const [a, b] = [{ gateway: '192.0.2.3', weight: 1 }, { gateway: '192.0.2.4' }]
    expect(same({ nextHops: [b, a] }, { nextHops: [a, b] })).toBe(true)
  })

  it('rules are told apart by all of their parts', () => {
    const rule = (more: object): Item => ({
      kind: 'rule',
      rule: { family: 4, priority: 100, table: 100, action: 1, ...more },
    })
    expect(itemKey(rule({ protocol: 112 }))).toBe(itemKey(rule({ protocol: 4 })))
    expect(itemKey(rule({ mark: 1 }))).toBe(itemKey(rule({ mark: 1, markMask: 0xffff_ffff })))
    expect(itemKey(rule({ action: 6, table: 0 }))).toBe(itemKey(rule({ action: 6 })))
    const source = { address: '192.0.2.0', prefixLength: 24 }
    const others = [{ mark: 1 }, { table: 101 }, { isInverted: true }, { source }, { tos: 8 }]
    const keys = new Set([{}, ...others].map((more) => itemKey(rule(more))))
    expect(keys.size).toBe(6)
  })

  it('the mark is a protocol; old kernels do not tell that of rules', () => {
    const rule = { family: 4, priority: 100 } as const
    expect(isMarked({ kind: 'route', route: wanted })).toBe(true)
    expect(isMarked({ kind: 'route', route: { ...wanted, protocol: 18 } })).toBe(false)
    expect(isMarked({ kind: 'rule', rule })).toBe(true)
    expect(isMarked({ kind: 'rule', rule: { ...rule, protocol: 4 } })).toBe(false)
  })
})

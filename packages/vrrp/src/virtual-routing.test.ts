import { describe, expect, it } from 'vitest'
import { IssueList } from './issue-list.js'
import { resolveRouting } from './virtual-routing.js'
import type { VirtualRoute, VirtualRule } from './virtual-routing.js'

function pathsOf(routes: readonly VirtualRoute[], rules: readonly VirtualRule[] = []) {
  const issues = new IssueList()
  resolveRouting(routes, rules, issues)
  return issues.errors.map(({ path }) => path)
}

describe('virtual routes and rules', () => {
  it('become what is asked of the port', () => {
    const issues = new IssueList()
    const routing = resolveRouting(
      [
        { destination: '198.51.100.0/24', gateway: '192.0.2.1', metric: 5 },
        { gateway: '2001:db8::1' },
        { interface: 'eth1', table: 100 },
        { destination: '2001:db8:7::/48', type: 'blackhole' },
        { destination: '203.0.113.0/24', gateway: 'fe80::1', interface: 'eth0' },
        { nextHops: [{ gateway: '192.0.2.1' }, { gateway: '192.0.2.2', weight: 3 }] },
      ],
      [
        { priority: 100, source: '192.0.2.10/32', table: 100 },
        { priority: 101, family: 6, action: 'prohibit', mark: 7 },
      ],
      issues,
    )
    expect(issues.errors).toEqual([])
    expect(routing.routes).toEqual([
      {
        family: 4,
        destination: { address: '198.51.100.0', prefixLength: 24 },
        gateway: '192.0.2.1',
        metric: 5,
      },
      { family: 6, gateway: '2001:db8::1' },
      { family: 4, interface: 'eth1', table: 100 },
      {
        family: 6,
        destination: { address: '2001:db8:7::', prefixLength: 48 },
        type: 'blackhole',
      },
      {
        family: 4,
        destination: { address: '203.0.113.0', prefixLength: 24 },
        gateway: 'fe80::1',
        interface: 'eth0',
      },
      { family: 4, nextHops: [{ gateway: '192.0.2.1' }, { gateway: '192.0.2.2', weight: 3 }] },
    ])
    expect(routing.rules).toEqual([
      {
        family: 4,
        priority: 100,
        source: { address: '192.0.2.10', prefixLength: 32 },
        table: 100,
      },
      { family: 6, priority: 101, action: 'prohibit', mark: 7 },
    ])
  })

  it.each<[string, VirtualRoute, string]>([
    ['no network', { destination: 'eth0', interface: 'eth0' }, 'virtualRoutes[0].destination'],
    ['no way', { destination: '198.51.100.0/24' }, 'virtualRoutes[0]'],
    ['a way nowhere', { type: 'blackhole', interface: 'eth0' }, 'virtualRoutes[0]'],
    ['an unknown type', { type: 'nat' as never }, 'virtualRoutes[0].type'],
    ['no gateway', { gateway: '192.0.2' }, 'virtualRoutes[0].gateway'],
    [
      'two kinds of ways',
      { interface: 'eth0', nextHops: [{ interface: 'eth1' }] },
      'virtualRoutes[0].nextHops',
    ],
    [
      'families that do not mix',
      { destination: '2001:db8::/32', gateway: '192.0.2.1' },
      'virtualRoutes[0].gateway',
    ],
    [
      'a source of the other family',
      { destination: '198.51.100.0/24', interface: 'eth0', preferredSource: '2001:db8::1' },
      'virtualRoutes[0].preferredSource',
    ],
    ['table 0', { interface: 'eth0', table: 0 }, 'virtualRoutes[0].table'],
    ['TOS 256', { interface: 'eth0', tos: 256 }, 'virtualRoutes[0].tos'],
    [
      'weight 0',
      { nextHops: [{ interface: 'eth0', weight: 0 }] },
      'virtualRoutes[0].nextHops[0].weight',
    ],
  ])('refuses a route with %s', (_, route, path) => {
    expect(pathsOf([route])).toContain(path)
  })

  it.each<[string, VirtualRule, string]>([
    ['no priority', { table: 100 } as VirtualRule, 'virtualRules[0].priority'],
    ['no source', { priority: 1, source: 'all' }, 'virtualRules[0].source'],
    [
      'two families',
      { priority: 1, source: '192.0.2.0/24', destination: '2001:db8::/32' },
      'virtualRules[0].destination',
    ],
    ['an unknown action', { priority: 1, action: 'goto' as never }, 'virtualRules[0].action'],
  ])('refuses a rule with %s', (_, rule, path) => {
    expect(pathsOf([], [rule])).toContain(path)
  })
})

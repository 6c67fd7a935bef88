import { describe, expect, test } from 'vitest'
import type { KeepalivedConfiguration } from './model.js'
import { loadFromText } from './testing/load-from-text.js'

function written(text: string): { value: KeepalivedConfiguration; problems: string[] } {
  const loaded = loadFromText(text)
  const problems = loaded.diagnostics.map(({ code, column }) => `${code} ${column}`)
  return { value: loaded.written, problems }
}

describe('lines of addresses', () => {
  test.each([
    ['10.0.0.1/24 dev eth0 label eth0:1', { interface: 'eth0', label: 'eth0:1' }],
    ['10.0.0.1/255.255.255.0 brd + scope link', { broadcast: '+', scope: 'link' }],
    ['10.0.0.1/24 broadcast 10.0.0.255 scope 3', { broadcast: '10.0.0.255', scope: 3 }],
    ['10.0.0.1/24 preferred_lft forever no_track', { preferredLft: 'forever', noTrack: true }],
    ['10.0.0.1/24 peer 10.0.0.2', { peer: { address: '10.0.0.2', prefixLength: 32 } }],
    ['10.0.0.1/24 -nodad home track_group G', { nodad: true, home: true, trackGroup: 'G' }],
  ])('%s', (line, rest) => {
    expect(written(`static_ipaddress {\n${line}\n}`)).toEqual({
      value: { staticAddresses: [{ address: '10.0.0.1', prefixLength: 24, ...rest }] },
      problems: [],
    })
  })

  test('an unknown word is left out, the address stays', () => {
    expect(written('static_ipaddress {\n10.0.0.1 labl x\n}')).toEqual({
      value: { staticAddresses: [{ address: '10.0.0.1', prefixLength: 32 }] },
      problems: ['invalid-value 10', 'invalid-value 15'],
    })
  })
})

describe('lines of routes', () => {
  const network = { address: '10.0.0.0', prefixLength: 8 }

  test.each([
    [
      '10.0.0.0/8 via 192.0.2.1 dev eth0 metric 5 table 100',
      { destination: network, via: '192.0.2.1', interface: 'eth0', metric: 5, table: 100 },
    ],
    [
      'src 192.0.2.9 to 10.0.0.0/8 gw 192.0.2.1 oif eth0 onlink',
      {
        src: '192.0.2.9',
        destination: network,
        via: '192.0.2.1',
        interface: 'eth0',
        onlink: true,
      },
    ],
    ['blackhole default', { type: 'blackhole', destination: 'default' }],
    [
      'default dev eth0 mtu lock 1400 rto_min 2s',
      { destination: 'default', interface: 'eth0', metrics: { mtu: 1400, rto_min: 2000 } },
    ],
    [
      'default nexthop via 192.0.2.1 weight 2 nexthop via 192.0.2.2 dev eth1 onlink',
      {
        destination: 'default',
        nextHops: [
          { via: '192.0.2.1', weight: 2 },
          { via: '192.0.2.2', interface: 'eth1', onlink: true },
        ],
      },
    ],
  ])('%s', (line, route) => {
    expect(written(`static_routes {\n${line}\n}`)).toEqual({
      value: { staticRoutes: [route] },
      problems: [],
    })
  })

  test.each([
    ['10.0.0.0/8 dev eth0 foo 3', ['invalid-value 21']],
    ['10.0.0.0/8 via', ['missing-value 1']],
    ['via 192.0.2.1', ['missing-value 1']],
    ['10.0.0.0/8 dev eth0 encap mpls 5', ['unsupported-keyword 21']],
    ['10.0.0.0/8 dev eth0 mtu x', ['invalid-value 25']],
  ])('%s is left out as a whole', (line, problems) => {
    expect(written(`static_routes {\n${line}\n}`)).toEqual({
      value: { staticRoutes: [] },
      problems,
    })
  })

  test('what would only tune the route is left out of it', () => {
    expect(written('static_routes {\ndefault dev eth0 congctl lock cubic metric 5\n}')).toEqual({
      value: { staticRoutes: [{ destination: 'default', interface: 'eth0', metric: 5 }] },
      problems: ['unsupported-keyword 18'],
    })
  })
})

describe('lines of rules', () => {
  test.each([
    [
      'not from 10.0.0.0/8 iif eth0 lookup main preference 5',
      {
        not: true,
        from: { address: '10.0.0.0', prefixLength: 8 },
        inputInterface: 'eth0',
        table: 'main',
        preference: 5,
      },
    ],
    [
      'to all fwmark 0x10/0xff prohibit priority 7',
      { to: 'all', fwmark: 16, fwmarkMask: 255, action: 'prohibit', preference: 7 },
    ],
  ])('%s', (line, rule) => {
    expect(written(`static_rules {\n${line}\n}`)).toEqual({
      value: { staticRules: [rule] },
      problems: [],
    })
  })

  test('without a word that narrows it, it would catch more', () => {
    expect(written('static_rules {\nfrom all ipproto tcp table 5 preference 5\n}')).toEqual({
      value: { staticRules: [] },
      problems: ['unsupported-keyword 10'],
    })
  })
})

test('members of a virtual server group', () => {
  const text = `virtual_server_group G {
    10.0.0.1-9 80
    10.0.0.0/24
    2001:db8::1-2001:db8::9 443
    fwmark 5 inet6
  }`
  expect(written(text).value.virtualServerGroups).toEqual([
    {
      name: 'G',
      members: [
        { kind: 'addresses', first: '10.0.0.1', last: '10.0.0.9', port: 80 },
        { kind: 'addresses', first: '10.0.0.0', prefixLength: 24 },
        { kind: 'addresses', first: '2001:db8::1', last: '2001:db8::9', port: 443 },
        { kind: 'fwmark', mark: 5, family: 'inet6' },
      ],
    },
  ])
})

test.each([
  ['IRUSR|IWGRP', 0o420],
  ['022', 0o022],
  ['0x12', 0o022],
])('umask %s', (text, mask) => {
  expect(written(`global_defs {\numask ${text}\n}`).value.globalDefs).toEqual({ umask: mask })
})

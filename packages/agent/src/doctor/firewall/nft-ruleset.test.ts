import { describe, expect, test } from 'vitest'
import { instance, findingsOf } from '../testing/healthy-machine.js'
import { readNftRuleset } from './nft-ruleset.js'
import { incomingAdvert } from '../testing/incoming-advert.js'
import { traverse } from './traverse.js'

const match = (left: object, right: unknown, op = '=='): object => ({ match: { op, left, right } })
const payload = (protocol: string, field: string): object => ({ payload: { protocol, field } })
const meta = (key: string): object => ({ meta: { key } })
const ct = { ct: { key: 'state' } }
const drop = { drop: null }
const accept = { accept: null }

interface Written {
  readonly policy?: string
  readonly more?: readonly object[]
  readonly hook?: string
}

/** What nft prints of a table `inet filter` with rules in its chain `input`. */
function ruleset(
  rules: readonly (readonly object[])[],
  { policy = 'accept', more = [], hook = 'input' }: Written = {},
): string {
  const place = { family: 'inet', table: 'filter' }
  return JSON.stringify({
    nftables: [
      { metainfo: { json_schema_version: 1 } },
      { table: { family: 'inet', name: 'filter', handle: 1 } },
      ...more,
      { chain: { ...place, name: 'input', handle: 2, type: 'filter', hook, prio: 0, policy } },
      ...rules.map((expr, at) => ({ rule: { ...place, chain: 'input', handle: at + 3, expr } })),
    ],
  })
}

function fate(
  rules: readonly (readonly object[])[],
  more: Written = {},
  packet = incomingAdvert,
): string {
  const { is, rule, chain } = traverse(readNftRuleset(ruleset(rules, more), ''), 'input', packet)
  if (is === 'passed') return is
  return `${is} by ${rule === undefined ? `policy of ${chain?.name ?? ''}` : rule.text.split(' ', 2).join(' ')}`
}

describe('a rule that drops', () => {
  test.each([
    ['the protocol by its name', [match(payload('ip', 'protocol'), 'vrrp'), drop]],
    ['by its number', [match(payload('ip', 'protocol'), 112), drop]],
    ['a set of protocols', [match(meta('l4proto'), { set: ['ah', 'vrrp'] }), drop]],
    [
      'with a counter and an answer',
      [match(meta('l4proto'), 'vrrp'), { counter: {} }, { reject: null }],
    ],
    ['everything', [drop]],
    ['all but some protocols', [match(meta('l4proto'), { set: ['tcp', 'udp'] }, '!='), drop]],
    [
      'a network of senders',
      [match(payload('ip', 'saddr'), { prefix: { addr: '192.0.2.0', len: 24 } }), drop],
    ],
    [
      'a range of senders',
      [match(payload('ip', 'saddr'), { range: ['192.0.2.1', '192.0.2.9'] }), drop],
    ],
    ['multicast', [match(payload('ip', 'daddr'), { prefix: { addr: '224.0.0.0', len: 4 } }), drop]],
    ['an interface', [match(meta('iifname'), 'eth*'), drop]],
    ['what is new', [match(ct, ['new', 'invalid'], 'in'), drop]],
    [
      'by a map',
      [
        {
          vmap: {
            key: meta('l4proto'),
            data: {
              set: [
                ['tcp', accept],
                ['vrrp', drop],
              ],
            },
          },
        },
      ],
    ],
  ])('%s', (_, rule) => {
    expect(fate([rule])).toBe('dropped by handle 3')
  })
})

describe('a rule that lets adverts pass', () => {
  test.each([
    ['another protocol', [match(payload('ip', 'protocol'), 'tcp'), drop]],
    ['a port', [match(payload('tcp', 'dport'), 22), drop]],
    ['other senders', [match(payload('ip', 'saddr'), '192.0.2.3'), drop]],
    ['all but its interface', [match(meta('iifname'), 'eth0', '!='), drop]],
    ['what leaves by an interface', [match(meta('oifname'), 'eth0'), drop]],
    ['connections that are known', [match(ct, ['established', 'related'], 'in'), drop]],
    ['IPv6', [match(meta('nfproto'), 'ipv6'), drop]],
    ['no verdict', [match(meta('l4proto'), 'vrrp'), { counter: {} }]],
  ])('%s', (_, rule) => {
    expect(fate([rule])).toBe('passed')
  })
})

describe('a chain', () => {
  const vrrp = match(meta('l4proto'), 'vrrp')
  test('ends at the first rule that decides', () => {
    expect(fate([[vrrp, accept], [drop]])).toBe('passed')
    expect(
      fate([
        [match(ct, ['established'], 'in'), accept],
        [vrrp, drop],
      ]),
    ).toBe('dropped by handle 4')
  })

  test('drops by its policy what nobody accepts', () => {
    const policy = { policy: 'drop' }
    expect(fate([[match(payload('tcp', 'dport'), 22), accept]], policy)).toBe(
      'dropped by policy of input',
    )
    expect(fate([[vrrp, accept]], policy)).toBe('passed')
    expect(fate([[vrrp, { return: null }]], policy)).toBe('dropped by policy of input')
  })

  test('with what cannot be known from here', () => {
    const limit = { limit: { rate: 10, per: 'second' } }
    expect(fate([[limit, drop]])).toBe('perhaps dropped by handle 3')
    expect(fate([[limit, accept], [drop]])).toBe('perhaps dropped by handle 4')
    // A part of the network that the sender is of.
    const network = { ...incomingAdvert, source: { address: '192.0.2.0', prefixLength: 24 } }
    const one = [match(payload('ip', 'saddr'), '192.0.2.2'), drop]
    expect(fate([one], {}, network)).toBe('perhaps dropped by handle 3')
  })

  test('asks others of its table, and named sets', () => {
    const place = { family: 'inet', table: 'filter' }
    const other = [
      { chain: { ...place, name: 'other', handle: 9 } },
      { rule: { ...place, chain: 'other', handle: 10, expr: [vrrp, drop] } },
      {
        set: {
          ...place,
          name: 'peers',
          handle: 11,
          elem: [{ prefix: { addr: '192.0.2.0', len: 24 } }],
        },
      },
    ]
    const jump = { jump: { target: 'other' } }
    expect(fate([[jump]], { more: other })).toBe('dropped by handle 10')
    expect(fate([[match(payload('ip', 'saddr'), '@peers'), accept], [jump]], { more: other })).toBe(
      'passed',
    )
    expect(
      fate([[{ goto: { target: 'other' } }]], { more: other.slice(0, 1), policy: 'drop' }),
    ).toBe('dropped by policy of input')
  })

  test('that asks itself ends', () => {
    expect(fate([[{ jump: { target: 'input' } }]])).toBe('passed')
  })

  test('of iptables-nft: targets and states of its own modules', () => {
    const conntrack = { xt: { type: 'match', name: 'conntrack' } }
    const reject = { xt: { type: 'target', name: 'REJECT' } }
    expect(
      fate([
        [conntrack, accept],
        [vrrp, reject],
      ]),
    ).toBe('dropped by handle 4')
    expect(fate([[vrrp, { xt: { type: 'target', name: 'TOS' } }]])).toBe('passed')
  })
})

test('a ruleset is shown by the lines of its listing, with the device that the JSON lacks', () => {
  const place = { family: 'netdev', table: 'edge' }
  const json = JSON.stringify({
    nftables: [
      { chain: { ...place, name: 'in', handle: 1, hook: 'ingress', prio: 0, policy: 'accept' } },
      {
        rule: {
          ...place,
          chain: 'in',
          handle: 2,
          expr: [match(payload('ip', 'protocol'), 'vrrp'), drop],
        },
      },
    ],
  })
  const listing = `table netdev edge { # handle 1
	chain in { # handle 1
		type filter hook ingress device "eth0" priority filter; policy accept;
		ip protocol vrrp drop comment "x" # handle 2
	}
}`
  const chains = readNftRuleset(json, listing)
  expect(chains).toMatchObject([
    {
      base: { hook: 'ingress', priority: 0, drops: false, device: 'eth0' },
      rules: [
        {
          text: 'ip protocol vrrp drop comment "x"',
          removal: 'nft delete rule netdev edge in handle 2',
          verdict: { kind: 'drop' },
        },
      ],
    },
  ])
  expect(findingsOf(instance(), { chains })).toEqual([
    'adverts-dropped: `ip protocol vrrp drop comment "x"` in netdev edge in drops adverts of VI_1 ' +
      '(protocol 112) that it hears | nft delete rule netdev edge in handle 2; or before it: ' +
      'nft insert rule netdev edge in meta l4proto 112 accept',
  ])
  const elsewhere = readNftRuleset(json, listing.replace('eth0', 'eth7'))
  expect(findingsOf(instance(), { chains: elsewhere })).toEqual([])
})

test('what packet sockets pass by is a remark; unicast leaves by a socket of IP', () => {
  const rule = [match(meta('l4proto'), 'vrrp'), drop]
  const codes = (text: string, hook: string): readonly string[] =>
    findingsOf(text, { chains: readNftRuleset(ruleset([rule], { hook }), '') }).map(
      (each) => each.split(':')[0] ?? '',
    )
  const unicast = instance('unicast_peer {\n192.0.2.2\n}')
  expect(codes(instance(), 'input')).toEqual(['filter-passed-by'])
  expect(codes(instance(), 'output')).toEqual(['filter-passed-by'])
  expect(codes(unicast, 'input')).toEqual(['filter-passed-by'])
  expect(codes(unicast, 'output')).toEqual(['adverts-dropped'])
})

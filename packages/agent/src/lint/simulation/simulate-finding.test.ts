import type { InstanceBlock } from '@holdfast/vrrp/keywords'
import { expect, test } from 'vitest'
import { clusterCodes } from '../cluster/cluster-codes.js'
import type { ClusterCode } from '../cluster/cluster-codes.js'
import { lintCluster } from '../cluster/lint-cluster.js'
import { membersOf } from '../cluster/member.js'
import { lintNodes, vip } from '../testing/lint-nodes.js'
import { simulateFinding } from './simulate-finding.js'

type Instances = Readonly<Record<string, Partial<InstanceBlock>>>

interface Example {
  readonly wrong: Instances
  /** The same nodes without the mistake: the same story must end well. */
  readonly right: Instances
}

const password = (authPass: string): Partial<InstanceBlock> => ({
  authentication: { authType: 'PASS', authPass },
})
const peers = (...addresses: string[]): Partial<InstanceBlock> => ({
  unicastPeers: addresses.map((address) => ({ address })),
})
const checked = (weight: number): Partial<InstanceBlock> => ({
  trackScripts: [{ name: 'chk', weight }],
})
const high = { priority: 150 }
const low = { priority: 100 }

const examples: Readonly<Record<Exclude<ClusterCode, 'different-sync-group'>, Example>> = {
  'different-vrid': {
    wrong: { a: { ...high, virtualRouterId: 51 }, b: { ...low, virtualRouterId: 52 } },
    right: { a: high, b: low },
  },
  'different-version': {
    wrong: { a: { ...high, version: 3 }, b: low },
    right: { a: { ...high, version: 3 }, b: { ...low, version: 3 } },
  },
  'different-interval': {
    wrong: { a: high, b: { ...low, advertIntMs: 2000 } },
    right: { a: { ...high, advertIntMs: 2000 }, b: { ...low, advertIntMs: 2000 } },
  },
  'learned-interval': {
    wrong: {
      a: { ...high, version: 3, advertIntMs: 3000 },
      b: { ...low, version: 3, advertIntMs: 500 },
    },
    right: {
      a: { ...high, version: 3, advertIntMs: 500 },
      b: { ...low, version: 3, advertIntMs: 500 },
    },
  },
  'different-authentication': {
    wrong: { a: { ...high, ...password('secret') }, b: { ...low, ...password('Secret') } },
    right: {
      a: { ...high, ...password('longsecret') },
      b: { ...low, ...password('longsecrets') },
    },
  },
  'different-transport': {
    wrong: { a: { ...high, ...peers('10.0.0.2') }, b: low },
    right: { a: { ...high, ...peers('10.0.0.2') }, b: { ...low, ...peers('10.0.0.1') } },
  },
  'different-group': {
    wrong: { a: { ...high, mcastDstIp: '224.0.0.19' }, b: low },
    right: { a: { ...high, mcastDstIp: '224.0.0.19' }, b: { ...low, mcastDstIp: '224.0.0.19' } },
  },
  'same-source': {
    wrong: { a: { ...high, mcastSrcIp: '10.0.0.1' }, b: { ...low, mcastSrcIp: '10.0.0.1' } },
    right: { a: { ...high, mcastSrcIp: '10.0.0.1' }, b: { ...low, mcastSrcIp: '10.0.0.2' } },
  },
  'peer-not-named': {
    wrong: {
      a: { ...high, unicastSrcIp: '10.0.0.1', ...peers('10.0.0.2') },
      b: { ...low, unicastSrcIp: '10.0.0.2', ...peers('10.0.0.3') },
    },
    right: {
      a: { ...high, unicastSrcIp: '10.0.0.1', ...peers('10.0.0.2') },
      b: { ...low, unicastSrcIp: '10.0.0.2', ...peers('10.0.0.1', '10.0.0.3') },
    },
  },
  'different-addresses': {
    wrong: {
      a: { ...high, virtualAddresses: [vip, { address: '198.51.100.8', prefixLength: 24 }] },
      b: low,
    },
    right: {
      a: { ...high, virtualAddresses: [vip, { address: '198.51.100.8', prefixLength: 24 }] },
      b: { ...low, virtualAddresses: [vip, { address: '198.51.100.8', prefixLength: 24 }] },
    },
  },
  'instance-alone': {
    wrong: { a: high, b: { name: 'VI_2', virtualRouterId: 9, virtualAddresses: [] } },
    right: { a: high, b: low },
  },
  'equal-priority': { wrong: { a: low, b: low }, right: { a: high, b: low } },
  'two-state-master': {
    wrong: {
      a: { ...high, state: 'MASTER', preempt: false },
      b: { ...low, state: 'MASTER', preempt: false },
    },
    right: {
      a: { ...high, state: 'BACKUP', preempt: false },
      b: { ...low, state: 'BACKUP', preempt: false },
    },
  },
  'state-master-is-weaker': {
    wrong: { a: { ...low, state: 'MASTER' }, b: { ...high, state: 'BACKUP' } },
    right: { a: { ...high, state: 'MASTER' }, b: { ...low, state: 'BACKUP' } },
  },
  'weight-too-small': {
    wrong: { a: { ...high, ...checked(-20) }, b: { ...low, ...checked(-20) } },
    right: { a: { ...high, ...checked(-60) }, b: { ...low, ...checked(-60) } },
  },
  'nobody-preempts': {
    wrong: { a: { ...high, ...checked(-60) }, b: { ...low, preempt: false } },
    right: { a: { ...high, ...checked(-60) }, b: low },
  },
  'weight-differs': {
    wrong: { a: { ...high, ...checked(-60) }, b: { ...low, ...checked(-2) } },
    right: { a: { ...high, ...checked(-60) }, b: { ...low, ...checked(-60) } },
  },
}

const scripts = { scripts: [{ name: 'chk', script: { argv: ['/bin/true'] } }] }

test('there is an example of every finding', () => {
  const shown = [...Object.keys(examples), 'different-sync-group']
  expect(shown.toSorted()).toEqual(Object.keys(clusterCodes).toSorted())
})

test.each(Object.entries(examples))(
  '%s: found, shown, and not without the mistake',
  (code, example) => {
    const found = lintCluster(lintNodes(example.wrong, scripts)).filter(
      (each) => each.code === code,
    )
    expect(found.length).toBeGreaterThan(0)
    for (const finding of found) {
      const { isShown, conclusion, timeline } = simulateFinding(finding)
      expect({ isShown, conclusion, timeline }).toMatchObject({ isShown: true })
      expect(timeline.length).toBeGreaterThan(2)
    }

    const nodes = lintNodes(example.right, scripts)
    expect(lintCluster(nodes).filter((each) => each.code === code)).toEqual([])
    const members = nodes.flatMap(membersOf)
    const subject = members.find(({ node }) => node.name === found[0]?.subject.node.name)
    expect(simulateFinding({ ...found[0]!, members, subject: subject! })).toMatchObject({
      isShown: false,
    })
  },
)

const key = 'a key of at least 32 bytes, as it has to be'
const hmac = (id: number, value: string, others = {}): Partial<InstanceBlock> => ({
  authHmac: { keys: [{ id, value }], ...others },
})

test.each<readonly [string, Partial<InstanceBlock>, Partial<InstanceBlock>]>([
  ['PASS and AH', password('x'), { authentication: { authType: 'AH', authPass: 'x' } }],
  [
    'AH with two keys',
    { authentication: { authType: 'AH', authPass: 'x' } },
    { authentication: { authType: 'AH', authPass: 'y' } },
  ],
  ['PASS and nothing', password('x'), {}],
  ['HMAC and nothing', hmac(1, key), {}],
  ['HMAC with two keys', hmac(1, key), hmac(1, `${key}!`)],
  ['HMAC with two numbers', hmac(1, key), hmac(2, key)],
  [
    'HMAC that accepts the unsigned, which do not accept it',
    hmac(1, key, { mode: 'permissive' }),
    {},
  ],
])('authentication: %s do not go together, whoever is stronger', (_name, one, other) => {
  for (const nodes of [
    { a: { ...high, ...one }, b: { ...low, ...other } },
    { a: { ...low, ...one }, b: { ...high, ...other } },
  ]) {
    const found = lintCluster(lintNodes(nodes))
    expect(found.map(({ code }) => code)).toEqual(['different-authentication'])
    expect(simulateFinding(found[0]!)).toMatchObject({ isShown: true })
  }
})

test.each<readonly [string, Partial<InstanceBlock>, Partial<InstanceBlock>]>([
  ['equal in 8 bytes', password('12345678a'), password('12345678b')],
  ['HMAC that is being introduced', hmac(1, key, { mode: 'receive-only' }), {}],
  [
    'one key more',
    hmac(1, key),
    {
      authHmac: {
        keys: [
          { id: 1, value: key },
          { id: 2, value: `${key}!` },
        ],
      },
    },
  ],
])('authentication: %s do', (_name, one, other) => {
  expect(lintCluster(lintNodes({ a: { ...high, ...one }, b: { ...low, ...other } }))).toEqual([])
})

test('a simulation is a timeline with virtual time', () => {
  const [finding] = lintCluster(lintNodes(examples['weight-too-small'].wrong, scripts))
  expect(simulateFinding(finding!)).toEqual({
    isShown: true,
    conclusion: 'chk fails on a, and a is MASTER',
    timeline: [
      '        0.000 ms  --    start a',
      '        0.000 ms  a     INIT -> BACKUP: started',
      '     3414.063 ms  a     BACKUP -> MASTER: no advert from anybody for 3414.063 ms',
      '     8000.000 ms  --    start b',
      '     8000.000 ms  b     INIT -> BACKUP: started',
      '    16000.000 ms  --    chk fails on a',
      '    16000.000 ms  a     effective priority 150 -> 130',
    ],
  })
})

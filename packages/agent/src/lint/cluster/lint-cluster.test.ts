import type { InstanceBlock } from '@holdfast/vrrp/keywords'
import { describe, expect, test } from 'vitest'
import { loadText } from '../testing/load-text.js'
import { lintNodes, vip } from '../testing/lint-nodes.js'
import { lintCluster } from './lint-cluster.js'
import { matchMembers } from './match-members.js'
import type { LintNode } from './member.js'

type Instances = Readonly<Record<string, Partial<InstanceBlock>>>

const codesOf = (instances: Instances): readonly string[] =>
  lintCluster(lintNodes(instances, { scripts: [{ name: 'chk', script: { argv: ['/x'] } }] })).map(
    ({ code, subject }) => `${subject.node.name} ${code}`,
  )

/** The node that a text is for. */
function nodeOf(name: string, text: string): LintNode {
  const { configuration, places } = loadText(text)
  return { name, configuration, places }
}

const block = (name: string, vrid: number, address: string, others = ''): string =>
  `vrrp_instance ${name} { interface eth0\n virtual_router_id ${vrid}\n${others}\n virtual_ipaddress { ${address} }\n}\n`

describe('which instances belong together', () => {
  const pairs = (a: string, b: string): readonly string[] =>
    matchMembers([nodeOf('a', a), nodeOf('b', b)]).map((router) =>
      router.map(({ node, block: { name } }) => `${node.name}/${name}`).join(' '),
    )

  test('the same VRID goes before the same name', () => {
    const a = block('VI_1', 51, '10.0.0.1') + block('VI_2', 52, '10.0.0.2')
    const b = block('VI_1', 52, '10.0.0.2') + block('VI_2', 51, '10.0.0.1')
    expect(pairs(a, b)).toEqual(['a/VI_1 b/VI_2', 'a/VI_2 b/VI_1'])
  })

  test('then the same name, then an address in common', () => {
    const a = block('VI_1', 51, '10.0.0.1') + block('VI_2', 52, '10.0.0.2')
    const b = block('VI_1', 61, '10.0.0.9') + block('other', 62, '10.0.0.2')
    expect(pairs(a, b)).toEqual(['a/VI_1 b/VI_1', 'a/VI_2 b/other'])
  })

  test('one VRID on two interfaces is two virtual routers', () => {
    const on = (name: string): string => block(name, 51, '10.0.0.1').replace('eth0', name)
    expect(pairs(on('eth0') + on('eth1'), on('eth1') + on('eth0'))).toEqual([
      'a/eth0 b/eth0',
      'a/eth1 b/eth1',
    ])
    expect(pairs(on('eth0'), on('ens3'))).toEqual(['a/eth0 b/ens3'])
  })

  test('one VRID in two families, too', () => {
    const a = block('four', 51, '10.0.0.1') + block('six', 51, 'fe80::1')
    expect(pairs(a, block('six', 51, 'fe80::1'))).toEqual(['a/four', 'a/six b/six'])
  })
})

describe('three nodes', () => {
  const three = (odd: Partial<InstanceBlock>): Instances => ({
    a: { priority: 150, ...odd },
    b: { priority: 100 },
    c: { priority: 50 },
  })

  test('the odd one out is named, also when it comes first', () => {
    expect(codesOf(three({ advertIntMs: 2000 }))).toEqual(['a different-interval'])
    expect(codesOf(three({ virtualAddresses: [] }))).toEqual(['a different-addresses'])
  })

  test('only the strongest backup matters for a weight', () => {
    const weighed = (weight: number): Instances =>
      three({ trackScripts: [{ name: 'chk', weight }] })
    expect(codesOf(weighed(-50))).toEqual(['a weight-too-small'])
    expect(codesOf(weighed(-51))).toEqual([])
  })

  test('a weaker backup that preempts does for a stronger one that does not', () => {
    const nodes = (weight: number): Instances => ({
      a: { priority: 150, trackScripts: [{ name: 'chk', weight }] },
      b: { priority: 100, preempt: false },
      c: { priority: 50 },
    })
    expect(codesOf(nodes(-101))).toEqual([])
    expect(codesOf(nodes(-100))).toEqual(['a nobody-preempts'])
  })
})

describe('weights', () => {
  const pair = (trackers: Partial<InstanceBlock>, backup = 90): Instances => ({
    a: { priority: 100, ...trackers },
    b: { priority: backup },
  })

  test('two small ones that decide together', () => {
    const trackScripts = [
      { name: 'chk', weight: -6 },
      { name: 'other', weight: -6 },
    ]
    expect(codesOf(pair({ trackScripts }))).toEqual([])
    expect(codesOf(pair({ trackScripts }, 85))).toEqual([
      'a weight-too-small',
      'a weight-too-small',
    ])
  })

  test('one that never decides beside another that always does', () => {
    // 100 - 50 loses against 90, with or without 5 more; 100 - 5 wins.
    const trackScripts = [
      { name: 'chk', weight: -5 },
      { name: 'other', weight: -50 },
    ]
    expect(codesOf(pair({ trackScripts }))).toEqual(['a weight-too-small'])
  })

  test('positive weights count while the check is well', () => {
    const trackScripts = [{ name: 'chk', weight: 20 }]
    expect(codesOf({ a: { priority: 80, trackScripts }, b: { priority: 90 } })).toEqual([])
    expect(codesOf({ a: { priority: 100, trackScripts }, b: { priority: 90 } })).toEqual([
      'a weight-too-small',
    ])
  })

  test('0 is FAULT, and a file may hold any number', () => {
    expect(codesOf(pair({ trackScripts: [{ name: 'chk', weight: 0 }] }, 1))).toEqual([])
    expect(codesOf(pair({ trackFiles: [{ name: 'f', weight: 1 }] }, 1))).toEqual([])
  })

  test('the line that has the weight is pointed at', () => {
    const track = 'track_script {\n chk weight -2\n}'
    const a = `vrrp_script chk { script /x\n}\n${block('V', 51, '10.0.0.1', `priority 150\n${track}`)}`
    const nodes = [nodeOf('a', a), nodeOf('b', block('V', 51, '10.0.0.1'))]
    expect(lintCluster(nodes).map(({ diagnostic }) => diagnostic)).toMatchObject([
      {
        code: 'weight-too-small',
        line: 7,
        column: 2,
        message:
          'when `chk` fails, the priority of VRID 51 of a is 148, but b has 100: a stays MASTER',
        hint: 'a weight of 51 or more in amount would do, or 0, which means FAULT',
      },
    ])
  })

  test('in a sync group they do not count, and nothing is said of them here', () => {
    const a =
      `vrrp_script chk { script /x\n}\n` +
      block('V', 51, '10.0.0.1', 'priority 150\ntrack_script {\n chk weight -2\n}') +
      block('W', 52, '10.0.0.2', 'priority 150') +
      'vrrp_sync_group G { group { V\n W } }\n'
    const b =
      block('V', 51, '10.0.0.1') +
      block('W', 52, '10.0.0.2') +
      'vrrp_sync_group G { group { V\n W } }\n'
    expect(lintCluster([nodeOf('a', a), nodeOf('b', b)])).toEqual([])
  })
})

describe('unicast peers', () => {
  const peers = (source: string | undefined, ...addresses: string[]): Partial<InstanceBlock> => ({
    ...(source === undefined ? {} : { unicastSrcIp: source }),
    unicastPeers: addresses.map((address) => ({ address })),
  })

  test('the same list on all nodes names everybody', () => {
    const all = ['10.0.0.1', '10.0.0.2', '10.0.0.3']
    expect(
      codesOf({
        a: { priority: 3, ...peers('10.0.0.1', ...all) },
        b: { priority: 2, ...peers('10.0.0.2', ...all) },
        c: { priority: 1, ...peers('10.0.0.3', ...all) },
      }),
    ).toEqual([])
  })

  test('who does not say its address may be any peer that nobody else is', () => {
    const b = { priority: 2, ...peers('10.0.0.2', '10.0.0.1') }
    expect(codesOf({ a: { priority: 3, ...peers(undefined, '10.0.0.2') }, b })).toEqual([])
    expect(codesOf({ a: { priority: 3, ...peers(undefined, '10.0.0.3') }, b })).toEqual([
      'a peer-not-named',
    ])
  })

  test('each direction is a finding', () => {
    expect(
      codesOf({
        a: { priority: 2, ...peers('10.0.0.1', '10.0.0.9') },
        b: { priority: 1, ...peers('10.0.0.2', '10.0.0.9') },
      }),
    ).toEqual(['a peer-not-named', 'b peer-not-named'])
  })
})

test('who does not hear each other holds no election', () => {
  const password = (authPass: string): Partial<InstanceBlock> => ({
    authentication: { authType: 'PASS', authPass },
  })
  expect(codesOf({ a: password('x'), b: password('y') })).toEqual(['b different-authentication'])
})

test('two routers, each with a master of its own, are fine', () => {
  const text = (one: number, two: number): string =>
    block('VI_1', 51, '10.0.0.1', `priority ${one}`) +
    block('VI_2', 52, '10.0.0.2', `priority ${two}`)
  expect(lintCluster([nodeOf('a', text(150, 100)), nodeOf('b', text(100, 150))])).toEqual([])
})

test('passwords are never printed', () => {
  const nodes = lintNodes({
    a: { authentication: { authType: 'PASS', authPass: 'hunter2' } },
    b: { authentication: { authType: 'PASS', authPass: 'hunter3' } },
  })
  expect(JSON.stringify(lintCluster(nodes).map(({ diagnostic }) => diagnostic))).not.toMatch(
    /hunter/,
  )
})

test('one node is no cluster', () => {
  expect(codesOf({ a: { virtualAddresses: [vip] } })).toEqual([])
})

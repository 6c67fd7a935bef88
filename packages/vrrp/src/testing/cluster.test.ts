import { parseRecording } from '@holdfast/core/testing'
import { describe, expect, test } from 'vitest'
import { VrrpInstance } from '../instance.js'
import { SimCluster } from './cluster.js'

const nodes = { a: { priority: 150 }, b: { priority: 100 }, c: { priority: 50 } }

function running(): SimCluster {
  const cluster = new SimCluster(nodes)
  cluster.start()
  cluster.advance(10_000)
  return cluster
}

describe('verbs', () => {
  test('crash: silence and no addresses; the next one follows after its master-down interval', () => {
    const cluster = running()
    expect(cluster.holders('192.0.2.100')).toEqual(['a'])
    cluster.crash('a')
    expect(cluster.holders('192.0.2.100')).toEqual([])
    cluster.advance(10_000)
    cluster.expectMaster('b')
    // a is master at 3414.0625 ms; its last advert leaves at 9414.0625 and b waits 3609.375 ms.
    expect(cluster.failoverTime()).toBe(9414.0625 + 3609.375 - 10_000)
  })

  test('stop: priority 0, and the skew decides', () => {
    const cluster = running()
    cluster.stop('a')
    cluster.advance(1_000)
    cluster.expectMaster('b')
    expect(cluster.failoverTime()).toBe(609.375)
  })

  test('restart: the stronger node preempts', () => {
    const cluster = running()
    cluster.crash('a')
    cluster.advance(10_000)
    cluster.restart('a')
    cluster.advance(10_000)
    cluster.expectMaster('a')
    expect(cluster.failoverTime()).toBe(3414.0625)
  })

  test('partition and heal: two masters, then one', () => {
    const cluster = running()
    cluster.partition(['a'], ['b', 'c'])
    cluster.advance(10_000)
    expect(cluster.masters()).toEqual(['a', 'b'])
    cluster.heal()
    cluster.advance(1_000)
    cluster.expectSingleMaster()
    cluster.expectMaster('a')
  })

  test('cut: only one direction is lost', () => {
    const cluster = running()
    cluster.cut('a', 'b')
    cluster.advance(10_000)
    expect(cluster.masters()).toEqual(['a', 'b'])
    expect(cluster.state('c')).toBe('BACKUP')
  })

  test('stall: a frozen master is replaced and gives in when it wakes up', () => {
    const cluster = new SimCluster({ a: { priority: 150, preempt: false }, b: { preempt: false } })
    cluster.start()
    cluster.advance(10_000)
    cluster.stall('a', 5_000)
    cluster.advance(4_999)
    expect(cluster.masters()).toEqual(['a', 'b'])
    // It reads b's adverts before its own timer runs, and wins by rule 67: one master at once.
    cluster.advance(1)
    cluster.expectMaster('a')
  })

  test('linkDown and linkUp: FAULT and back', () => {
    const cluster = running()
    cluster.linkDown('a')
    expect(cluster.state('a')).toBe('FAULT')
    cluster.advance(4_000)
    cluster.expectMaster('b')
    cluster.linkUp('a')
    cluster.advance(4_000)
    cluster.expectMaster('a')
  })

  test('failScript and passScript: a weight moves mastership', () => {
    const trackers = [{ kind: 'script', name: 'db', weight: -100 }] as const
    const cluster = new SimCluster({ a: { priority: 150, trackers }, b: {} })
    cluster.start()
    cluster.advance(10_000)
    cluster.failScript('a', 'db')
    cluster.advance(5_000)
    cluster.expectMaster('b')
    cluster.passScript('a', 'db')
    cluster.advance(5_000)
    cluster.expectMaster('a')
  })
})

describe('assertions', () => {
  test('a failure says what was expected, where everybody stands, and what happened', () => {
    const cluster = running()
    cluster.crash('a')
    expect(() => cluster.expectMaster('b')).toThrow(
      [
        'expected b to be the only MASTER, but nobody is at 10000.000 ms',
        '  a (crashed) VI_1: MASTER',
        '  b (running) VI_1: BACKUP',
        '  c (running) VI_1: BACKUP',
        '',
        'What happened:',
        '        0.000 ms  --    start ',
        '        0.000 ms  a     INIT -> BACKUP: started',
        '        0.000 ms  b     INIT -> BACKUP: started',
        '        0.000 ms  c     INIT -> BACKUP: started',
        '     3414.063 ms  a     BACKUP -> MASTER: no advert from anybody for 3414.063 ms',
        '    10000.000 ms  --    crash a',
      ].join('\n'),
    )
  })

  test('failoverTime wants a takeover', () => {
    const cluster = running()
    cluster.partition(['a'], ['b', 'c'])
    cluster.advance(100)
    expect(() => cluster.failoverTime()).toThrow('nobody became MASTER since')
  })

  test('expectNoMaster and expectSingleMaster', () => {
    const cluster = new SimCluster(nodes)
    cluster.start()
    cluster.expectNoMaster()
    expect(() => cluster.expectSingleMaster()).toThrow('expected one MASTER, but nobody is')
    cluster.advance(5_000)
    cluster.expectSingleMaster()
    expect(() => cluster.expectNoMaster()).toThrow('expected no MASTER, but a is')
  })

  test('a wrong name is told apart from a failed expectation', () => {
    expect(() => running().crash('d')).toThrow('there is no node d, only a, b, c')
  })
})

test("an application's own instances count when they are followed", async () => {
  const cluster = new SimCluster({ b: { priority: 100 } })
  const config = { name: 'app', interface: 'eth0', virtualRouterId: 51, priority: 200 }
  const app = new VrrpInstance(
    { ...config, virtualAddresses: ['192.0.2.100/24'] },
    cluster.addNode('mine'),
  )
  cluster.follow('mine', app)
  cluster.start('b')
  await app.start()
  cluster.advance(5_000)
  expect(cluster.masters()).toEqual(['mine'])
  expect(cluster.timeline.toString()).toContain('mine/app')
  cluster.crash('mine')
  cluster.advance(5_000)
  expect(cluster.masters()).toEqual(['b'])
})

test('a recorded run survives as JSON lines and as a capture', () => {
  const cluster = new SimCluster({ a: {} }, { record: true })
  cluster.start()
  cluster.advance(4_000)
  const entries = parseRecording(cluster.toJsonLines())
  expect(entries.map(({ at, type }) => `${at} ${type}`)).toEqual([
    '0 disturbance',
    '0 transition',
    ...Array.from({ length: 6 }, () => '3609.375 packet'),
    '3609.375 transition',
  ])
  const pcap = cluster.toPcap()
  // Little-endian magic of classic pcap; 24 bytes of header, an advert of 54 and five ARPs of 42.
  expect([...pcap.subarray(0, 4)]).toEqual([0xd4, 0xc3, 0xb2, 0xa1])
  expect(pcap.length).toBe(24 + (16 + 54) + 5 * (16 + 42))
})

test('packets are kept only on request', () => {
  expect(() => new SimCluster(nodes).toPcap()).toThrow('{ record: true }')
})

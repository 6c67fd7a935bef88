import { expect, test } from 'vitest'
import { SplitDetector } from './split-detector.js'
import { SimCluster } from './testing/index.js'

test('rule 160: a weaker master heard for more than two intervals is a split, told once', () => {
  const detector = new SplitDetector()
  expect(detector.heard('192.0.2.2', 'weaker', 1000, 10_000)).toBeUndefined()
  expect(detector.heard('192.0.2.2', 'weaker', 1000, 11_000)).toBeUndefined()
  expect(detector.heard('192.0.2.2', 'weaker', 1000, 12_000)).toBeUndefined()
  expect(detector.heard('192.0.2.2', 'weaker', 1000, 13_000)).toEqual({
    kind: 'confirmed',
    rival: '192.0.2.2',
    cause: 'weaker',
    forMs: 3000,
  })
  expect(detector.heard('192.0.2.2', 'weaker', 1000, 14_000)).toBeUndefined()
})

test('silence of more than three intervals ends an episode, and so does leaving MASTER', () => {
  const detector = new SplitDetector()
  for (const at of [0, 1000, 2000]) detector.heard('192.0.2.2', 'weaker', 1000, at)
  expect(detector.heard('192.0.2.2', 'weaker', 1000, 5001)).toBeUndefined()
  for (const at of [0, 1000, 2000]) detector.heard('192.0.2.3', 'weaker', 1000, at)
  detector.reset()
  expect(detector.heard('192.0.2.3', 'weaker', 1000, 3000)).toBeUndefined()
})

test('a rejection that does not make two masters is none of its business', () => {
  const detector = new SplitDetector()
  for (const at of [0, 1000, 2000, 3000, 4000]) {
    expect(detector.heard('192.0.2.2', 'ttlError', 1000, at)).toBeUndefined()
  }
})

test('rule 160: one-way deafness is reported by the master that is heard by nobody', () => {
  const cluster = new SimCluster({ a: { priority: 150 }, b: { priority: 100 } })
  const told: string[] = []
  cluster.instance('a').on('split', ({ text }) => told.push(text))
  cluster.start()
  cluster.advance(10_000)
  cluster.cut('a', 'b')
  cluster.advance(20_000)
  expect(cluster.masters()).toEqual(['a', 'b'])
  expect(told).toEqual([
    '192.0.2.2 has been master beside us for 3000 ms: it does not hear our adverts',
  ])
})

test('rule 161: two passwords make two masters, and each says why', () => {
  const pass = (password: string) => ({ authentication: { type: 'pass', password } }) as const
  const cluster = new SimCluster({ a: pass('one'), b: pass('two') })
  const told: string[] = []
  cluster
    .instance('a')
    .on('split', ({ kind, rival, cause }) => told.push(`${kind} ${rival} ${cause}`))
  cluster.start()
  cluster.advance(20_000)
  expect(cluster.masters()).toEqual(['a', 'b'])
  expect(told).toEqual(['suspected 192.0.2.2 authFailure'])
})

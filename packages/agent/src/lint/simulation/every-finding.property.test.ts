import type { InstanceBlock } from '@holdfast/vrrp/keywords'
import fc from 'fast-check'
import { test } from 'vitest'
import { lintCluster } from '../cluster/lint-cluster.js'
import { lintNodes, vip } from '../testing/lint-nodes.js'
import { simulateFinding } from './simulate-finding.js'

const second = { address: '198.51.100.8', prefixLength: 24 }
const weight = fc.constantFrom(-60, -30, -10, 0, 10, 30, 60)
const reference = (
  name: string,
): fc.Arbitrary<NonNullable<InstanceBlock['trackScripts']>[number]> =>
  fc.record({ name: fc.constant(name), weight, reverse: fc.boolean() })

/** Nodes as people write them: mostly alike, and each thing wrong now and then. */
const instance: fc.Arbitrary<Partial<InstanceBlock>> = fc
  .record({
    virtualRouterId: rarely(51, 52),
    priority: fc.constantFrom(1, 50, 90, 100, 110, 150, 254, 255),
    state: fc.constantFrom('MASTER', 'BACKUP'),
    version: rarely<2 | 3>(2, 3),
    advertIntMs: rarely(1000, 2000),
    preempt: fc.boolean(),
    preemptDelayMs: rarely(0, 5000),
    downTimerAdverts: rarely(3, 7),
    virtualAddresses: rarely<NonNullable<InstanceBlock['virtualAddresses']>>([vip], [vip, second]),
    unicastPeers: rarely<NonNullable<InstanceBlock['unicastPeers']>>(
      [],
      [{ address: '10.0.0.1' }, { address: '10.0.0.2' }],
    ),
    trackScripts: fc
      .constantFrom('a', 'b', 'c')
      .chain((name) => fc.array(reference(name), { maxLength: 1 })),
    trackInterfaces: fc.array(reference('eth9'), { maxLength: 1 }),
    password: rarely('secret', 'public'),
    source: fc.constantFrom(undefined, '10.0.0.1', '10.0.0.2'),
  })
  // VRRPv3 has no passwords.
  .map(({ password: authPass, source: mcastSrcIp, ...block }) => ({
    ...block,
    ...(mcastSrcIp === undefined ? {} : { mcastSrcIp }),
    ...(block.version === 3 ? {} : { authentication: { authType: 'PASS', authPass } as const }),
  }))

function rarely<Value>(usual: Value, other: Value): fc.Arbitrary<Value> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constant(other) },
  )
}

// Hundreds of clusters are run.
const patienceMs = 120_000

test(
  'whatever two or three nodes say, the simulation shows each finding',
  () => {
    const nodes = fc.oneof(
      fc.record({ a: instance, b: instance }),
      fc.record({ a: instance, b: instance, c: instance }),
    )
    fc.assert(
      fc.property(nodes, (instances) => {
        for (const finding of lintCluster(lintNodes(instances))) {
          const { isShown, conclusion, timeline } = simulateFinding(finding)
          const { code, diagnostic } = finding
          if (isShown) continue
          throw new Error([code, diagnostic.message, conclusion, ...timeline].join('\n'))
        }
      }),
      // The same ones each time: of ten thousand files that nobody writes one may still surprise.
      { numRuns: 1000, seed: 20_261 },
    )
  },
  patienceMs,
)

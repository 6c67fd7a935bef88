import { beforeEach, describe, expect, it } from 'vitest'
import type { LanNode } from '../test/support/lan.js'
import { config, Lan, spoilChecksum } from '../test/support/lan.js'
import { reconfigure } from './reconfigure.js'
import { VrrpRouter } from './router.js'

/*
 * What keepalived does and this must never do, each by the rule that describes the defect. Where
 * the wire matters, whole instances run on a simulated segment.
 */
let lan: Lan
let node: LanNode
let stranger: LanNode

beforeEach(() => {
  lan = new Lan()
  node = lan.node('node', '192.0.2.1')
  stranger = lan.node('stranger', '192.0.2.66')
})

const seconds = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => (first + index) * 1000 + 609.375)

describe('rule 46', () => {
  it('never lets bad packets delay the adverts of a master', async () => {
    await node.started()
    await lan.pass(3609.375)
    lan.sent()
    for (let sent = 0; sent < 66; sent += 1) {
      await lan.pass(300)
      await stranger.advertise({}, {}, {}, spoilChecksum)
    }
    // 66 x 0.3 s = 19.8 s after 3609.375: 19 adverts, each on its second.
    const adverts = lan.adverts().filter((line) => line.includes('node'))
    expect(adverts).toEqual(seconds(4, 19).map((at) => `${at} node 100`))
  })

  it('never lets bad packets keep a backup from taking over', async () => {
    const vip = await node.started()
    for (let sent = 0; sent < 12; sent += 1) {
      await stranger.advertise({}, { ttl: 64 })
      await lan.pass(300)
    }
    expect(vip.state).toBe('BACKUP')
    await lan.pass(9.375)
    expect(vip.state).toBe('MASTER')
  })
})

describe('rule 16', () => {
  it('never takes over because a stronger router advertises an interval of 0', async () => {
    const vip = await node.started({ version: 3 })
    const master = lan.node('master', '192.0.2.2')
    await master.started({ version: 3, priority: 200 })
    await lan.pass(5000)
    const before = vip.snapshot()
    for (let sent = 0; sent < 20; sent += 1) {
      // Centiseconds 0: bytes 4 and 5; the checksum grows by the 100 that is gone.
      await stranger.advertise({ version: 3, priority: 250 }, {}, {}, (payload) => {
        payload[5] = 0
        const sum = ((payload[6] ?? 0) << 8) + (payload[7] ?? 0) + 100
        payload[6] = (sum >> 8) & 0xff
        payload[7] = sum & 0xff
      })
      expect(vip.snapshot()).toEqual(before)
    }
    expect(vip.status().counters.rejected).toEqual({ intervalError: 20 })
    await lan.pass(20_000)
    expect(vip.state).toBe('BACKUP')
    expect(vip.status().counters.becomeMaster).toBe(0)
  })
})

describe('rule 18', () => {
  it.each([{}, { v3ChecksumAsV2: true }, { profile: 'rfc9568' as const }])(
    'never accepts a checksum that is wrong in every form: %j',
    async (changes) => {
      const vip = await node.started({ version: 3, ...changes })
      await lan.pass(3700)
      expect(vip.state).toBe('MASTER')
      for (const checksum of ['pseudo-header', 'message-only'] as const) {
        await stranger.advertise({ version: 3 }, {}, { checksum }, spoilChecksum)
      }
      expect(vip.state).toBe('MASTER')
      expect(vip.status().counters.rejected).toEqual({ checksumError: 2 })
    },
  )
})

describe('rule 33', () => {
  it('never drops an advert of another VRRPv2 interval uncounted', async () => {
    const vip = await node.started()
    await stranger.advertise({ advertIntMs: 3000 })
    expect(vip.status().counters.rejected).toEqual({ intervalError: 1 })
    expect(node.warnings).toEqual([
      'VI_1: rejected an advert from 192.0.2.66: advert interval in ms 3000, expected 1000',
    ])
  })
})

describe('rule 45', () => {
  it('never lets a bad packet of a new sender re-open the log', async () => {
    await node.started()
    for (let last = 100; last < 150; last += 1) {
      await stranger.advertise({}, { source: `192.0.2.${last}` }, {}, spoilChecksum)
    }
    expect(node.warnings).toHaveLength(1)
  })
})

describe('rule 50', () => {
  it('never waits by an interval that was learned before it was master', async () => {
    const vip = await node.started({ version: 3 })
    const slow = lan.node('slow', '192.0.2.2')
    const other = await slow.started({ version: 3, priority: 200, advertIntMs: 5000 })
    await lan.pass(20_000)
    expect([vip.state, other.state]).toEqual(['BACKUP', 'MASTER'])
    slow.process.crash()
    await lan.pass(20_000)
    expect(vip.state).toBe('MASTER')
    await vip.demote()
    // 3609.375 by its own interval; 18 046.875 by the one it had learned.
    await lan.pass(3609.25)
    expect(vip.state).toBe('BACKUP')
    await lan.pass(0.125)
    expect(vip.state).toBe('MASTER')
  })
})

describe('rule 107', () => {
  it('never forgets `reverse` of a tracker whose result is known at a reload', async () => {
    const tracker = { kind: 'script', name: 'check', weight: 20 } as const
    const vip = await node.started({ trackers: [tracker] })
    vip.report('check', true)
    expect(vip.status().effectivePriority).toBe(120)
    await vip.reconfigure(config({ trackers: [{ ...tracker, reverse: true }] }))
    expect(vip.status().effectivePriority).toBe(80)
    vip.report('check', false)
    expect(vip.status().effectivePriority).toBe(100)
  })
})

describe('rule 117', () => {
  const refreshing = {
    garpMasterRepeat: 1,
    garpMasterDelayMs: 1000,
    garpMasterRefreshMs: 2000,
    garpMasterRefreshRepeat: 1,
  }

  it('never refreshes more often after several masterships', async () => {
    const vip = await node.started(refreshing)
    for (let period = 1; period < 4; period += 1) {
      await lan.pass(9000)
      expect(vip.state).toBe('MASTER')
      await vip.maintenance(true)
      await vip.maintenance(false)
    }
    await lan.pass(3609.375)
    expect(vip.status().counters.becomeMaster).toBe(4)
    lan.sent()
    await lan.pass(10_000)
    // At 30 609.375: the second burst after 1 s, a refresh 2 s later and every 2 s.
    expect(lan.announcements()).toEqual(
      [31_609.375, 33_609.375, 35_609.375, 37_609.375, 39_609.375].map(
        (at) => `${at} node 192.0.2.10`,
      ),
    )
  })

  it('never sends the second burst of a mastership that is over', async () => {
    await node.started({ garpMasterRepeat: 1 })
    await lan.pass(4000)
    lan.sent()
    await stranger.advertise({ priority: 200 })
    await lan.pass(3000)
    await stranger.advertise({ priority: 200 })
    await lan.pass(3000)
    expect(lan.announcements()).toEqual([])
  })

  it('never sends what was left of the mastership before in the next one', async () => {
    const vip = await node.started({ garpMasterRepeat: 1 })
    await lan.pass(4000)
    await vip.maintenance(true)
    await vip.maintenance(false)
    lan.sent()
    // Due from before: 8609.375. Master again at 7609.375, second burst at 12 609.375.
    await lan.pass(20_000)
    expect(lan.announcements()).toEqual(['7609.375 node 192.0.2.10', '12609.375 node 192.0.2.10'])
  })

  it('never goes on refreshing as a backup', async () => {
    const vip = await node.started(refreshing)
    await lan.pass(4000)
    await vip.maintenance(true)
    lan.sent()
    await lan.pass(60_000)
    expect(lan.sent()).toEqual([])
  })
})

describe('rule 156', () => {
  it('never loses an address that moves between two instances in one reload', async () => {
    const router = new VrrpRouter(node.ports)
    const ofB = { name: 'VI_2', virtualRouterId: 52 }
    const both = ['192.0.2.10/24', '192.0.2.11/24']
    const a = await node.started({ virtualAddresses: both }, {}, router)
    const b = await node.started({ ...ofB, virtualAddresses: ['192.0.2.20/24'] }, {}, router)
    await lan.pass(4000)
    await reconfigure([
      [b, config({ ...ofB, virtualAddresses: ['192.0.2.20/24', '192.0.2.11/24'] })],
      [a, config()],
    ])
    expect(node.held.toSorted()).toEqual(['192.0.2.10', '192.0.2.11', '192.0.2.20'])
    expect([a.state, b.state]).toEqual(['MASTER', 'MASTER'])
  })

  it('never says goodbye, and never forgets what it counted, on a reload', async () => {
    const vip = await node.started()
    await lan.pass(6000)
    const { advertSent } = vip.status().counters
    await vip.reconfigure(config({ priority: 90, advertIntMs: 2000, garpMasterRepeat: 1 }))
    await lan.pass(5000)
    expect(vip.status().counters.priZeroSent).toBe(0)
    expect(vip.status().counters.advertSent).toBeGreaterThan(advertSent)
    expect(vip.status().counters.becomeMaster).toBe(1)
  })
})

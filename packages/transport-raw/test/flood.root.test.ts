import { describe, expect, it } from 'vitest'
import { Lab } from './support/lab.js'
import { numbered, TestNode, until } from './support/node.js'
import type { RawCounters } from './support/agent-messages.js'

/** RFC 9568 5.2: an advert of one virtual router with one address. */
const payload = Uint8Array.of(0x31, 51, 100, 1, 0, 100, 0, 0, 192, 0, 2, 1)

describe('20,000 adverts in a second', () => {
  it('all arrive, also at a process that was busy for 200 ms', { timeout: 60_000 }, async () => {
    using lab = new Lab()
    lab.plug('a', 'eth0', { addresses: ['192.0.2.1/24'] })
    lab.plug('b', 'eth0', { addresses: ['192.0.2.2/24'] })
    await using a = await TestNode.start(lab, 'a')
    await using b = await TestNode.start(lab, 'b')
    // From here on it only counts.
    await b.agent.counters()
    const packet = numbered(0, { payload })
    const burst = a.agent.ask({ type: 'burst', packet, count: 20_000, perSecond: 20_000 })
    await b.agent.ask({ type: 'block', forMs: 200 })
    const tookMs = Number(await burst)
    let counters: RawCounters | undefined
    await until(async () => {
      counters = await b.agent.counters()
      return counters.received + counters.dropped >= 20_000
    }, '20,000 adverts')
    console.log(`20,000 adverts sent in ${tookMs.toFixed(0)} ms:`, counters)
    expect(counters).toMatchObject({ received: 20_000, dropped: 0, rejected: {} })
  })
})

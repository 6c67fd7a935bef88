import { integerBetween, seededRandom, SimClock } from '@holdfast/core/testing'
import { describe, expect, test } from 'vitest'
import { FakeProbe } from '../testing/fake-probe.js'
import { VirtualServer } from './virtual-server.js'
import type { VirtualServerConfig } from './virtual-server.js'

type Changes = Partial<VirtualServerConfig>

class Lab {
  readonly clock = new SimClock()
  readonly probes: Readonly<Record<string, FakeProbe>>
  readonly events: string[] = []
  readonly server: VirtualServer

  constructor(changes: Changes = {}, ids: readonly string[] = ['a', 'b']) {
    const { clock } = this
    this.probes = Object.fromEntries(ids.map((id) => [id, new FakeProbe({ clock, latencyMs: 5 })]))
    this.server = new VirtualServer(this.config(changes), { clock, random: () => 0 })
    this.server.on('pool', (pool) => {
      this.#note(`pool ${pool.map(({ id, weight }) => `${id}:${weight}`).join(' ')}`)
    })
    this.server.on('server', ({ server, isUp }) => this.#note(`${server} ${isUp ? 'up' : 'down'}`))
    this.server.on('quorum', ({ isUp }) => this.#note(`quorum ${isUp ? 'up' : 'down'}`))
  }

  config(changes: Changes = {}): VirtualServerConfig {
    return {
      name: '192.0.2.10:80',
      servers: Object.entries(this.probes).map(([id, probe]) => ({
        id,
        checkers: [{ id: 'tcp', check: probe.asCheck(id), delayLoopMs: 6000 }],
      })),
      ...changes,
    }
  }

  /** What happened since the last call. */
  take(): readonly string[] {
    return this.events.splice(0)
  }

  #note(text: string): void {
    this.events.push(`${this.clock.now()} ${text}`)
  }
}

describe('a virtual server', () => {
  test('has who answers in its pool', () => {
    const { clock, probes, server, take } = bound(new Lab())
    server.start()
    expect(take()).toEqual(['0 pool a:1 b:1', '0 quorum up'])
    clock.advanceTo(1000)
    probes.a!.isUp = false
    clock.advanceTo(7000)
    expect(take()).toEqual([])
    clock.advanceTo(8000)
    expect(take()).toEqual(['7015 pool b:1', '7015 a down'])
    probes.a!.isUp = true
    clock.advanceTo(14_000)
    expect(take()).toEqual(['13020 pool a:1 b:1', '13020 a up'])
  })

  test('changes its pool once for all that happens in an instant', () => {
    const { clock, probes, server, take } = bound(
      new Lab({ sorryServer: { id: 's', inhibit: false } }),
    )
    server.start()
    take()
    probes.a!.isUp = false
    probes.b!.isUp = false
    clock.advanceTo(100)
    expect(take()).toEqual(['5 pool s:1', '5 a down', '5 b down', '5 quorum down'])
  })

  test('asks nothing while it is suspended, and says what it knew', () => {
    const { clock, probes, server } = bound(new Lab())
    server.start()
    clock.advanceTo(1000)
    server.suspend()
    clock.advanceTo(60_000)
    expect(probes.a!.startedAtMs).toEqual([0])
    expect(server.pool).toHaveLength(2)
    server.resume()
    clock.advanceTo(61_000)
    expect(probes.a!.startedAtMs).toEqual([0, 60_005])
  })

  test('obeys an operator at once', () => {
    const { clock, server, take } = bound(new Lab())
    server.start()
    take()
    server.setWeight('a', 0)
    server.setDuty('b', 'drained')
    clock.advance(0)
    expect(take()).toEqual(['0 pool a:0 b:0', '0 quorum down'])
    server.setDuty('b', 'removed')
    server.setWeight('a', undefined)
    clock.advance(0)
    expect(take()).toEqual(['0 pool a:1', '0 quorum up'])
  })

  test('keeps results over a new configuration', () => {
    const lab = new Lab()
    const { clock, probes, server, take } = bound(lab)
    probes.a!.isUp = false
    server.start()
    clock.advanceTo(1000)
    expect(take().at(-1)).toBe('5 a down')
    const added = new FakeProbe({ clock })
    const { servers } = lab.config()
    server.reconfigure({
      name: '192.0.2.10:80',
      servers: [
        // The same question at another pace, and an additional one.
        { ...servers[0]!, checkers: [{ ...servers[0]!.checkers![0]!, delayLoopMs: 2000 }] },
        {
          ...servers[1]!,
          checkers: [
            ...servers[1]!.checkers!,
            { id: 'new', check: added.asCheck(), alpha: true, delayLoopMs: 6000 },
          ],
        },
      ],
    })
    clock.advanceTo(1001)
    expect(take()).toEqual(['1000 pool b:1'])
    expect(added.startedAtMs).toEqual([1000])
    clock.advanceTo(5500)
    expect(probes.a!.startedAtMs).toEqual([0, 3000, 5005])
    server.reconfigure({ name: '192.0.2.10:80', servers: [lab.config().servers[0]!] })
    clock.advanceTo(20_000)
    expect(take()).toEqual(['5500 pool ', '5500 b down', '5500 quorum down'])
    expect(probes.b!.startedAtMs).toEqual([0])
  })

  test('tells what it knows', () => {
    const { clock, probes, server } = bound(new Lab({}, ['a']))
    probes.a!.isUp = false
    server.start()
    clock.advanceTo(10)
    expect(server.isQuorate).toBe(false)
    expect(server.servers).toEqual([
      {
        id: 'a',
        isUp: false,
        weight: 1,
        duty: 'serving',
        checkers: [
          {
            id: 'tcp',
            description: 'a',
            isUp: false,
            hasRun: true,
            lastFailure: 'the test says so',
            // Asked at 0 ms, answered after 5.
            endedAgoMs: 5,
            dueInMs: 5995,
            answersToChange: 1,
          },
        ],
      },
    ])
  })

  test('ends at once and leaves nothing behind', () => {
    const { clock, server, take } = bound(new Lab({ omega: true }))
    server.start()
    clock.advanceTo(2)
    take()
    server.stop()
    expect(take()).toEqual(['2 pool ', '2 a down', '2 b down', '2 quorum down'])
    clock.advanceTo(60_000)
    expect(take()).toEqual([])
    expect(clock.nextEventAt).toBeUndefined()
  })
})

test('no failures that retries forgive ever empty a pool', () => {
  const ids = ['a', 'b', 'c']
  for (let seed = 1; seed <= 50; seed += 1) {
    const random = seededRandom(seed)
    const { clock, probes, server, take } = bound(new Lab({}, ids))
    server.start()
    // The first verdict needs no retry.
    clock.advanceTo(1000)
    for (let round = 0; round < 50; round += 1) {
      const probe = probes[ids[integerBetween(random, 0, 2)]!]!
      // One failure, whose retry succeeds.
      const asked = probe.startedAtMs.length
      probe.isUp = false
      clock.runUntil(() => probe.startedAtMs.length > asked, 60_000)
      clock.advance(5)
      probe.isUp = true
      clock.advance(integerBetween(random, 1001, 20_000))
      expect(server.pool, `seed ${seed}`).toHaveLength(3)
    }
    expect(take().slice(2), `seed ${seed}`).toEqual([])
  }
})

/** A lab whose parts may be taken out of it. */
function bound(lab: Lab): Pick<Lab, 'clock' | 'probes' | 'server' | 'take'> {
  const { clock, probes, server } = lab
  return { clock, probes, server, take: () => lab.take() }
}

import { SimCluster } from '@holdfast/vrrp/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAgent } from '../create-agent.js'
import type { Agent } from '../running/agent.js'
import { group, instance } from './testing/two-routers.js'

/** Nobody is out of the election for longer, nor missed for longer by those who could be master. */
const holdDownMs = 60_000
/**
 * For a node in damping to notice that nobody is there: five seconds of patience and the second
 * until it looks; and for its takeover 3.6 s.
 */
const longestWithoutMasterMs = 10_000
const lookMs = 500

/** Each node: with both instances as a group, with both apart, or with the first of them alone. */
const configOf = (kind: 'group' | 'both' | 'one', priority: number): string =>
  (kind === 'group' ? group : '') +
  instance('VI_1', 51, priority) +
  (kind === 'one' ? '' : instance('VI_2', 52, priority))

const names = ['a', 'b', 'c'] as const

const disturbance = fc.record({
  node: fc.constantFrom(...names),
  times: fc.integer({ min: 1, max: 4 }),
  downMs: fc.integer({ min: 200, max: 6000 }),
  upMs: fc.integer({ min: 200, max: 8000 }),
  thenMs: fc.constantFrom(0, 0, 3000, 15_000, 40_000),
})

/**
 * From the strongest to the weakest. A group that is weaker than somebody who has one of its two
 * instances can never be master: that is VRRP, with damping or without.
 */
const kinds = fc.constantFrom(
  ['group', 'group', 'group'] as const,
  ['group', 'group', 'one'] as const,
  ['group', 'one', 'one'] as const,
  ['both', 'both', 'both'] as const,
  ['both', 'one', 'both'] as const,
)
const plan = fc.record({
  kinds,
  nodes: fc.integer({ min: 1, max: 3 }),
  disturbances: fc.array(disturbance, { minLength: 1, maxLength: 8 }),
})

/** Plays a plan, and measures for how long there was no master though somebody could be it. */
class Watch {
  readonly cluster = new SimCluster()
  readonly agents = new Map<string, Agent>()
  readonly #missingSince = new Map<string, number>()
  readonly #down = new Set<string>()
  #now = 0
  longestMs = 0

  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= lookMs) {
      const step = Math.min(left, lookMs)
      await this.cluster.advanceAsync(step)
      this.#now += step
      for (const name of ['VI_1', 'VI_2']) this.#look(name)
    }
  }

  link(node: string, isUp: boolean): void {
    if (isUp) this.cluster.linkUp(node)
    else this.cluster.linkDown(node)
    if (isUp) this.#down.delete(node)
    else this.#down.add(node)
    // Whoever could be master is somebody else now, and has to notice.
    this.#missingSince.clear()
  }

  #look(name: string): void {
    const able = [...this.agents].flatMap(([node, agent]) =>
      this.#down.has(node) ? [] : agent.instances.filter((each) => each.name === name),
    )
    if (able.length === 0 || able.some(({ state }) => state === 'MASTER')) {
      this.#missingSince.delete(name)
      return
    }
    const since = this.#missingSince.get(name) ?? this.#now
    this.#missingSince.set(name, since)
    this.longestMs = Math.max(this.longestMs, this.#now - since)
  }
}

let damped = 0

test(
  'damping never leaves an address without a master, and ends',
  { timeout: 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(plan, async ({ kinds, nodes, disturbances }) => {
        const watch = new Watch()
        for (const [index, name] of names.slice(0, nodes).entries()) {
          const agent = createAgent({
            config: configOf(kinds[index] ?? 'one', 150 - 25 * index),
            ports: watch.cluster.addNode(name),
            flapping: { holdDownMs, transitions: 3 },
          })
          watch.agents.set(name, agent)
          await agent.start()
        }
        await watch.pass(5000)
        for (const { node, times, downMs, upMs, thenMs } of disturbances) {
          if (!watch.agents.has(node)) continue
          for (let count = 0; count < times; count += 1) {
            watch.link(node, false)
            await watch.pass(downMs)
            watch.link(node, true)
            await watch.pass(upMs)
          }
          await watch.pass(thenMs)
        }
        await watch.pass(holdDownMs + longestWithoutMasterMs)
        const told = [...watch.agents.values()].flatMap((agent) => agent.history())
        damped += told.filter(({ text }) => text.endsWith('(on true): done')).length
        expect(watch.longestMs).toBeLessThanOrEqual(longestWithoutMasterMs)
        // The strongest has what is its own again.
        const strongest = watch.agents.get('a')?.instances.map(({ state }) => state)
        const stopped = Promise.all([...watch.agents.values()].map((agent) => agent.stop()))
        await watch.cluster.advanceAsync(10_000)
        await stopped
        expect(new Set(strongest)).toEqual(new Set(['MASTER']))
      }),
      // The same ones each time, as each takes minutes of virtual time.
      { numRuns: 10, seed: 20_263 },
    )
    expect(damped).toBeGreaterThan(0)
  },
)

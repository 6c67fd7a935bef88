import type { DesiredRoute, DesiredRule, RoutingOutcome } from '@holdfast/core'
import { describe, expect, it } from 'vitest'
import { SimClock } from '@holdfast/core/testing'
import { entryKey } from '../journal/entry.js'
import type { JournalEntry } from '../journal/entry.js'
import { MemoryJournal } from '../journal/journal.js'
import type { RouteInfo, RuleInfo } from '../rtnetlink/rtnetlink.js'
import { FakeKernel } from '../testing/index.js'
import { KernelRoutes } from './kernel-routes.js'
import type { KernelRoutesOptions } from './kernel-routes.js'
import type { RoutingLoss } from './restorer.js'

const viaA: DesiredRoute = { family: 4, gateway: '192.0.2.1', interface: 'eth0' }
const viaB: DesiredRoute = { ...viaA, gateway: '192.0.2.2' }
const withSource: DesiredRoute = {
  family: 4,
  destination: { address: '198.51.100.0', prefixLength: 24 },
  interface: 'eth0',
  preferredSource: '192.0.2.10',
}
const route6: DesiredRoute = { family: 6, gateway: '2001:db8::1', interface: 'eth0' }
const rule: DesiredRule = { family: 4, priority: 100, table: 100 }

const mainRoute = { family: 4, type: 1, table: 254, protocol: 112, scope: 0 } as const
const kernelViaA: RouteInfo = { ...mainRoute, gateway: '192.0.2.1', interfaceIndex: 2 }
const kernelViaB: RouteInfo = { ...mainRoute, gateway: '192.0.2.2', interfaceIndex: 2 }
const kernelRule: RuleInfo = { family: 4, priority: 100, action: 1, table: 100, protocol: 112 }
const vip = { interfaceIndex: 2, address: '192.0.2.10', prefixLength: 32 }

class World {
  readonly clock = new SimClock()
  readonly kernel = new FakeKernel({ clock: this.clock })
  readonly journal: MemoryJournal
  readonly losses: RoutingLoss[] = []
  readonly routes: KernelRoutes

  constructor(options: KernelRoutesOptions = {}, leftovers: readonly JournalEntry[] = []) {
    this.journal = new MemoryJournal(leftovers)
    this.kernel.addLink({ name: 'eth0', index: 2 })
    this.routes = new KernelRoutes(this.kernel, {
      clock: this.clock,
      journal: this.journal,
      onLoss: (loss) => this.losses.push(loss),
      ...options,
    })
  }

  hold(
    owner: string,
    routes: readonly DesiredRoute[],
    rules: readonly DesiredRule[] = [],
  ): RoutingOutcome {
    let answer: RoutingOutcome | undefined
    this.routes.hold(owner, { routes, rules }, (outcome) => {
      answer = outcome
    })
    if (answer === undefined) throw new Error('done was not called before hold returned')
    return answer
  }

  /** What the kernel has, but for its own rules, as `gateway-or-destination%index`. */
  there(): string[] {
    const routes = [...this.kernel.routes(4), ...this.kernel.routes(6)]
    const rules = this.kernel.rules(4).filter(({ priority = 0 }) => priority > 0 && priority < 32e3)
    return [
      ...routes.map(({ gateway, destination, interfaceIndex }) => {
        return `${gateway ?? destination?.address ?? ''}%${interfaceIndex ?? ''}`
      }),
      ...rules.map(({ priority }) => `rule ${priority ?? ''}`),
    ]
  }

  /** Lets the events that wait be read, and what they lead to happen. */
  settle(): void {
    this.clock.advance(0)
  }

  told(): string[] {
    return this.losses.map(({ subject, cause, restored }) => {
      return `${subject}: ${cause}${restored ? ', restored' : ''}`
    })
  }
}

function codes(outcome: RoutingOutcome): string[] {
  if (outcome.ok) return []
  return outcome.failures.map(({ code, isRetried }) => `${code}${isRetried ? ' retried' : ''}`)
}

describe('holding', () => {
  it('opens nothing before the first use', () => {
    const world = new World()
    world.kernel.failingReads = () => 'EPERM'
    world.routes.releaseNow()
    world.routes.close()
    expect(world.kernel.applied).toEqual([])
  })

  it('puts routes and rules, asserts them again and removes them', () => {
    const world = new World()
    expect(world.hold('VI_1', [viaA, route6], [rule])).toEqual({ ok: true })
    expect(world.there()).toEqual(['192.0.2.1%2', '2001:db8::1%2', 'rule 100'])
    expect(world.hold('VI_1', [viaA, route6], [rule])).toEqual({ ok: true })
    expect(world.journal.entries.length).toBe(3)
    expect(world.hold('VI_1', [])).toEqual({ ok: true })
    expect(world.there()).toEqual([])
    expect(world.journal.entries).toEqual([])
    world.settle()
    expect(world.there()).toEqual([])
    expect(world.losses).toEqual([])
    expect(world.clock.nextEventAt).toBeUndefined()
  })

  it('asks for one route with one request and without reading the tables', () => {
    const world = new World()
    world.routes.recover()
    world.settle()
    world.kernel.failingReads = () => 'ENOBUFS'
    expect(world.hold('VI_1', [viaA])).toEqual({ ok: true })
    expect(world.hold('VI_1', [viaA])).toEqual({ ok: true })
    expect(world.kernel.applied.map(({ type }) => type)).toEqual(['addRoute', 'addRoute'])
  })

  it('writes the journal before the kernel is asked', () => {
    const world = new World()
    const journaled: number[] = []
    world.kernel.failing = () => {
      journaled.push(world.journal.entries.length)
      return undefined
    }
    world.hold('VI_1', [viaA], [rule])
    world.hold('VI_1', [])
    expect(journaled).toEqual([2, 2, 2, 2])
  })

  it('replaces a route by another way to the same destination', () => {
    const world = new World()
    world.hold('VI_1', [viaA])
    expect(world.hold('VI_1', [viaB])).toEqual({ ok: true })
    expect(world.there()).toEqual(['192.0.2.2%2'])
    expect(world.journal.entries).toEqual([{ kind: 'route', route: kernelViaB }])
    world.settle()
    expect(world.losses).toEqual([])
  })

  it('lets go of the old way also when the new one cannot be taken yet', () => {
    const world = new World()
    world.hold('VI_1', [viaA])
    world.kernel.failing = (change) => (change.type === 'addRoute' ? 'ENETUNREACH' : undefined)
    expect(codes(world.hold('VI_1', [viaB]))).toEqual(['ENETUNREACH retried'])
    expect(world.there()).toEqual([])
    expect(world.journal.entries).toEqual([])
  })

  it('holds the others when one is refused, and says which privilege is missing', () => {
    const world = new World()
    world.kernel.failing = (change) => (change.type === 'addRule' ? 'EPERM' : undefined)
    const outcome = world.hold('VI_1', [viaA], [rule])
    expect(codes(outcome)).toEqual(['EPERM'])
    expect(outcome.ok ? '' : outcome.failures[0]?.message).toMatch(
      /^the kernel refused rule 100: from all lookup 100: .*CAP_NET_ADMIN/,
    )
    expect(world.there()).toEqual(['192.0.2.1%2'])
    expect(world.journal.entries).toEqual([{ kind: 'route', route: kernelViaA }])
  })

  it('refuses what another owner or somebody else has put there', () => {
    const world = new World()
    world.kernel.meddle({ type: 'setRoute', route: { ...kernelViaA, protocol: 4 } })
    expect(codes(world.hold('VI_1', [viaA, route6]))).toEqual(['EEXIST'])
    expect(codes(world.hold('VI_2', [route6]))).toEqual(['EADDRINUSE'])
    world.routes.close()
    expect(world.kernel.routes(4)).toEqual([{ ...kernelViaA, protocol: 4 }])
    expect(world.journal.entries).toEqual([])
  })

  it('knows of an interface whose coming was not read yet', () => {
    const world = new World()
    world.routes.recover()
    world.kernel.addLink({ name: 'eth1', index: 5 })
    expect(world.hold('VI_1', [{ ...viaA, interface: 'eth1' }])).toEqual({ ok: true })
  })

  it('fails where the kernel cannot be asked, and comes right later', () => {
    const world = new World()
    world.kernel.failingReads = () => 'EMFILE'
    expect(codes(world.hold('VI_1', [viaA], [rule]))).toEqual(['EMFILE', 'EMFILE'])
    world.kernel.failingReads = undefined
    expect(world.hold('VI_1', [viaA], [rule])).toEqual({ ok: true })
  })

  it('lets go of everything at once', () => {
    const world = new World()
    world.hold('VI_1', [viaA], [rule])
    world.hold('VI_2', [route6])
    world.routes.releaseNow()
    expect(world.there()).toEqual([])
    expect(world.journal.entries).toEqual([])
  })
})

describe('waiting', () => {
  it('for an address', () => {
    const world = new World()
    expect(codes(world.hold('VI_1', [withSource]))).toEqual(['EINVAL retried'])
    expect(world.journal.entries).toEqual([])
    world.kernel.meddle({ type: 'addAddress', address: vip })
    world.settle()
    expect(world.there()).toEqual(['198.51.100.0%2'])
    expect(world.journal.entries.length).toBe(1)
    expect(world.losses).toEqual([])
  })

  it('for an interface, which may come with another number', () => {
    const world = new World()
    const onEth1 = { ...viaA, interface: 'eth1' }
    const outcome = world.hold('VI_1', [onEth1])
    expect(outcome).toEqual({
      ok: false,
      failures: [
        {
          subject: 'route default via 192.0.2.1 dev eth1',
          code: 'ENODEV',
          message: 'there is no interface eth1 for route default via 192.0.2.1 dev eth1',
          isRetried: true,
        },
      ],
    })
    for (const index of [5, 6]) {
      world.kernel.addLink({ name: 'eth1', index })
      world.settle()
      expect(world.there()).toEqual([`192.0.2.1%${index}`])
      expect(world.journal.entries.length).toBe(1)
      world.kernel.deleteLink('eth1')
      world.settle()
      expect(world.there()).toEqual([])
    }
    expect(world.losses).toEqual([])
    expect(world.hold('VI_1', [])).toEqual({ ok: true })
    expect(world.journal.entries).toEqual([])
    world.kernel.addLink({ name: 'eth1', index: 7 })
    world.settle()
    expect(world.there()).toEqual([])
  })

  it('for its interface to be up again', () => {
    const world = new World()
    world.hold('VI_1', [viaA, route6], [rule])
    world.kernel.changeLink('eth0', { up: false })
    world.settle()
    expect(world.there()).toEqual(['rule 100'])
    world.kernel.changeLink('eth0', { up: true })
    world.settle()
    expect(world.there()).toEqual(['192.0.2.1%2', '2001:db8::1%2', 'rule 100'])
    expect(world.losses).toEqual([])
  })

  it('for the source that the kernel took from an IPv6 route', () => {
    const world = new World()
    const address = { interfaceIndex: 2, address: '2001:db8::10', prefixLength: 128, flags: 2 }
    world.kernel.meddle({ type: 'addAddress', address })
    world.hold('VI_1', [{ ...route6, preferredSource: '2001:db8::10' }])
    world.kernel.meddle({ type: 'deleteAddress', address })
    world.settle()
    expect(world.kernel.routes(6)[0]?.preferredSource).toBeUndefined()
    world.kernel.meddle({ type: 'addAddress', address })
    world.settle()
    expect(world.kernel.routes(6)[0]?.preferredSource).toBe('2001:db8::10')
    expect(world.losses).toEqual([])
  })

  it('asks the kernel nothing while nothing waits', () => {
    const world = new World()
    world.hold('VI_1', [viaA])
    world.settle()
    const asked = world.kernel.applied.length
    world.kernel.failingReads = () => 'ENOBUFS'
    world.kernel.meddle(
      { type: 'addAddress', address: { ...vip, validLifetime: 3 } },
      { type: 'setAddress', address: { ...vip, validLifetime: 3 } },
      { type: 'setRoute', route: { ...kernelViaB, table: 7, protocol: 4 } },
    )
    world.settle()
    expect(world.kernel.applied.length).toBe(asked)
    expect(world.clock.nextEventAt).toBe(3000)
  })
})

describe('restoring', () => {
  it('puts back what somebody deletes, five times in ten seconds', () => {
    const world = new World()
    world.hold('VI_1', [viaA], [rule])
    world.settle()
    for (let times = 0; times < 6; times++) {
      world.kernel.meddle({ type: 'deleteRoute', route: kernelViaA })
      world.settle()
    }
    expect(world.there()).toEqual(['rule 100'])
    const restored = 'route default via 192.0.2.1 dev eth0: deleted, restored'
    expect(world.told()).toEqual([
      restored,
      restored,
      restored,
      restored,
      restored,
      'route default via 192.0.2.1 dev eth0: deleted',
    ])
    expect(world.journal.entries).toEqual([{ kind: 'rule', rule: kernelRule }])
    // It may be held again.
    expect(world.hold('VI_1', [viaA], [rule])).toEqual({ ok: true })
    expect(world.there()).toEqual(['192.0.2.1%2', 'rule 100'])
  })

  it('puts back rules, too', () => {
    const world = new World()
    world.hold('VI_1', [], [rule])
    world.kernel.meddle({ type: 'deleteRule', rule: kernelRule })
    world.settle()
    expect(world.there()).toEqual(['rule 100'])
    expect(world.told()).toEqual(['rule 100: from all lookup 100: deleted, restored'])
  })

  it('or only reports it', () => {
    const world = new World({ whenDeleted: 'report' })
    world.hold('VI_1', [viaA])
    world.kernel.meddle({ type: 'deleteRoute', route: kernelViaA })
    world.settle()
    expect(world.there()).toEqual([])
    expect(world.told()).toEqual(['route default via 192.0.2.1 dev eth0: deleted'])
    expect(world.journal.entries).toEqual([])
  })

  it('removes what was altered where it is only to report it, or cannot be restored', () => {
    for (const policy of ['report', 'restore'] as const) {
      const world = new World({ whenDeleted: policy })
      world.hold('VI_1', [viaA])
      world.kernel.meddle({ type: 'setRoute', route: kernelViaB })
      world.kernel.failing = (change) => (change.type === 'setRoute' ? 'ENOBUFS' : undefined)
      world.settle()
      expect(world.there()).toEqual([])
      const cause = policy === 'report' ? 'deleted' : 'refused'
      expect(world.told()).toEqual([`route default via 192.0.2.1 dev eth0: ${cause}`])
      expect(world.journal.entries).toEqual([])
    }
  })

  it('removes what can be asserted no longer', () => {
    const world = new World()
    world.hold('VI_1', [viaA])
    world.kernel.failing = (change) => (change.type === 'addRoute' ? 'ENOBUFS' : undefined)
    const gone = { interfaceIndex: 2, address: '192.0.2.5', prefixLength: 24 }
    world.kernel.meddle(
      { type: 'addAddress', address: gone },
      { type: 'deleteAddress', address: gone },
    )
    world.settle()
    expect(world.there()).toEqual([])
    expect(world.told()).toEqual(['route default via 192.0.2.1 dev eth0: refused'])
  })

  it('follows the name of its interface', () => {
    const world = new World()
    world.hold('VI_1', [viaA])
    world.kernel.changeLink('eth0', { name: 'lan0' })
    world.kernel.addLink({ name: 'eth0', index: 9 })
    world.settle()
    expect(world.there()).toEqual(['192.0.2.1%9'])
    expect(world.journal.entries).toEqual([
      { kind: 'route', route: { ...kernelViaA, interfaceIndex: 9 } },
    ])
    expect(world.losses).toEqual([])
  })

  it('gives up what somebody else has put in its place', () => {
    const world = new World()
    world.hold('VI_1', [viaA])
    world.kernel.meddle({ type: 'setRoute', route: { ...kernelViaB, protocol: 4 } })
    world.settle()
    expect(world.told()).toEqual(['route default via 192.0.2.1 dev eth0: taken'])
    world.routes.close()
    expect(world.there()).toEqual(['192.0.2.2%2'])
  })

  it('restores what was altered but bears the mark', () => {
    const world = new World()
    world.hold('VI_1', [viaA])
    world.kernel.meddle({ type: 'setRoute', route: kernelViaB })
    world.settle()
    expect(world.there()).toEqual(['192.0.2.1%2'])
    expect(world.told()).toEqual(['route default via 192.0.2.1 dev eth0: deleted, restored'])
  })

  it('is not deceived by its own changes', () => {
    const world = new World({ whenDeleted: 'report' })
    world.hold('VI_1', [viaA], [rule])
    world.hold('VI_1', [])
    world.hold('VI_1', [viaA], [rule])
    world.settle()
    expect(world.there()).toEqual(['192.0.2.1%2', 'rule 100'])
    expect(world.losses).toEqual([])
  })

  it('looks at everything after an overrun', () => {
    const world = new World()
    world.hold('VI_1', [viaA], [rule])
    world.kernel.meddle(
      { type: 'deleteRoute', route: kernelViaA },
      { type: 'deleteRule', rule: kernelRule },
    )
    world.kernel.overrun()
    world.settle()
    expect(world.there()).toEqual(['192.0.2.1%2', 'rule 100'])
  })

  it('tries again a second later where the kernel cannot be asked', () => {
    const world = new World()
    world.hold('VI_1', [viaA])
    world.settle()
    world.kernel.failingReads = () => 'ENOBUFS'
    world.kernel.meddle({ type: 'deleteRoute', route: kernelViaA })
    world.settle()
    world.kernel.failingReads = undefined
    expect(world.there()).toEqual([])
    world.clock.advance(1000)
    expect(world.there()).toEqual(['192.0.2.1%2'])
  })
})

describe('after a crash', () => {
  const left: readonly JournalEntry[] = [
    { kind: 'route', route: kernelViaA },
    { kind: 'rule', rule: kernelRule },
  ]

  function crashed(): World {
    const world = new World({}, left)
    world.kernel.meddle(
      { type: 'setRoute', route: kernelViaA },
      { type: 'addRule', rule: kernelRule },
    )
    return world
  }

  it('adopts what is held again and removes the rest', () => {
    const world = crashed()
    expect(world.hold('VI_1', [viaA])).toEqual({ ok: true })
    world.settle()
    expect(world.there()).toEqual(['192.0.2.1%2'])
    expect(world.journal.entries).toEqual([{ kind: 'route', route: kernelViaA }])
    expect(world.losses).toEqual([])
  })

  it('takes over a route that leads another way now', () => {
    const world = crashed()
    expect(world.hold('VI_1', [viaB])).toEqual({ ok: true })
    world.settle()
    expect(world.there()).toEqual(['192.0.2.2%2'])
    expect(world.journal.entries).toEqual([{ kind: 'route', route: kernelViaB }])
  })

  it('removes everything where nothing is held', () => {
    const world = crashed()
    world.routes.recover()
    world.settle()
    expect(world.there()).toEqual([])
    expect(world.journal.entries).toEqual([])
  })

  it('keeps its hands off what somebody else has put there since', () => {
    const world = new World({}, left)
    world.kernel.meddle(
      { type: 'setRoute', route: { ...kernelViaA, protocol: 4 } },
      { type: 'addRule', rule: { ...kernelRule, protocol: 4 } },
    )
    world.routes.recover()
    world.settle()
    expect(world.there()).toEqual(['192.0.2.1%2', 'rule 100'])
    expect(world.journal.entries).toEqual([])
  })

  it('does not remove another route of its own for one that is gone', () => {
    const world = new World({}, left)
    const withMetric: DesiredRoute = { ...viaA, metric: 50 }
    world.hold('VI_1', [withMetric])
    world.settle()
    expect(world.kernel.applied.map(({ type }) => type)).toEqual(['addRoute'])
    expect(world.there()).toEqual(['192.0.2.1%2'])
  })

  it('knows its own by the mark where the journal was lost', () => {
    const world = new World()
    world.kernel.meddle({ type: 'setRoute', route: kernelViaA })
    expect(world.hold('VI_1', [viaA])).toEqual({ ok: true })
    world.routes.close()
    expect(world.there()).toEqual([])
  })

  it('leaves to another living process what that has adopted', () => {
    const world = crashed()
    world.journal.claimedByOthers.add(entryKey({ kind: 'route', route: kernelViaA }))
    world.routes.recover()
    world.settle()
    expect(world.there()).toEqual(['192.0.2.1%2'])
    expect(world.journal.entries).toEqual([])
    expect(codes(world.hold('VI_1', [viaA]))).toEqual(['EEXIST'])
  })
})

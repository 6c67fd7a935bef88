import { ConfigError, UsageError } from '@holdfast/core'
import { beforeEach, describe, expect, it } from 'vitest'
import type { LanNode } from '../test/support/lan.js'
import { Lan, settled } from '../test/support/lan.js'
import type { VrrpConfig } from './config.js'
import { VrrpSyncGroup } from './group.js'
import type { VrrpHooks } from './hooks.js'
import type { VrrpInstance } from './instance.js'
import { VrrpRouter } from './router.js'

let lan: Lan
let one: LanNode
let two: LanNode

beforeEach(() => {
  lan = new Lan()
  one = lan.node('one', '192.0.2.1')
  two = lan.node('two', '192.0.2.2')
})

interface Pair {
  readonly a: VrrpInstance
  readonly b: VrrpInstance
  readonly group: VrrpSyncGroup
}

const ofB = { name: 'B', virtualRouterId: 52, virtualAddresses: ['192.0.2.20/24'] }

function pair(
  node: LanNode,
  changes: { readonly a?: Partial<VrrpConfig>; readonly b?: Partial<VrrpConfig> } = {},
  hooks: Pick<VrrpHooks, 'beforeMaster'> = {},
): Pair {
  const router = new VrrpRouter(node.ports)
  const a = node.instance({ name: 'A', ...changes.a }, {}, router)
  const b = node.instance({ ...ofB, ...changes.b }, {}, router)
  return { a, b, group: new VrrpSyncGroup('G', [a, b], { hooks }) }
}

async function start({ a, b }: Pair): Promise<void> {
  await a.start()
  await b.start()
}

const states = ({ a, b }: Pair): string => `${a.state} ${b.state}`

describe('rule 139: members move together', () => {
  it('one node: both are master when the slower one would be', async () => {
    const members = pair(one, { b: { priority: 150 } })
    await start(members)
    await lan.pass(3609.25)
    expect([states(members), members.group.state]).toEqual(['BACKUP BACKUP', 'BACKUP'])
    await lan.pass(0.125)
    expect([states(members), members.group.state]).toEqual(['MASTER MASTER', 'MASTER'])
    expect(one.held).toEqual(['192.0.2.10', '192.0.2.20'])
  })

  it('two nodes: one link fails, the whole group moves within the skew', async () => {
    const first = pair(one, { a: { priority: 150 }, b: { priority: 150 } })
    const second = pair(two)
    await start(first)
    await start(second)
    await lan.pass(6000)
    expect([states(first), states(second)]).toEqual(['MASTER MASTER', 'BACKUP BACKUP'])
    await first.b.maintenance(true)
    expect(states(first)).toBe('FAULT FAULT')
    await lan.pass(609.25)
    expect(states(second)).toBe('BACKUP BACKUP')
    await lan.pass(0.125)
    expect(states(second)).toBe('MASTER MASTER')
    expect([one.held, two.held]).toEqual([[], ['192.0.2.10', '192.0.2.20']])
    await first.b.maintenance(false)
    await lan.pass(5000)
    expect([states(first), states(second)]).toEqual(['MASTER MASTER', 'BACKUP BACKUP'])
  })

  it('rule 141: events of the members first, then the group, once', async () => {
    const members = pair(one)
    const told: string[] = []
    members.a.on('transition', ({ from, to }) => told.push(`A ${from}>${to}`))
    members.b.on('transition', ({ from, to }) => told.push(`B ${from}>${to}`))
    members.group.on('transition', ({ name, from, to }) => told.push(`${name} ${from}>${to}`))
    await start(members)
    await lan.pass(3700)
    await members.a.maintenance(true)
    expect(told).toEqual([
      'A INIT>BACKUP',
      'B INIT>BACKUP',
      'G INIT>BACKUP',
      'A BACKUP>MASTER',
      'B BACKUP>MASTER',
      'G BACKUP>MASTER',
      'A MASTER>FAULT',
      'B MASTER>FAULT',
      'G MASTER>FAULT',
    ])
  })

  it('a listener of the group that throws harms nobody', async () => {
    const members = pair(one)
    members.group.on('transition', () => {
      throw new Error('bug in the application')
    })
    await start(members)
    await lan.pass(3700)
    expect(states(members)).toBe('MASTER MASTER')
    expect(one.warnings).toContain("G: a listener of 'transition' threw")
  })

  it('stop of one member: the others resign and stay BACKUP', async () => {
    const members = pair(one)
    await start(members)
    await lan.pass(3700)
    lan.sent()
    await members.a.stop()
    expect(lan.adverts()).toEqual(['3700 one 0', '3700 one 0'])
    await lan.pass(20_000)
    expect(states(members)).toBe('INIT BACKUP')
    expect(lan.sent()).toEqual([])
    await members.b.stop()
    expect(states(members)).toBe('INIT INIT')
  })
})

describe('rule 144: A wins one virtual router, B the other', () => {
  it('never oscillates faster than the master-down interval', async () => {
    const first = pair(one, { a: { priority: 150 }, b: { priority: 100 } })
    const second = pair(two, { a: { priority: 100 }, b: { priority: 150 } })
    const changes: Record<string, number[]> = { one: [], two: [] }
    first.group.on('transition', ({ to }) => {
      if (to === 'MASTER') changes.one?.push(lan.clock.now())
    })
    second.group.on('transition', ({ to }) => {
      if (to === 'MASTER') changes.two?.push(lan.clock.now())
    })
    await start(first)
    await start(second)
    await lan.pass(120_000)
    for (const times of Object.values(changes)) {
      const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0))
      // 3414.0625 is the interval of priority 150, the shorter one.
      for (const pause of pauses) expect(pause).toBeGreaterThanOrEqual(3414.0625)
    }
  })

  it('whoever is master first keeps both', async () => {
    const first = pair(one, { a: { priority: 150 }, b: { priority: 100 } })
    const second = pair(two, { a: { priority: 100 }, b: { priority: 150 } })
    await start(first)
    await lan.pass(5000)
    await start(second)
    await lan.pass(60_000)
    expect([states(first), states(second)]).toEqual(['MASTER MASTER', 'BACKUP BACKUP'])
  })
})

describe('the claim of a group', () => {
  it("is asked once for all, not of the members' own hooks", async () => {
    const asked: string[] = []
    const beforeMaster: VrrpHooks['beforeMaster'] = ({ name }) => {
      asked.push(name)
      return true
    }
    const router = new VrrpRouter(one.ports)
    const hooks = { beforeMaster }
    const a = one.instance({ name: 'A' }, { hooks }, router)
    const b = one.instance(ofB, { hooks }, router)
    const group = new VrrpSyncGroup('G', [a, b], { hooks })
    await a.start()
    await b.start()
    await lan.pass(3700)
    expect(asked).toEqual(['G'])
    expect(group.state).toBe('MASTER')
  })

  it('without a hook of the group nobody is asked', async () => {
    const router = new VrrpRouter(one.ports)
    const hooks = { beforeMaster: () => false }
    const a = one.instance({ name: 'A' }, { hooks }, router)
    const b = one.instance(ofB, { hooks }, router)
    const group = new VrrpSyncGroup('G', [a, b])
    await a.start()
    await b.start()
    await lan.pass(3700)
    expect(group.state).toBe('MASTER')
  })

  it('false vetoes for a full interval of every member', async () => {
    let asked = 0
    const members = pair(one, {}, { beforeMaster: () => (asked += 1) > 1 })
    await start(members)
    await lan.pass(3609.375)
    expect([asked, states(members)]).toEqual([1, 'BACKUP BACKUP'])
    await lan.pass(3609.25)
    expect(asked).toBe(1)
    await lan.pass(0.125)
    expect([asked, states(members)]).toEqual([2, 'MASTER MASTER'])
  })

  it('a rejection vetoes, and is logged', async () => {
    const members = pair(one, {}, { beforeMaster: () => Promise.reject(new Error('no quorum')) })
    await start(members)
    await lan.pass(3700)
    expect(states(members)).toBe('BACKUP BACKUP')
    expect(one.warnings).toContain('G: hook beforeMaster failed')
  })

  it('no answer in time: claimTimeoutVerdict of the first member, and the signal aborts', async () => {
    let signal: AbortSignal | undefined
    const members = pair(
      one,
      { a: { claimTimeoutMs: 400, claimTimeoutVerdict: 'deny' } },
      {
        beforeMaster: (_, given) => {
          signal = given
          return new Promise(() => undefined)
        },
      },
    )
    await start(members)
    await lan.pass(4009.25)
    expect(signal?.aborted).toBe(false)
    await lan.pass(0.125)
    expect([signal?.aborted, states(members)]).toEqual([true, 'BACKUP BACKUP'])
  })

  it('a stronger router heard by any member withdraws it', async () => {
    let signal: AbortSignal | undefined
    let answer: (verdict: boolean) => void = () => undefined
    const members = pair(
      one,
      {},
      {
        beforeMaster: (_, given) => {
          signal = given
          return new Promise((resolve) => (answer = resolve))
        },
      },
    )
    await start(members)
    await lan.pass(3700)
    await two.advertise({ virtualRouterId: 52, addresses: ['192.0.2.20'] })
    expect(signal?.aborted).toBe(true)
    answer(true)
    await settled()
    expect(states(members)).toBe('BACKUP BACKUP')
  })
})

describe('reconfigure in a group', () => {
  it('keeps the group', async () => {
    const members = pair(one)
    await start(members)
    await lan.pass(3700)
    await members.a.reconfigure({
      name: 'A',
      interface: 'eth0',
      virtualRouterId: 51,
      virtualAddresses: ['192.0.2.10/24'],
      priority: 120,
    })
    expect(states(members)).toBe('MASTER MASTER')
    await members.a.maintenance(true)
    expect(states(members)).toBe('FAULT FAULT')
  })

  it('rule 142: refuses to mix owners with others', async () => {
    const members = pair(one)
    await start(members)
    const changed = members.a.reconfigure({
      name: 'A',
      interface: 'eth0',
      virtualRouterId: 51,
      virtualAddresses: ['192.0.2.10/24'],
      priority: 255,
    })
    await expect(changed).rejects.toThrow('mixes address owners with others (rule 142)')
    expect(members.a.status().effectivePriority).toBe(100)
  })
})

describe('what cannot be a group', () => {
  it('nobody', () => {
    expect(() => new VrrpSyncGroup('G', [])).toThrow(UsageError)
  })

  it('instances of different routers', () => {
    const a = one.instance()
    const b = two.instance(ofB)
    expect(() => new VrrpSyncGroup('G', [a, b])).toThrow('sync group G needs members of one router')
  })

  it('rule 142: owners mixed with others', () => {
    expect(() => pair(one, { a: { priority: 255 } })).toThrow(ConfigError)
  })

  it('owners alone may', async () => {
    const members = pair(one, { a: { priority: 255 }, b: { priority: 255 } })
    await start(members)
    await lan.pass(1003.90625)
    expect(states(members)).toBe('MASTER MASTER')
  })

  it.each<[string, Partial<VrrpConfig>]>([
    ['started', {}],
    ['started, in its startup delay', { startupDelayMs: 60_000 }],
  ])('an instance that was %s', async (_, changes) => {
    const router = new VrrpRouter(one.ports)
    const a = one.instance({ name: 'A' }, {}, router)
    const b = await one.started({ ...ofB, ...changes }, {}, router)
    expect(() => new VrrpSyncGroup('G', [a, b])).toThrow(UsageError)
  })

  it('the same instance twice', () => {
    const a = one.instance()
    expect(() => new VrrpSyncGroup('G', [a, a])).toThrow(UsageError)
  })

  it('an instance of another group; and whoever was refused with it is still free', () => {
    const router = new VrrpRouter(one.ports)
    const a = one.instance({ name: 'A' }, {}, router)
    const b = one.instance(ofB, {}, router)
    const c = one.instance({ name: 'C', virtualRouterId: 53 }, {}, router)
    new VrrpSyncGroup('G', [a])
    expect(() => new VrrpSyncGroup('H', [b, a])).toThrow(
      'A was started, or is in a sync group, already',
    )
    const group = new VrrpSyncGroup('H', [b, c])
    expect(group.members).toEqual([b, c])
  })
})

describe('promote', () => {
  it('of one member waits for the others, and says so', async () => {
    const members = pair(one)
    await start(members)
    await lan.pass(100)
    expect(await members.a.promote()).toEqual({ ok: true, waitsFor: 'group' })
    expect(states(members)).toBe('BACKUP BACKUP')
    expect(await members.b.promote()).toEqual({ ok: true })
    expect(states(members)).toBe('MASTER MASTER')
  })
})

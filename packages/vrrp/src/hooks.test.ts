import { beforeEach, describe, expect, it } from 'vitest'
import type { LanNode } from '../test/support/lan.js'
import { Lan, settled } from '../test/support/lan.js'
import type { VrrpConfig } from './config.js'
import type { VrrpHooks } from './hooks.js'
import type { VrrpInstance } from './instance.js'

let lan: Lan
let node: LanNode
let peer: LanNode

beforeEach(() => {
  lan = new Lan()
  node = lan.node('node', '192.0.2.1')
  peer = lan.node('peer', '192.0.2.2')
})

function started(hooks: VrrpHooks, changes: Partial<VrrpConfig> = {}): Promise<VrrpInstance> {
  return node.started(changes, { hooks })
}

async function master(hooks: VrrpHooks, changes: Partial<VrrpConfig> = {}): Promise<VrrpInstance> {
  const vip = await started(hooks, changes)
  await lan.pass(3700)
  expect(vip.state).toBe('MASTER')
  lan.sent()
  return vip
}

function failures(vip: VrrpInstance): string[] {
  const texts: string[] = []
  vip.on('effectFailed', ({ effect, text }) => texts.push(`${effect} ${text}`))
  return texts
}

/** A promise that a test settles. */
function gate<Value = void>(): {
  readonly promise: Promise<Value>
  readonly open: (value: Value) => void
  readonly fail: (error: Error) => void
} {
  let open: (value: Value) => void = () => undefined
  let fail: (error: Error) => void = () => undefined
  const promise = new Promise<Value>((resolve, reject) => {
    open = resolve
    fail = reject
  })
  return { promise, open, fail }
}

describe('beforeMaster', () => {
  it('is told who asks and why, and until when it may answer', async () => {
    const asked: unknown[] = []
    await started({ beforeMaster: (claim) => asked.push(claim) > 0 })
    await lan.pass(3609.375)
    expect(asked).toEqual([
      {
        type: 'askClaim',
        id: 0,
        deadline: 4609.375,
        reason: { kind: 'noMaster', waitedMs: 3609.375, lateMs: 0 },
        name: 'VI_1',
      },
    ])
  })

  it.each([true, undefined])('%s grants', async (verdict) => {
    const vip = await started({ beforeMaster: () => verdict })
    await lan.pass(3609.375)
    expect(vip.state).toBe('MASTER')
    expect(lan.adverts()).toEqual(['3609.375 node 100'])
  })

  it('false vetoes: silence for a full interval, then it is asked again', async () => {
    let asked = 0
    const vip = await started({ beforeMaster: () => (asked += 1) > 1 })
    const notes: string[] = []
    vip.on('note', ({ text }) => notes.push(text))
    await lan.pass(3609.375)
    expect([vip.state, asked, notes]).toEqual(['BACKUP', 1, ['the claim was denied']])
    await lan.pass(3609.25)
    expect([vip.state, asked, lan.sent()]).toEqual(['BACKUP', 1, []])
    await lan.pass(0.125)
    expect([vip.state, asked]).toEqual(['MASTER', 2])
  })

  it('may take its time: mastership begins with the answer', async () => {
    const verdict = gate<boolean>()
    const vip = await started({ beforeMaster: () => verdict.promise })
    await lan.pass(4000)
    expect(vip.state).toBe('BACKUP')
    verdict.open(true)
    await settled()
    expect(vip.state).toBe('MASTER')
    expect(lan.adverts()).toEqual(['4000 node 100'])
    await lan.pass(1000)
    expect(lan.adverts()).toEqual(['5000 node 100'])
  })

  it.each([
    ['a rejection', () => Promise.reject(new Error('no quorum'))],
    [
      'an exception',
      () => {
        throw new Error('no quorum')
      },
    ],
  ])('%s vetoes and is reported', async (_, beforeMaster) => {
    const vip = await started({ beforeMaster })
    const reported = failures(vip)
    await lan.pass(3609.375)
    expect(vip.state).toBe('BACKUP')
    expect(reported).toEqual(['hook hook beforeMaster: no quorum'])
    expect(lan.sent()).toEqual([])
  })

  it.each([
    ['grant', 'MASTER'],
    ['deny', 'BACKUP'],
  ] as const)('no answer within claimTimeoutMs: %s', async (claimTimeoutVerdict, state) => {
    let signal: AbortSignal | undefined
    const beforeMaster: VrrpHooks['beforeMaster'] = (_, given) => {
      signal = given
      return gate<boolean>().promise
    }
    const vip = await started({ beforeMaster }, { claimTimeoutMs: 300, claimTimeoutVerdict })
    await lan.pass(3909.25)
    expect([vip.state, signal?.aborted]).toEqual(['BACKUP', false])
    await lan.pass(0.125)
    expect([vip.state, signal?.aborted]).toEqual([state, true])
  })

  it('an answer after the time is void', async () => {
    const verdict = gate<boolean>()
    const vip = await started(
      { beforeMaster: () => verdict.promise },
      { claimTimeoutMs: 300, claimTimeoutVerdict: 'deny' },
    )
    await lan.pass(4000)
    verdict.open(true)
    await settled()
    expect(vip.state).toBe('BACKUP')
  })

  it.each<[string, (vip: VrrpInstance) => unknown]>([
    ['a stronger router', () => peer.advertise({ priority: 200 })],
    ['a fault', (vip) => vip.maintenance(true)],
    ['stop', (vip) => vip.stop()],
  ])('%s withdraws the question', async (_, interrupt) => {
    const verdict = gate<boolean>()
    let signal: AbortSignal | undefined
    const vip = await started({
      beforeMaster: (_claim, given) => {
        signal = given
        return verdict.promise
      },
    })
    await lan.pass(3700)
    expect(signal?.aborted).toBe(false)
    await interrupt(vip)
    expect(signal?.aborted).toBe(true)
    verdict.open(true)
    await settled()
    expect(vip.state).not.toBe('MASTER')
    expect(lan.adverts().filter((line) => line.includes('node'))).toEqual([])
  })

  it('the next question has a signal of its own', async () => {
    const signals: AbortSignal[] = []
    await started({
      beforeMaster: (_, signal) => {
        signals.push(signal)
        return false
      },
    })
    await lan.pass(3700)
    await peer.advertise({ priority: 200 })
    await lan.pass(3700)
    expect(signals).toHaveLength(2)
    expect(signals[1]?.aborted).toBe(false)
  })

  it('is asked of the owner and on promote too', async () => {
    const reasons: string[] = []
    const beforeMaster: VrrpHooks['beforeMaster'] = ({ reason }) => {
      reasons.push(reason.kind)
      return true
    }
    await node.started({ priority: 255 }, { hooks: { beforeMaster } })
    const other = await peer.started({ virtualRouterId: 52 }, { hooks: { beforeMaster } })
    await other.promote()
    await settled()
    expect(reasons).toEqual(['owner', 'promoted'])
    expect(other.state).toBe('MASTER')
  })

  it('a granted claim can be revoked: priority 0, and a full wait before the next', async () => {
    let asked = 0
    const vip = await master({ beforeMaster: () => (asked += 1) === 1 })
    vip.revokeClaim('the lease')
    expect([vip.state, node.held]).toEqual(['BACKUP', []])
    expect(lan.adverts()).toEqual(['3700 node 0'])
    expect(vip.status().because).toBe('MASTER -> BACKUP: claim revoked by the lease')
    await lan.pass(3609.25)
    expect(asked).toBe(1)
    await lan.pass(0.125)
    expect([asked, vip.state]).toEqual([2, 'BACKUP'])
  })
})

describe('beforeRelease', () => {
  it.each<[string, string, (vip: VrrpInstance) => Promise<unknown>]>([
    ['stop', 'INIT', (vip) => vip.stop()],
    ['demote', 'BACKUP', (vip) => vip.demote()],
    ['maintenance', 'FAULT', (vip) => vip.maintenance(true)],
  ])('%s waits for it, while adverts go on', async (cause, state, release) => {
    const done = gate()
    const causes: unknown[] = []
    const vip = await master({
      beforeRelease: (planned) => {
        causes.push(planned)
        return done.promise
      },
    })
    const released = release(vip)
    await lan.pass(2000)
    expect(vip.state).toBe('MASTER')
    expect(lan.adverts()).toEqual(['4609.375 node 100', '5609.375 node 100'])
    done.open()
    await released
    expect(vip.state).toBe(state)
    expect(causes).toEqual([{ name: 'VI_1', cause }])
    expect(lan.adverts()).toEqual(['5700 node 0'])
  })

  it('holds nothing up for longer than beforeReleaseTimeoutMs, and says so', async () => {
    let signal: AbortSignal | undefined
    const vip = await master({
      beforeRelease: (_, given) => {
        signal = given
        return gate().promise
      },
      beforeReleaseTimeoutMs: 800,
    })
    const reported = failures(vip)
    const released = vip.stop()
    await lan.pass(799)
    expect([vip.state, signal?.aborted]).toEqual(['MASTER', false])
    await lan.pass(1)
    await released
    expect([vip.state, signal?.aborted]).toEqual(['INIT', true])
    expect(reported).toEqual(['hook hook beforeRelease: no end within 800 ms'])
  })

  it('by default for 5 s', async () => {
    const vip = await master({ beforeRelease: () => gate().promise })
    const released = vip.demote()
    await lan.pass(4999)
    expect(vip.state).toBe('MASTER')
    await lan.pass(1)
    await released
    expect(vip.state).toBe('BACKUP')
  })

  it.each([
    ['a rejection', () => Promise.reject(new Error('oops'))],
    [
      'an exception',
      () => {
        throw new Error('oops')
      },
    ],
  ])('%s is reported and the release goes on', async (_, beforeRelease) => {
    const vip = await master({ beforeRelease })
    const reported = failures(vip)
    await vip.stop()
    expect(vip.state).toBe('INIT')
    expect(reported).toEqual(['hook hook beforeRelease: oops'])
  })

  it.each<[string, (vip: VrrpInstance) => unknown]>([
    ['a stronger advert', () => peer.advertise({ priority: 200 })],
    ['a fault', () => lan.network.setLink('node', 'eth0', false)],
    ['a revoked claim', (vip) => vip.revokeClaim('the lease')],
  ])('is never asked for a forced release: %s', async (_, force) => {
    let asked = 0
    const vip = await master({ beforeRelease: () => (asked += 1) })
    await force(vip)
    expect(vip.state).not.toBe('MASTER')
    expect(node.held).toEqual([])
    expect(asked).toBe(0)
  })

  it('nor where there is nothing to release', async () => {
    let asked = 0
    const vip = await started({ beforeRelease: () => (asked += 1) })
    await vip.demote()
    await vip.maintenance(true)
    await vip.stop()
    expect(asked).toBe(0)
  })

  it('a stronger advert meanwhile ends mastership at once; the release then finds it gone', async () => {
    const done = gate()
    const vip = await master({ beforeRelease: () => done.promise })
    const released = vip.demote()
    await settled()
    await peer.advertise({ priority: 200 })
    expect([vip.state, node.held]).toEqual(['BACKUP', []])
    done.open()
    await released
    // The last word to the stronger one (rule 80), and no goodbye.
    expect(lan.adverts().filter((line) => line.includes('node'))).toEqual(['3700 node 100'])
  })
})

describe('afterTransition', () => {
  it('runs in order, each after the one before it has ended', async () => {
    const order: string[] = []
    const first = gate()
    const vip = await started({
      afterTransition: async ({ to }) => {
        order.push(`${to} begins`)
        if (to === 'BACKUP') await first.promise
        order.push(`${to} ends`)
      },
    })
    await lan.pass(4000)
    expect(order).toEqual(['BACKUP begins'])
    expect(vip.state).toBe('MASTER')
    first.open()
    await settled()
    expect(order).toEqual(['BACKUP begins', 'BACKUP ends', 'MASTER begins', 'MASTER ends'])
  })

  it('holds nothing up', async () => {
    const vip = await started({ afterTransition: () => gate().promise })
    await lan.pass(5609.375)
    expect(vip.state).toBe('MASTER')
    expect(lan.adverts()).toHaveLength(3)
  })

  it('one that fails is reported, and the next one runs', async () => {
    const seen: string[] = []
    const vip = node.instance(
      {},
      {
        hooks: {
          afterTransition: ({ to }) => {
            seen.push(to)
            if (to === 'BACKUP') throw new Error('script not found')
          },
        },
      },
    )
    const reported = failures(vip)
    await vip.start()
    await lan.pass(3700)
    expect(seen).toEqual(['BACKUP', 'MASTER'])
    expect(reported).toEqual(['hook hook afterTransition: script not found'])
  })

  it('stop waits for those that have begun, its own included', async () => {
    const ended: string[] = []
    const last = gate()
    const vip = await master({
      afterTransition: async ({ to }) => {
        if (to === 'INIT') await last.promise
        ended.push(to)
      },
    })
    let isStopped = false
    const stopped = vip.stop().then(() => (isStopped = true))
    await settled()
    expect([vip.state, isStopped]).toEqual(['INIT', false])
    last.open()
    await stopped
    expect(ended).toEqual(['BACKUP', 'MASTER', 'INIT'])
  })

  it('stop does not wait for ever', async () => {
    const vip = await master({ afterTransition: () => gate().promise })
    const reported = failures(vip)
    let isStopped = false
    const stopped = vip.stop().then(() => (isStopped = true))
    await settled()
    await lan.pass(4999)
    expect(isStopped).toBe(false)
    await lan.pass(1)
    await stopped
    expect(reported).toEqual(['hook hook afterTransition: no end within 5000 ms'])
  })

  it('may itself wait for stop', async () => {
    const vip: VrrpInstance = node.instance(
      {},
      { hooks: { afterTransition: ({ to }) => (to === 'MASTER' ? vip.stop() : undefined) } },
    )
    await vip.start()
    await lan.pass(3700)
    expect(vip.state).toBe('INIT')
    await lan.pass(5000)
    await vip.stop()
  })
})

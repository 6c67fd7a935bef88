import { beforeEach, describe, expect, it } from 'vitest'
import type { LanNode } from '../test/support/lan.js'
import { Lan } from '../test/support/lan.js'
import type { VrrpInstance } from './instance.js'

let lan: Lan
let node: LanNode
let peer: LanNode

beforeEach(() => {
  lan = new Lan()
  node = lan.node('node', '192.0.2.1')
  peer = lan.node('peer', '192.0.2.2')
})

async function master(changes = {}): Promise<VrrpInstance> {
  const vip = await node.started(changes)
  await lan.pass(3700)
  expect(vip.state).toBe('MASTER')
  lan.sent()
  return vip
}

/** The error a promise was rejected with. */
async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}

describe('setPriority', () => {
  it('rule 51: moves the timer of a backup', async () => {
    const vip = await node.started()
    await lan.pass(1000)
    await vip.setPriority(200)
    await lan.pass(2218.625)
    expect(vip.state).toBe('BACKUP')
    await lan.pass(0.125)
    expect(vip.state).toBe('MASTER')
  })

  it('rule 98: shows in the next advert of a master', async () => {
    const vip = await master()
    await vip.setPriority(120)
    await lan.pass(909.375)
    expect(lan.adverts()).toEqual(['4609.375 node 120'])
    expect(vip.status()).toMatchObject({ basePriority: 120, effectivePriority: 120 })
  })

  it('rule 94: raised above the master it wins within one interval', async () => {
    const vip = await node.started({ priority: 100 })
    const other = await peer.started({ priority: 150 })
    await lan.pass(5000)
    expect(other.state).toBe('MASTER')
    await vip.setPriority(200)
    await lan.pass(3218.75)
    expect([vip.state, other.state]).toEqual(['MASTER', 'BACKUP'])
  })

  it.each([0, 255, 256, 1.5, -1, Number.NaN])('refuses %d', async (priority) => {
    const vip = await node.started()
    expect(await failure(vip.setPriority(priority))).toHaveProperty(
      'message',
      `setPriority: ${priority} is not 1..254`,
    )
    expect(vip.status().basePriority).toBe(100)
  })

  it('rule 95: refuses to change the owner', async () => {
    const vip = await node.started({ priority: 255 })
    expect(await failure(vip.setPriority(100))).toHaveProperty(
      'message',
      'setPriority: the owner keeps 255',
    )
  })
})

describe('setWeight', () => {
  const trackers = [{ kind: 'script', name: 'chk', weight: -20 }] as const

  it('shows in the next advert, and 0 is a fault while the check is down', async () => {
    const vip = await node.started({ priority: 150, trackers })
    await lan.pass(5000)
    vip.report('chk', false)
    expect(vip.status()).toMatchObject({ state: 'MASTER', effectivePriority: 130 })
    await vip.setWeight('chk', -50)
    expect(vip.status()).toMatchObject({ state: 'MASTER', effectivePriority: 100 })
    await vip.setWeight('chk', 0)
    expect(vip.status()).toMatchObject({
      state: 'FAULT',
      faults: [{ kind: 'tracker', tracker: 'chk' }],
    })
  })

  it.each([
    ['other', 1, 'VI_1 does not track other: it tracks chk'],
    ['chk', 254, '254 is not -253..253'],
    ['chk', -254, '-254 is not -253..253'],
    ['chk', 1.5, '1.5 is not -253..253'],
  ])('refuses %s %d', async (tracker, weight, reason) => {
    const vip = await node.started({ trackers })
    const message = `setWeight: ${reason}`
    expect(await failure(vip.setWeight(tracker, weight))).toHaveProperty('message', message)
  })

  it('rule 95: refuses to weigh on the owner', async () => {
    const vip = await node.started({
      priority: 255,
      trackers: [{ kind: 'interface', name: 'eth1' }],
    })
    expect(await failure(vip.setWeight('eth1', 9))).toHaveProperty(
      'message',
      'setWeight: the owner keeps 255',
    )
  })
})

describe('demote', () => {
  it('hands over to the peer within its skew, and leaves it alone then', async () => {
    const vip = await node.started({ priority: 150 })
    const other = await peer.started({ priority: 100 })
    await lan.pass(5000)
    await vip.demote('operator')
    await lan.pass(609.375)
    expect([vip.state, other.state]).toEqual(['BACKUP', 'MASTER'])
    await lan.pass(30_000)
    expect([vip.state, other.state]).toEqual(['BACKUP', 'MASTER'])
    expect(vip.status().master?.priority).toBe(100)
  })

  it('still steps in when that one dies, and preempts again from then on', async () => {
    const vip = await node.started({ priority: 150 })
    await lan.pass(3500)
    await vip.demote()
    await lan.pass(3414.0625)
    expect(vip.state).toBe('MASTER')
    await vip.maintenance(true)
    await vip.maintenance(false)
    const other = await peer.started({ priority: 100 })
    await lan.pass(10_000)
    expect([vip.state, other.state]).toEqual(['MASTER', 'BACKUP'])
  })

  it('says who wanted it', async () => {
    const vip = await master()
    await vip.demote('the night shift')
    expect(vip.status().because).toBe('MASTER -> BACKUP: demoted by the night shift')
  })
})

describe('promote', () => {
  it('makes a stronger backup master at once', async () => {
    const other = await peer.started({ priority: 100 })
    await lan.pass(4000)
    const vip = await node.started({ priority: 150, preempt: false })
    await lan.pass(2000)
    expect([vip.state, other.state]).toEqual(['BACKUP', 'MASTER'])
    expect(await vip.promote('operator')).toEqual({ ok: true })
    lan.clock.advance(0)
    expect([vip.state, other.state]).toEqual(['MASTER', 'BACKUP'])
    await lan.pass(10_000)
    expect([vip.state, other.state]).toEqual(['MASTER', 'BACKUP'])
  })

  it('is possible when nobody is master', async () => {
    const vip = await node.started()
    expect(await vip.promote()).toEqual({ ok: true })
    expect(vip.state).toBe('MASTER')
  })

  it('waits for its hook like any takeover, and says so', async () => {
    const vip = await node.started({}, { hooks: { beforeMaster: () => new Promise(() => 0) } })
    expect(await vip.promote()).toEqual({ ok: true, waitsFor: 'claim' })
    expect(vip.state).toBe('BACKUP')
  })

  it('is refused where the master is stronger and would stay master', async () => {
    const vip = await node.started({ priority: 100 })
    await peer.started({ priority: 150 })
    await lan.pass(5000)
    expect(await vip.promote()).toEqual({
      ok: false,
      reason:
        'the master 192.0.2.2 has priority 150, ours is 100: the stronger one stays master; ' +
        'raise the priority here or demote it there',
    })
    expect(vip.state).toBe('BACKUP')
  })

  it('rule 66: with equal priorities the address decides', async () => {
    const low = await node.started()
    const high = lan.node('high', '192.0.2.9').instance()
    await low.waitFor('BACKUP')
    await peer.advertise({ priority: 100 })
    expect(await low.promote()).toMatchObject({ ok: false })
    await high.start()
    await peer.advertise({ priority: 100 })
    expect(await high.promote()).toEqual({ ok: true })
  })

  it('is refused before the start, as master, and in FAULT, with the reason', async () => {
    const vip = node.instance()
    expect(await vip.promote()).toEqual({ ok: false, reason: 'it has not started yet' })
    await vip.start()
    await vip.maintenance(true, 'operator')
    expect(await vip.promote()).toEqual({
      ok: false,
      reason: 'it is in FAULT: maintenance (operator)',
    })
    await vip.maintenance(false)
    await lan.pass(4000)
    expect(await vip.promote()).toEqual({ ok: false, reason: 'it is master already' })
  })

  it('is possible after the master said goodbye', async () => {
    const vip = await node.started()
    await peer.advertise({ priority: 200 })
    await peer.advertise({ priority: 0 })
    expect(await vip.promote()).toEqual({ ok: true })
  })
})

describe('maintenance', () => {
  it('rule 110: leaves the election until it is over', async () => {
    const vip = await master()
    await vip.maintenance(true, 'operator')
    expect(vip.state).toBe('FAULT')
    expect(lan.adverts()).toEqual(['3700 node 0'])
    expect(node.held).toEqual([])
    expect(vip.status().faults).toEqual([{ kind: 'maintenance', by: 'operator' }])
    await lan.pass(60_000)
    expect(lan.sent()).toEqual([])
    await vip.maintenance(false)
    expect(vip.state).toBe('BACKUP')
    await lan.pass(3609.375)
    expect(vip.state).toBe('MASTER')
  })
})

describe('trackers', () => {
  it('rules 87, 96: a script of weight 0 decides', async () => {
    const vip = await node.started({ trackers: [{ kind: 'script', name: 'check', fall: 2 }] })
    expect(vip.state).toBe('INIT')
    vip.report('check', true)
    expect(vip.state).toBe('BACKUP')
    vip.report('check', false)
    expect(vip.state).toBe('BACKUP')
    vip.report('check', false)
    expect(vip.state).toBe('FAULT')
    expect(vip.status().faults).toEqual([{ kind: 'tracker', tracker: 'check' }])
    vip.report('check', true)
    expect(vip.state).toBe('BACKUP')
  })

  it('rule 103: a file adds to the priority', async () => {
    const vip = await node.started({ trackers: [{ kind: 'file', name: 'load', weight: -2 }] })
    vip.reportFile('load', '0x10\n')
    expect(vip.status().effectivePriority).toBe(68)
  })

  it('one that is not configured is refused, with those that are', async () => {
    const vip = await node.started({ trackers: [{ kind: 'script', name: 'check' }] })
    expect(() => vip.report('chekc', true)).toThrow(
      'VI_1 has no script tracker chekc (known: check)',
    )
    expect(() => vip.reportFile('check', '1')).toThrow(
      'VI_1 has no file tracker check (none is configured)',
    )
  })

  it('rule 102: a result that comes after stop is ignored', async () => {
    const vip = await node.started({ trackers: [{ kind: 'script', name: 'check' }] })
    await vip.stop()
    vip.report('check', true)
    await lan.pass(10_000)
    expect([vip.state, lan.sent()]).toEqual(['INIT', []])
  })
})

describe('announce', () => {
  it('sends GARPs now, as master only', async () => {
    const vip = await master({ garpMasterRepeat: 1 })
    vip.announce()
    expect(lan.announcements()).toEqual(['3700 node 192.0.2.10'])
    await vip.maintenance(true)
    lan.sent()
    vip.announce()
    expect(lan.sent()).toEqual([])
  })
})

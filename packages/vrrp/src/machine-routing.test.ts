import type { DesiredRouting, RoutingFailure } from '@holdfast/core'
import { describe, expect, it } from 'vitest'
import { advert, backup, master, OWN_ADDRESS } from '../test/support/states.js'
import { parameters } from '../test/support/parameters.js'
import { shown, shownEffects } from '../test/support/shown.js'
import { nextDeadline, step } from './machine.js'
import type { RoutingState, VrrpState } from './state.js'

const routing: DesiredRouting = {
  routes: [{ family: 4, gateway: '192.0.2.1' }],
  rules: [{ family: 4, priority: 100, table: 100 }],
}
const routed = parameters({ routing })
const pending: RoutingState = { status: 'pending', attempt: 1, retryAt: undefined, failures: [] }
const held: RoutingState = { ...pending, status: 'held' }
const waits: RoutingFailure = {
  subject: 'route default via 192.0.2.1',
  code: 'ENETUNREACH',
  message: 'no way to 192.0.2.1',
  isRetried: true,
}
const taken: RoutingFailure = { ...waits, code: 'EEXIST', isRetried: false }
const ok = { type: 'routesHeld', outcome: { ok: true } } as const

function failed(failure: RoutingFailure) {
  return { type: 'routesHeld', outcome: { ok: false, failures: [failure] } } as const
}

function routedMaster(state: RoutingState = held): VrrpState {
  return { ...master(), routing: state }
}

describe('virtual routes and rules', () => {
  it('rule 76: come after the advert and the addresses', () => {
    const taking = step(routed, backup(), 13_609.375, { type: 'timerExpired' })
    expect(shownEffects(taking)).toEqual([
      'advert 100',
      'hold 192.0.2.10',
      'route 1 routes 1 rules',
      'BACKUP>MASTER: noMaster',
    ])
    expect(taking.state.routing).toEqual(pending)
  })

  it('rule 77: go before the addresses', () => {
    const stopping = step(routed, routedMaster(), 10_500, { type: 'stopped' })
    expect(shownEffects(stopping)).toEqual([
      'advert 0',
      'drop',
      'unroute',
      'release',
      'MASTER>INIT: stopped',
    ])
    const yielding = step(routed, routedMaster(), 10_500, {
      type: 'advertReceived',
      advertisement: advert(200),
    })
    expect(shownEffects(yielding)).toEqual([
      'drop',
      'unroute',
      'release',
      'MASTER>BACKUP: strongerAdvert',
    ])
    const away = { up: false, sourceAddress: OWN_ADDRESS, macAddress: undefined }
    const failing = step(routed, routedMaster(), 10_500, { type: 'linkChanged', link: away })
    expect(shownEffects(failing)).toContain('unroute')
    const released = step(routed, stopping.state, 10_501, ok)
    expect(released.state.routing).toBeUndefined()
    expect(released.effects).toEqual([])
  })

  it('are of no concern where none are configured', () => {
    const taking = step(parameters(), backup(), 13_609.375, { type: 'timerExpired' })
    expect(shownEffects(taking)).not.toContain('unroute')
    expect(taking.state.routing).toBeUndefined()
    expect(step(parameters(), master(), 10_500, ok).effects).toEqual([])
  })

  it('that are there are told once', () => {
    const first = step(routed, routedMaster(pending), 10_001, ok)
    expect(shownEffects(first)).toEqual(['routesHeld'])
    expect(first.state.routing).toEqual(held)
    expect(step(routed, first.state, 10_002, ok).effects).toEqual([])
  })

  it('that wait for something are asked for again, at 200, 400, … ms', () => {
    const first = step(routed, routedMaster(pending), 10_000, failed(waits))
    expect(shownEffects(first)).toEqual(['routesFailed route default via 192.0.2.1 #1'])
    expect(nextDeadline(first.state)).toBe(10_200)
    const again = step(routed, first.state, 10_200, { type: 'timerExpired' })
    expect(shownEffects(again)).toEqual(['route 1 routes 1 rules'])
    const second = step(routed, again.state, 10_201, failed(waits))
    expect(nextDeadline(second.state)).toBe(10_601)
    const third = step(routed, second.state, 10_601, { type: 'timerExpired' })
    expect(step(routed, third.state, 10_602, ok).state.routing).toEqual(held)
  })

  it('are asked for six times in all', () => {
    const last = routedMaster({ ...pending, attempt: 6 })
    const { state, effects } = step(routed, last, 10_000, failed(waits))
    expect(nextDeadline(state)).toBe(11_000)
    expect(effects).toEqual([
      {
        type: 'note',
        note: { kind: 'routesFailed', failures: [waits], attempt: 6, retryInMs: undefined },
      },
    ])
  })

  it('whose place others have are not asked for again', () => {
    const { state } = step(routed, routedMaster(pending), 10_000, failed(taken))
    expect(nextDeadline(state)).toBe(11_000)
    expect(state.routing).toEqual({ ...pending, status: 'failed', failures: [taken] })
  })

  it('that cannot be let go of are tried again, whatever the reason', () => {
    const stopped = step(routed, routedMaster(), 10_500, { type: 'stopped' }).state
    const failing = step(routed, stopped, 10_501, failed(taken))
    expect(shown(failing)).toBe(
      'INIT stopped @10701 | routesReleaseFailed route default via 192.0.2.1 #1',
    )
    const again = step(routed, failing.state, 10_701, { type: 'timerExpired' })
    expect(shownEffects(again)).toEqual(['unroute'])
    expect(nextDeadline(step(routed, again.state, 10_702, ok).state)).toBeUndefined()
  })

  it('do not delay an advert that is due with their retry', () => {
    const due = routedMaster({ ...pending, status: 'failed', retryAt: 11_000, failures: [waits] })
    const both = step(routed, due, 11_000, { type: 'timerExpired' })
    expect(shownEffects(both)).toEqual(['advert 100', 'route 1 routes 1 rules'])
  })

  it('rule 156: change with the configuration of a master, and only then', () => {
    const input = { type: 'parametersChanged', parameters: routed } as const
    expect(step(routed, routedMaster(), 10_500, input).effects).toEqual([])
    const added = step(parameters(), master(), 10_500, input)
    expect(shownEffects(added)).toEqual(['route 1 routes 1 rules'])
    const without = { type: 'parametersChanged', parameters: parameters() } as const
    const removed = step(routed, routedMaster(), 10_500, without)
    expect(shownEffects(removed)).toEqual(['unroute'])
    expect(step(parameters(), removed.state, 10_501, ok).state.routing).toBeUndefined()
    expect(step(parameters(), backup(), 10_500, input).effects).toEqual([])
  })

  it('of a former configuration are let go of with mastership', () => {
    const without = { type: 'parametersChanged', parameters: parameters() } as const
    const removed = step(routed, routedMaster(), 10_500, without).state
    const failing = step(parameters(), removed, 10_501, failed(taken)).state
    const stopping = step(parameters(), failing, 10_600, { type: 'stopped' })
    expect(shownEffects(stopping)).toContain('unroute')
  })
})

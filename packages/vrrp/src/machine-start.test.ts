import { describe, expect, it } from 'vitest'
import { ownerParameters, parameters, tracker, v3Parameters } from '../test/support/parameters.js'
import { shown } from '../test/support/shown.js'
import {
  OWN_ADDRESS,
  advert,
  backup,
  ownerStanding,
  stateOf,
  trackerState,
} from '../test/support/states.js'
import { nextDeadline, step } from './machine.js'
import type { VrrpInput } from './input.js'
import type { VrrpParameters } from './parameters.js'
import type { BackupRole, Standing, VrrpState } from './state.js'
import type { Step } from './transitions.js'
import type { ReceivedAdvertisement } from './wire/advertisement.js'

function hears(
  configured: VrrpParameters,
  state: VrrpState,
  now: number,
  advertisement: ReceivedAdvertisement,
): Step {
  return step(configured, state, now, { type: 'advertReceived', advertisement })
}

function roleOf({ state }: Step): BackupRole {
  if (state.role.name !== 'BACKUP') throw new Error(`${state.role.name} is no BACKUP`)
  return state.role
}

const START: VrrpInput = { type: 'started' }
const EXPIRE: VrrpInput = { type: 'timerExpired' }
const stopped = (facts: Partial<Standing> = {}): VrrpState =>
  stateOf({ name: 'INIT', phase: 'stopped' }, facts)

describe('start', () => {
  it('rules 55, 72: priority below 255 waits the full master-down interval', () => {
    expect(shown(step(parameters(), stopped(), 0, START))).toBe(
      'BACKUP @3609.375 | INIT>BACKUP: started',
    )
  })

  it('rule 72: the wish for MASTER does not shorten it', () => {
    expect(shown(step(parameters({ wantsMaster: true }), stopped(), 0, START))).toBe(
      'BACKUP @3609.375 | INIT>BACKUP: started',
    )
  })

  it('rule 72: but in a sync group it waits one interval and the skew of 255', () => {
    const configured = parameters({ wantsMaster: true, group: 'G' })
    expect(shown(step(configured, stopped(), 0, START))).toBe(
      'BACKUP @1003.90625 | INIT>BACKUP: started',
    )
    expect(shown(step({ ...configured, wantsMaster: false }, stopped(), 0, START))).toBe(
      'BACKUP @3609.375 | INIT>BACKUP: started',
    )
  })

  it('rules 55, 71: the owner is master at once', () => {
    expect(shown(step(ownerParameters(), stopped(ownerStanding), 0, START))).toBe(
      'MASTER @1000 | INIT>BACKUP: started | advert 255 | hold 192.0.2.10 | BACKUP>MASTER: owner',
    )
  })

  it('rule 71: unless it does not wish to be', () => {
    const configured = ownerParameters({ wantsMaster: false })
    expect(shown(step(configured, stopped(ownerStanding), 0, START))).toBe(
      'BACKUP @3003.90625 | INIT>BACKUP: started',
    )
  })

  it('rule 75: a startup delay comes first, and timers count from its end', () => {
    const configured = parameters({ startupDelayMs: 10_000 })
    const delayed = step(configured, stopped(), 500, START)
    expect(shown(delayed)).toBe('INIT delayed @10500')
    const deaf = hears(configured, delayed.state, 6000, advert(200))
    expect(deaf.state).toBe(delayed.state)
    expect(shown(step(configured, delayed.state, 10_500, EXPIRE))).toBe(
      'BACKUP @14109.375 | INIT>BACKUP: started',
    )
  })

  it('rule 75: the owner too waits for its end', () => {
    const configured = ownerParameters({ startupDelayMs: 10_000 })
    const delayed = step(configured, stopped(ownerStanding), 0, START)
    expect(shown(delayed)).toBe('INIT delayed @10000')
    expect(shown(step(configured, delayed.state, 10_000, EXPIRE))).toBe(
      'MASTER @11000 | INIT>BACKUP: started | advert 255 | hold 192.0.2.10 | BACKUP>MASTER: owner',
    )
  })

  it('rule 87: INIT lasts until every script of weight 0 has reported, deaf meanwhile', () => {
    const configured = parameters({ trackers: [tracker(), tracker({ name: 'other' })] })
    const unknown = trackerState({ verdict: 'unknown' })
    const facts = { trackers: { check: unknown, other: unknown } }
    const waiting = step(configured, stopped(facts), 0, START)
    expect(shown(waiting)).toBe('INIT waiting')
    expect(hears(configured, waiting.state, 50, advert(200)).state).toBe(waiting.state)
    const succeeded = (name: string): VrrpInput => ({
      type: 'scriptFinished',
      tracker: name,
      success: true,
    })
    const one = step(configured, waiting.state, 100, succeeded('check'))
    expect(shown(one)).toBe('INIT waiting')
    expect(shown(step(configured, one.state, 200, succeeded('other')))).toBe(
      'BACKUP @3809.375 | INIT>BACKUP: started',
    )
  })

  it('rules 87, 109: a first failure leads from INIT to FAULT', () => {
    const configured = parameters({ trackers: [tracker()] })
    const waiting = stateOf(
      { name: 'INIT', phase: 'waiting' },
      { trackers: { check: trackerState({ verdict: 'unknown' }) } },
    )
    const failed = step(configured, waiting, 0, {
      type: 'scriptFinished',
      tracker: 'check',
      success: false,
    })
    expect(shown(failed)).toBe('FAULT | INIT>FAULT: fault')
  })

  it('rule 109: a link that is down leads from INIT to FAULT', () => {
    const facts: Partial<Standing> = { faults: [{ kind: 'interface', interface: 'eth0' }] }
    expect(shown(step(parameters(), stopped(facts), 0, START))).toBe('FAULT | INIT>FAULT: fault')
  })
})

describe('FAULT', () => {
  const faulty: Partial<Standing> = {
    maintenance: 'operator',
    faults: [{ kind: 'maintenance', by: 'operator' }],
  }
  const cleared: VrrpInput = { type: 'maintenanceChanged', on: false, by: 'operator' }
  const fault = (facts: Partial<Standing> = {}): VrrpState =>
    stateOf({ name: 'FAULT' }, { ...faulty, ...facts })

  it('rules 57, 110: from BACKUP, and on stop, nothing is sent', () => {
    const entered = step(parameters(), backup(), 12_000, {
      type: 'maintenanceChanged',
      on: true,
      by: 'operator',
    })
    expect(shown(entered)).toBe('FAULT | BACKUP>FAULT: fault')
    expect(shown(step(parameters(), backup(), 12_000, { type: 'stopped' }))).toBe(
      'INIT stopped | BACKUP>INIT: stopped',
    )
  })

  it('rule 85: ends in BACKUP with the full interval, also for state MASTER', () => {
    expect(shown(step(parameters({ wantsMaster: true }), fault(), 20_000, cleared))).toBe(
      'BACKUP @23609.375 | FAULT>BACKUP: faultCleared',
    )
  })

  it('rule 85: the owner comes back after one interval and its skew', () => {
    expect(shown(step(ownerParameters(), fault(ownerStanding), 20_000, cleared))).toBe(
      'BACKUP @21003.90625 | FAULT>BACKUP: faultCleared',
    )
    const unwilling = ownerParameters({ wantsMaster: false })
    expect(shown(step(unwilling, fault(ownerStanding), 20_000, cleared))).toBe(
      'BACKUP @23003.90625 | FAULT>BACKUP: faultCleared',
    )
  })

  it('rule 50: never with an interval learned before it', () => {
    const learned = backup({ masterAdverIntMs: 40 })
    const entered = step(v3Parameters(), learned, 12_000, {
      type: 'maintenanceChanged',
      on: true,
      by: 'operator',
    })
    const left = step(v3Parameters(), entered.state, 20_000, cleared)
    expect(roleOf(left).masterAdverIntMs).toBe(1000)
    expect(nextDeadline(left.state)).toBe(23_609.375)
  })

  it('rule 108: lasts until no reason is left', () => {
    const link = { up: true, sourceAddress: OWN_ADDRESS, macAddress: undefined }
    const inputs: VrrpInput[] = [
      { type: 'linkChanged', link: { ...link, up: false } },
      { type: 'groupFaultChanged', member: 'VI_2' },
      { type: 'maintenanceChanged', on: false, by: 'operator' },
      { type: 'linkChanged', link },
    ]
    let state = fault()
    for (const input of inputs) {
      state = step(parameters(), state, 20_000, input).state
      expect(state.role.name).toBe('FAULT')
    }
    const left = step(parameters(), state, 21_000, { type: 'groupFaultChanged', member: undefined })
    expect(shown(left)).toBe('BACKUP @24609.375 | FAULT>BACKUP: faultCleared')
  })

  it('rule 86: a unicast instance announces its own address on leaving it', () => {
    const unicast = parameters({ unicastPeers: ['192.0.2.2'] })
    expect(shown(step(unicast, fault(), 20_000, cleared))).toBe(
      'BACKUP @23609.375 | announce 192.0.2.5 x1 | FAULT>BACKUP: faultCleared',
    )
  })

  it('rule 24: is deaf', () => {
    const state = fault()
    expect(hears(parameters(), state, 20_000, advert(200)).state).toBe(state)
    expect(hears(parameters(), state, 20_000, advert(0)).state).toBe(state)
  })
})

import { describe, expect, it } from 'vitest'
import {
  OWN_ADDRESS,
  advert,
  backup,
  master,
  stateOf,
  trackerState,
} from '../test/support/states.js'
import { parameters, tracker } from '../test/support/parameters.js'
import { shown } from '../test/support/shown.js'
import type { VrrpInput } from './input.js'
import { initialState, nextDeadline, step } from './machine.js'
import type { VrrpParameters } from './parameters.js'
import type { Standing, VrrpState } from './state.js'

/*
 * Every state against every input at 10 s, when every deadline of the states is due. Priority 100,
 * VRRPv2, 1 s: the master-down interval is 3 x 1000 + 156 x 1000 / 256 = 3609.375 ms. A cell says
 * role, next deadline and effects in order; a pair that is not listed returns the same state.
 */
const NOW = 10_000

const configured: VrrpParameters = parameters({
  trackers: [
    tracker(),
    tracker({ kind: 'interface', name: 'eth1', weight: -20 }),
    tracker({ kind: 'file', name: 'load', weight: 1 }),
  ],
})
const reported: Partial<Standing> = {
  trackers: {
    check: trackerState({ counter: 1 }),
    eth1: trackerState(),
    load: trackerState({ verdict: 'unknown' }),
  },
}
const unreported: Partial<Standing> = {
  trackers: { ...reported.trackers, check: trackerState({ verdict: 'unknown' }) },
}
const noMaster = { kind: 'noMaster', waitedMs: 3609.375, lateMs: 0 } as const
const failures = [{ address: '192.0.2.10', code: 'EEXIST', message: 'taken' }]
const link = { up: true, sourceAddress: OWN_ADDRESS, macAddress: '02:00:00:00:00:05' }

const inputs = {
  started: { type: 'started' },
  stopped: { type: 'stopped' },
  'timer expired': { type: 'timerExpired' },
  'advert 0': { type: 'advertReceived', advertisement: advert(0) },
  'advert 50': { type: 'advertReceived', advertisement: advert(50) },
  'advert 100 of a lower address': { type: 'advertReceived', advertisement: advert(100) },
  'advert 100 of a higher address': {
    type: 'advertReceived',
    advertisement: advert(100, { source: '192.0.2.9' }),
  },
  'advert 100 of our address': {
    type: 'advertReceived',
    advertisement: advert(100, { source: OWN_ADDRESS }),
  },
  'advert 200': { type: 'advertReceived', advertisement: advert(200) },
  'link down': { type: 'linkChanged', link: { ...link, up: false } },
  'link up': { type: 'linkChanged', link },
  'link without address': { type: 'linkChanged', link: { ...link, sourceAddress: undefined } },
  'script failed': { type: 'scriptFinished', tracker: 'check', success: false },
  'script succeeded': { type: 'scriptFinished', tracker: 'check', success: true },
  'script of nobody': { type: 'scriptFinished', tracker: 'gone', success: false },
  'interface down': { type: 'trackedInterfaceChanged', tracker: 'eth1', up: false },
  'interface up': { type: 'trackedInterfaceChanged', tracker: 'eth1', up: true },
  'file says 5': { type: 'trackedFileRead', tracker: 'load', content: '5' },
  'file of a script': { type: 'trackedFileRead', tracker: 'check', content: '5' },
  'addresses held': { type: 'addressesHeld', outcome: { ok: true } },
  'addresses failed': { type: 'addressesHeld', outcome: { ok: false, failures } },
  'priority 120': { type: 'priorityChanged', priority: 120 },
  demoted: { type: 'demoted', by: 'operator' },
  promoted: { type: 'promoted', by: 'operator' },
  'maintenance on': { type: 'maintenanceChanged', on: true, by: 'operator' },
  'maintenance off': { type: 'maintenanceChanged', on: false, by: 'operator' },
  'announcement asked': { type: 'announcementAsked' },
  'interval 2 s': {
    type: 'parametersChanged',
    parameters: { ...configured, advertIntMs: 2000 },
  },
  'claim 0 granted': { type: 'claimAnswered', id: 0, verdict: 'grant' },
  'claim 0 denied': { type: 'claimAnswered', id: 0, verdict: 'deny' },
  'claim 7 granted': { type: 'claimAnswered', id: 7, verdict: 'grant' },
  'claim 7 denied': { type: 'claimAnswered', id: 7, verdict: 'deny' },
  'claim revoked': { type: 'claimRevoked', by: 'lease' },
  'group granted': { type: 'groupGranted', group: 'G' },
  'wish denied': { type: 'wishDenied' },
  'group left master': { type: 'groupLeftMaster', group: 'G', member: 'VI_2' },
  'group fault': { type: 'groupFaultChanged', member: 'VI_2' },
  'group fault over': { type: 'groupFaultChanged', member: undefined },
} as const satisfies Record<string, VrrpInput>

type InputName = keyof typeof inputs

/** No effects, and nothing in the state changed, although it may be another object. */
const NOTHING_NEW = 'nothing new'
/** No effects but these; the role is untouched, the standing is not. */
const standing = (effects = ''): string => `standing ${effects}`.trim()

/** What every state does with facts that say what is known already. */
const nothingNew: Partial<Record<InputName, string>> = {
  'link up': NOTHING_NEW,
  'script succeeded': NOTHING_NEW,
  'interface up': NOTHING_NEW,
  'maintenance off': NOTHING_NEW,
  'group fault over': NOTHING_NEW,
  'interval 2 s': NOTHING_NEW,
}
/** Facts that a role without timer and election only notes. */
const noted: Partial<Record<InputName, string>> = {
  ...nothingNew,
  'link down': standing(),
  'link without address': standing(),
  'script failed': standing(),
  'interface down': standing('priority 100>80'),
  'file says 5': standing('priority 100>105'),
  'priority 120': standing('priority 100>120'),
  demoted: standing(),
  'maintenance on': standing(),
  'group fault': standing(),
}

const RELEASE = 'drop | release'
const TAKE = 'advert 100 | hold 192.0.2.10'

/** Whatever a backup follows: the timer anew, to the full interval. */
const followed: Partial<Record<InputName, string>> = {
  'advert 100 of a lower address': 'BACKUP @13609.375',
  'advert 100 of a higher address': 'BACKUP @13609.375',
  'advert 100 of our address': 'BACKUP @13609.375',
  'advert 200': 'BACKUP @13609.375',
}

function faulted(from: string, before: string): Partial<Record<InputName, string>> {
  const cell = `FAULT | ${before}${from}>FAULT: fault`
  return { 'link down': cell, 'script failed': cell, 'maintenance on': cell, 'group fault': cell }
}

/** What a master does whatever became of its addresses. */
const anyMaster: Partial<Record<InputName, string>> = {
  ...nothingNew,
  stopped: `INIT stopped | advert 0 | ${RELEASE} | MASTER>INIT: stopped`,
  'advert 0': 'MASTER @11000 | advert 100',
  'advert 100 of a higher address': `BACKUP @13609.375 | ${RELEASE} | MASTER>BACKUP: strongerAdvert`,
  'advert 100 of our address': 'MASTER @10000 | duplicateAddress',
  'advert 200': `BACKUP @13609.375 | ${RELEASE} | MASTER>BACKUP: strongerAdvert`,
  ...faulted('MASTER', `advert 0 | ${RELEASE} | `),
  // Rule 77: no goodbye without an address to say it from.
  'link without address': `FAULT | ${RELEASE} | MASTER>FAULT: fault`,
  'interface down': standing('priority 100>80'),
  'file says 5': standing('priority 100>105'),
  'priority 120': standing('priority 100>120'),
  demoted: `BACKUP @13609.375 | advert 0 | ${RELEASE} | MASTER>BACKUP: demoted`,
  'claim revoked': `BACKUP @13609.375 | advert 0 | ${RELEASE} | MASTER>BACKUP: claimRevoked`,
  'group left master': `BACKUP @13609.375 | advert 0 | ${RELEASE} | MASTER>BACKUP: group`,
}

interface Row {
  readonly parameters?: VrrpParameters
  readonly state: VrrpState
  readonly cells: Partial<Record<InputName, string>>
}

const table: Record<string, Row> = {
  'INIT stopped': {
    state: stateOf({ name: 'INIT', phase: 'stopped' }, reported),
    cells: {
      ...noted,
      'addresses failed': 'INIT stopped @10200 | releaseFailed',
      started: 'BACKUP @13609.375 | INIT>BACKUP: started',
    },
  },
  'INIT delayed': {
    state: stateOf({ name: 'INIT', phase: 'delayed', startsAt: NOW }, reported),
    cells: {
      ...noted,
      'addresses failed': 'INIT delayed @10000 | releaseFailed',
      'timer expired': 'BACKUP @13609.375 | INIT>BACKUP: started',
      stopped: 'INIT stopped',
    },
  },
  'INIT waiting': {
    state: stateOf({ name: 'INIT', phase: 'waiting' }, unreported),
    cells: {
      ...noted,
      'addresses failed': 'INIT waiting @10200 | releaseFailed',
      stopped: 'INIT stopped',
      'script failed': 'FAULT | INIT>FAULT: fault',
      'script succeeded': 'BACKUP @13609.375 | INIT>BACKUP: started',
    },
  },
  BACKUP: {
    state: backup(
      {
        masterDownAt: NOW,
        listeningSince: 6390.625,
        master: { address: '192.0.2.2', priority: 150, heardAt: 6390.625 },
      },
      reported,
    ),
    cells: {
      ...nothingNew,
      ...followed,
      ...faulted('BACKUP', ''),
      'addresses failed': 'BACKUP @10000 | releaseFailed',
      'link without address': 'FAULT | BACKUP>FAULT: fault',
      stopped: 'INIT stopped | BACKUP>INIT: stopped',
      'timer expired': `MASTER @11000 | ${TAKE} | BACKUP>MASTER: masterSilent`,
      'advert 0': 'BACKUP @10609.375',
      'advert 50': 'BACKUP @10000',
      'interface down': 'BACKUP @10078.125 | priority 100>80',
      'file says 5': 'BACKUP @9980.46875 | priority 100>105',
      'priority 120': 'BACKUP @9921.875 | priority 100>120',
      demoted: standing(),
      promoted: `MASTER @11000 | ${TAKE} | BACKUP>MASTER: promoted`,
      'interval 2 s': 'BACKUP @13000',
    },
  },
  'BACKUP with a claim': {
    parameters: { ...configured, claim: { timeoutMs: 1000, timeoutVerdict: 'deny' } },
    state: {
      ...backup(
        { masterDownAt: undefined, claim: { id: 0, deadline: NOW, reason: noMaster } },
        reported,
      ),
      claims: 1,
    },
    cells: {
      ...nothingNew,
      ...faulted('BACKUP', 'withdraw 0 | '),
      'addresses failed': 'BACKUP @10000 | releaseFailed',
      'link without address': 'FAULT | withdraw 0 | BACKUP>FAULT: fault',
      stopped: 'INIT stopped | withdraw 0 | BACKUP>INIT: stopped',
      'timer expired': 'BACKUP @13609.375 | withdraw 0 | denied 0 (timeout)',
      'advert 0': 'BACKUP @10000',
      'advert 50': 'BACKUP @10000',
      'advert 100 of a lower address': 'BACKUP @13609.375 | withdraw 0',
      'advert 100 of a higher address': 'BACKUP @13609.375 | withdraw 0',
      'advert 100 of our address': 'BACKUP @13609.375 | withdraw 0',
      'advert 200': 'BACKUP @13609.375 | withdraw 0',
      'interface down': standing('priority 100>80'),
      'file says 5': standing('priority 100>105'),
      'priority 120': standing('priority 100>120'),
      demoted: standing(),
      'interval 2 s': 'BACKUP @10000',
      'claim 0 granted': `MASTER @11000 | ${TAKE} | BACKUP>MASTER: noMaster`,
      'claim 0 denied': 'BACKUP @13609.375 | denied 0',
    },
  },
  'BACKUP with a wish': {
    parameters: { ...configured, group: 'G' },
    state: backup({ masterDownAt: NOW, wish: noMaster }, reported),
    cells: {
      ...nothingNew,
      ...followed,
      ...faulted('BACKUP', ''),
      'addresses failed': 'BACKUP @10000 | releaseFailed',
      'link without address': 'FAULT | BACKUP>FAULT: fault',
      stopped: 'INIT stopped | BACKUP>INIT: stopped',
      'timer expired': 'BACKUP @13609.375',
      'advert 0': 'BACKUP @10609.375',
      'advert 50': 'BACKUP @10000',
      // Rule 142: weights do not count in a group.
      'interface down': standing(),
      'file says 5': standing(),
      'priority 120': 'BACKUP @9921.875 | priority 100>120',
      demoted: standing(),
      promoted: 'BACKUP @13609.375',
      'interval 2 s': 'BACKUP @13000',
      'group granted': `MASTER @11000 | ${TAKE} | BACKUP>MASTER: noMaster`,
      'wish denied': 'BACKUP @13609.375',
    },
  },
  'MASTER, addresses pending': {
    state: master(
      {
        advertAt: NOW,
        holding: { status: 'pending', attempt: 1, retryAt: undefined, failures: [] },
      },
      reported,
    ),
    cells: {
      ...anyMaster,
      'timer expired': 'MASTER @11000 | advert 100',
      // Nothing is there yet that could be announced.
      'advert 50': 'MASTER @11000 | advert 100 | lowerPriorityHeard',
      'advert 100 of a lower address': 'MASTER @11000 | advert 100 | lowerPriorityHeard',
      'addresses held': 'MASTER @10000 | announce 192.0.2.10 x5 | addressesHeld',
      'addresses failed': 'MASTER @10000 | failed 192.0.2.10 #1',
    },
  },
  'MASTER, addresses held': {
    state: master(
      {
        advertAt: NOW,
        announcing: {
          secondBurstAt: 14_000,
          lowerPrioBurstAt: undefined,
          refreshAt: undefined,
          contest: undefined,
        },
      },
      reported,
    ),
    cells: {
      ...anyMaster,
      'timer expired': 'MASTER @11000 | advert 100',
      'advert 50':
        'MASTER @11000 | advert 100 | announce 192.0.2.10 x5 | hold 192.0.2.10 | lowerPriorityHeard',
      'advert 100 of a lower address':
        'MASTER @11000 | advert 100 | announce 192.0.2.10 x5 | hold 192.0.2.10 | lowerPriorityHeard',
      'addresses failed': 'MASTER @10000 | failed 192.0.2.10 #1',
      'announcement asked': 'MASTER @10000 | announce 192.0.2.10 x5',
    },
  },
  'MASTER, addresses failed': {
    state: master(
      { advertAt: NOW, holding: { status: 'failed', attempt: 1, retryAt: NOW, failures } },
      reported,
    ),
    cells: {
      ...anyMaster,
      'timer expired': 'MASTER @11000 | advert 100 | hold 192.0.2.10',
      'advert 0': 'MASTER @10000 | advert 100',
      'advert 50': 'MASTER @10000 | advert 100 | lowerPriorityHeard',
      'advert 100 of a lower address': 'MASTER @10000 | advert 100 | lowerPriorityHeard',
      'addresses held': 'MASTER @10000 | announce 192.0.2.10 x5 | addressesHeld',
      'addresses failed': 'MASTER @10000 | failed 192.0.2.10 #1',
    },
  },
  FAULT: {
    state: stateOf(
      { name: 'FAULT' },
      {
        ...reported,
        maintenance: 'operator',
        faults: [{ kind: 'maintenance', by: 'operator' }],
      },
    ),
    cells: {
      ...noted,
      'addresses failed': 'FAULT @10200 | releaseFailed',
      stopped: 'INIT stopped | FAULT>INIT: stopped',
      'maintenance on': NOTHING_NEW,
      'maintenance off': 'BACKUP @13609.375 | FAULT>BACKUP: faultCleared',
    },
  },
}

describe.each(Object.entries(table))('%s', (_, { parameters = configured, state, cells }) => {
  for (const [name, input] of Object.entries(inputs) as [InputName, VrrpInput][]) {
    const cell = cells[name]
    const given =
      input.type === 'parametersChanged'
        ? { ...input, parameters: { ...parameters, advertIntMs: 2000 } }
        : input
    it(`${name}: ${cell ?? 'the same state'}`, () => {
      const outcome = step(parameters, state, NOW, given)
      if (cell === undefined) {
        expect(outcome.state).toBe(state)
        expect(outcome.effects).toEqual([])
      } else if (cell === NOTHING_NEW) {
        expect(outcome.state).toEqual(state)
        expect(outcome.effects).toEqual([])
      } else if (cell.startsWith('standing')) {
        expect(outcome.state.role).toEqual(state.role)
        expect(outcome.state.standing).not.toEqual(state.standing)
        expect(shown(outcome).split(' | ').slice(1).join(' | ')).toBe(
          cell.slice('standing'.length).trim(),
        )
      } else {
        expect(shown(outcome)).toBe(cell)
      }
    })
  }

  it('a timer that fires early changes nothing', () => {
    const outcome = step(parameters, state, NOW - 0.001, { type: 'timerExpired' })
    expect(outcome.state).toBe(state)
    expect(outcome.effects).toEqual([])
  })
})

describe('initial state', () => {
  it('is INIT, without a deadline', () => {
    const state = initialState(parameters({ sourceAddress: OWN_ADDRESS }))
    expect(state.role).toEqual({ name: 'INIT', phase: 'stopped' })
    expect(state.standing.effectivePriority).toBe(100)
    expect(state.standing.faults).toEqual([])
    expect(nextDeadline(state)).toBeUndefined()
  })

  it('rule 109: without a source address it is faulty', () => {
    expect(initialState(parameters()).standing.faults).toEqual([
      { kind: 'sourceAddress', interface: 'eth0' },
    ])
  })
})

import { describe, expect, it } from 'vitest'
import type { VrrpNote } from './effect.js'
import { explainFault, explainNote, explainTransition } from './explain.js'
import type { FaultReason, TransitionReason } from './reason.js'

const router = { address: '192.0.2.2', priority: 150, heardAt: 0 }
const stronger = {
  kind: 'strongerAdvert',
  address: '192.0.2.2',
  priority: 100,
  ownAddress: '192.0.2.1',
  ownPriority: 100,
} as const

describe('a transition in a sentence', () => {
  it.each<[TransitionReason, string]>([
    [{ kind: 'started' }, 'started'],
    [{ kind: 'stopped' }, 'stopped'],
    [{ kind: 'owner' }, 'owns the addresses (priority 255)'],
    [
      { kind: 'noMaster', waitedMs: 3609.375, lateMs: 0.9 },
      'no advert from anybody for 3609.375 ms',
    ],
    [
      { kind: 'masterSilent', master: router, silentMs: 3414.0625, lateMs: 12.34567 },
      'no advert from 192.0.2.2 (priority 150) for 3414.063 ms (12.346 ms late)',
    ],
    [
      { kind: 'masterResigned', address: '192.0.2.2', lateMs: 0 },
      '192.0.2.2 resigned with priority 0',
    ],
    [
      { kind: 'preempted', weaker: router, ownPriority: 200 },
      'priority 200 preempts 192.0.2.2 (priority 150)',
    ],
    [{ ...stronger, priority: 150 }, '192.0.2.2 has priority 150, ours is 100'],
    [stronger, '192.0.2.2 has the same priority 100 and the higher address (ours is 192.0.2.1)'],
    [
      {
        kind: 'fault',
        faults: [
          { kind: 'interface', interface: 'eth0' },
          { kind: 'tracker', tracker: 'check' },
        ],
      },
      'interface eth0 is down, tracker check is down',
    ],
    [{ kind: 'faultCleared' }, 'no fault is left'],
    [{ kind: 'demoted', by: 'operator' }, 'demoted by operator'],
    [{ kind: 'promoted', by: 'operator' }, 'promoted by operator'],
    [{ kind: 'claimRevoked', by: 'the lease' }, 'claim revoked by the lease'],
    [{ kind: 'group', group: 'G', member: 'VI_2' }, 'VI_2 of sync group G is not master'],
  ])('%j', (reason, text) => {
    expect(explainTransition('BACKUP', 'MASTER', reason)).toBe(`BACKUP -> MASTER: ${text}`)
  })
})

describe('a fault in words', () => {
  it.each<[FaultReason, string]>([
    [{ kind: 'interface', interface: 'eth0' }, 'interface eth0 is down'],
    [{ kind: 'sourceAddress', interface: 'eth0' }, 'interface eth0 has no usable source address'],
    [{ kind: 'tracker', tracker: 'check' }, 'tracker check is down'],
    [{ kind: 'maintenance', by: 'operator' }, 'maintenance (operator)'],
    [{ kind: 'group', member: 'VI_2' }, 'VI_2 of the same sync group is in FAULT'],
  ])('%j', (fault, text) => {
    expect(explainFault(fault)).toBe(text)
  })
})

describe('a note in words', () => {
  const failures = [{ address: '192.0.2.10', code: 'EEXIST', message: 'taken' }]

  it.each<[VrrpNote, string]>([
    [{ kind: 'priorityChanged', from: 100, to: 80 }, 'effective priority 100 -> 80'],
    [
      { kind: 'preemptDelayStarted', until: 5000, master: router },
      '192.0.2.2 (priority 150) is left alone for the preempt delay',
    ],
    [
      { kind: 'lowerPriorityHeard', rival: router, ownPriority: 200 },
      'another master is heard: 192.0.2.2 (priority 150), ours is 200',
    ],
    [
      { kind: 'duplicateAddress', address: '192.0.2.2' },
      '192.0.2.2 speaks with our address and priority: duplicate address or a loop',
    ],
    [{ kind: 'addressesHeld' }, 'all addresses are held'],
    [
      { kind: 'addressesFailed', failures, attempt: 1, retryInMs: 200 },
      'cannot hold 192.0.2.10 EEXIST: taken (attempt 1, trying again in 200 ms)',
    ],
    [
      { kind: 'addressesFailed', failures, attempt: 6, retryInMs: undefined },
      'cannot hold 192.0.2.10 EEXIST: taken (attempt 6, giving up)',
    ],
    [{ kind: 'claimDenied', id: 0, timedOut: false }, 'the claim was denied'],
    [{ kind: 'claimDenied', id: 0, timedOut: true }, 'the claim was not answered in time: denied'],
    [
      { kind: 'advertIntervalLearned', fromMs: 1000, toMs: 100, address: '192.0.2.2' },
      'advert interval 1000 ms -> 100 ms, learned from 192.0.2.2',
    ],
    [
      { kind: 'wishesMaster', reason: { kind: 'started' } },
      'waits for its sync group to take over: started',
    ],
  ])('%j', (note, text) => {
    expect(explainNote(note)).toBe(text)
  })

  it('two owners: what to do about it (rule 82)', () => {
    const hint = 'give one router a priority below 255'
    expect(explainNote({ kind: 'twoOwners', address: '192.0.2.2', lowered: false })).toBe(
      `192.0.2.2 owns the addresses as well; ${hint}`,
    )
    expect(explainNote({ kind: 'twoOwners', address: '192.0.2.2', lowered: true })).toBe(
      `192.0.2.2 owns the addresses as well: yielding; ${hint}`,
    )
  })
})

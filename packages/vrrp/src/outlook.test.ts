import { describe, expect, it } from 'vitest'
import { ownerParameters, parameters, tracker } from '../test/support/parameters.js'
import {
  backup,
  master,
  ownerStanding,
  standing,
  stateOf,
  trackerState,
} from '../test/support/states.js'
import { explainPriority, outlookOf } from './outlook.js'

const up = trackerState({ verdict: 'up' })
const down = trackerState({ verdict: 'down' })
const rival = { address: '192.0.2.2', priority: 150, heardAt: 9000 }

describe('what comes next', () => {
  it('INIT: whoever is waited for', () => {
    const waits = parameters({ trackers: [tracker({ name: 'chk' })] })
    const outlook = (phase: 'stopped' | 'waiting'): readonly string[] =>
      outlookOf(waits, stateOf({ name: 'INIT', phase }), 0)
    expect(outlook('stopped')).toEqual(['it takes part in no election until it is started'])
    expect(outlook('waiting')).toEqual([
      'it enters the election when chk has given its first result',
    ])
  })

  it('BACKUP: the master-down timer, and what would beat the master', () => {
    const hears = backup({ masterDownAt: 13_609.375, master: rival })
    expect(outlookOf(parameters(), hears, 10_000)).toEqual([
      'it becomes master in 3.6 s unless 192.0.2.2 (priority 150) is heard before',
      'to preempt, its priority would have to exceed that of the master: 192.0.2.2 has 150, it has 100',
    ])
    const alone = backup({ masterDownAt: 13_609.375 })
    expect(outlookOf(parameters(), alone, 10_000)).toEqual([
      'it becomes master in 3.6 s unless anybody is heard before',
    ])
  })

  it.each([
    [
      'nopreempt',
      { preempt: false },
      {},
      'it is stronger (192.0.2.2 has 150, it has 200), but nopreempt leaves the master alone',
    ],
    [
      'a demotion',
      {},
      { yielding: true },
      'it was demoted and leaves the master alone: promote it, or restart it',
    ],
  ])('BACKUP: %s keeps it from preempting', (_, changes, facts, line) => {
    const strong = backup(
      { masterDownAt: 12_000, master: rival },
      { effectivePriority: 200, ...facts },
    )
    expect(outlookOf(parameters(changes), strong, 11_000).at(-1)).toBe(line)
  })

  it('BACKUP: a delay that runs, a claim, a wish', () => {
    const asks = backup({
      masterDownAt: undefined,
      preemptAt: 15_000,
      claim: { id: 0, deadline: 10_500, reason: { kind: 'started' } },
      wish: { kind: 'started' },
    })
    expect(outlookOf(parameters(), asks, 10_000)).toEqual([
      'it asks whether it may be master',
      'it waits for its sync group to take over as a whole',
      'it preempts the weaker master in 5.0 s, after preempt_delay',
    ])
  })

  it('MASTER: who would beat it, and what would cost it priority or the election', () => {
    const trackers = [
      tracker({ name: 'chk', weight: 0 }),
      tracker({ name: 'gateway', kind: 'interface', weight: -60 }),
      tracker({ name: 'spare', weight: 20, reverse: true }),
      tracker({ name: 'load', kind: 'file', weight: 1 }),
    ]
    const known = { chk: up, gateway: up, spare: down, load: up }
    const rules = outlookOf(parameters({ trackers }), master({}, { trackers: known }), 0)
    expect(rules).toEqual([
      'it yields to a router with a priority above 100, or with 100 and a higher address',
      'it leaves the election when chk is down',
      'its priority drops by 60 when gateway is down',
      'its priority drops by 20 when spare is up',
    ])
    expect(outlookOf(ownerParameters(), master({}, ownerStanding), 0)).toEqual([
      'it stays master: nobody has a priority above 255',
    ])
  })

  it('MASTER: in a sync group weights threaten nobody', () => {
    const grouped = parameters({ group: 'G', trackers: [tracker({ name: 'chk', weight: -60 })] })
    expect(outlookOf(grouped, master({}, { trackers: { chk: up } }), 0)).toHaveLength(1)
  })

  it('FAULT: each reason, and what to do', () => {
    const faults = [
      { kind: 'interface', interface: 'eth0' },
      { kind: 'sourceAddress', interface: 'eth0' },
      { kind: 'unicastPeer' },
      { kind: 'tracker', tracker: 'chk' },
      { kind: 'maintenance', by: 'anna' },
      { kind: 'group', member: 'VI_2' },
    ] as const
    expect(outlookOf(parameters(), stateOf({ name: 'FAULT' }, { faults }), 0)).toEqual([
      'interface eth0 is down: it returns to the election when the interface is up and has a carrier',
      'interface eth0 has no usable source address: give eth0 an address that is not a virtual one',
      'there is no unicast peer to speak to: name a router in unicast_peer',
      'tracker chk is down: it returns to the election when that is well again',
      'maintenance (anna): it returns to the election when maintenance is turned off',
      'VI_2 of the same sync group is in FAULT: it returns with the group, when VI_2 is well again',
    ])
  })
})

describe('the priority', () => {
  it.each([
    ['alone', {}, {}, '100 = 100 configured'],
    [
      'set by hand',
      {},
      { basePriority: 120, effectivePriority: 120 },
      '120 = 120 set while running',
    ],
    [
      'with weights',
      {
        trackers: [
          tracker({ name: 'chk', weight: -60 }),
          tracker({ name: 'load', kind: 'file', weight: 2 }),
          tracker({ name: 'well', weight: -10 }),
        ],
      },
      {
        effectivePriority: 50,
        trackers: { chk: down, load: trackerState({ value: 5 }), well: up },
      },
      '50 = 100 configured - 60 (chk is down) + 10 (load holds 5)',
    ],
    [
      'at its bound',
      { trackers: [tracker({ name: 'chk', weight: -200 })] },
      { effectivePriority: 1, trackers: { chk: down } },
      '1 = 100 configured - 200 (chk is down), kept within 1..254',
    ],
    [
      'of a member of a sync group',
      { group: 'G', trackers: [tracker({ name: 'chk', weight: -60 })] },
      { trackers: { chk: down } },
      '100 = 100 configured',
    ],
  ])('%s', (_, changes, facts, expected) => {
    expect(explainPriority(parameters(changes), standing(facts))).toBe(expected)
  })

  it('of an owner', () => {
    expect(explainPriority(ownerParameters(), standing(ownerStanding))).toBe(
      '255: owns the addresses',
    )
    const lowered = standing({ ...ownerStanding, effectivePriority: 254 })
    expect(explainPriority(ownerParameters(), lowered)).toBe('254: another owner is heard')
  })
})

import { describe, expect, it } from 'vitest'
import { CohortRun } from '../test/support/cohort-run.js'
import { tracker } from '../test/support/parameters.js'
import { advert, OWN_ADDRESS } from '../test/support/states.js'
import { cohortDeadline, cohortStep, initialCohort } from './cohort.js'
import type { VrrpInput } from './input.js'
import { parameters } from '../test/support/parameters.js'

const hears = (priority: number): VrrpInput => ({
  type: 'advertReceived',
  advertisement: advert(priority),
})
const down: VrrpInput = {
  type: 'linkChanged',
  link: { up: false, sourceAddress: OWN_ADDRESS, macAddress: undefined },
}
const up: VrrpInput = {
  type: 'linkChanged',
  link: { up: true, sourceAddress: OWN_ADDRESS, macAddress: undefined },
}
const maintenance = (on: boolean): VrrpInput => ({ type: 'maintenanceChanged', on, by: 'op' })

const addressOf = { A: '192.0.2.10', B: '192.0.2.11' }
const held = (address: string) =>
  [{ interface: 'eth0', address, prefixLength: 24, accept: true }] as const

/** Two members of priority 100 and 150. */
function pair(claim?: { timeoutMs: number; timeoutVerdict: 'grant' | 'deny' }): CohortRun {
  return new CohortRun(
    {
      A: { priority: 100, heldAddresses: held(addressOf.A) },
      B: { priority: 150, heldAddresses: held(addressOf.B) },
    },
    claim,
  )
}

/** The pair as master, with no news left. */
function masters(): CohortRun {
  const run = pair()
  run.start()
  run.runTo(3700)
  expect(run.roles).toBe('MASTER MASTER')
  run.news()
  return run
}

const leaving = (name: 'A' | 'B'): readonly string[] => [
  `${name} advert 0`,
  `${name} drop`,
  `${name} release`,
]

describe('rule 139: a group is master together or not at all', () => {
  it('a member whose timer expired waits, with a full interval, for the others', () => {
    const run = pair()
    run.start()
    run.news()
    // B: 3000 + 106 x 1000 / 256 = 3414.0625
    run.runTo(3500)
    expect(run.news()).toEqual(['B wishesMaster'])
    expect(run.roles).toBe('BACKUP BACKUP')
    expect(run.state.members[1]?.role).toMatchObject({ masterDownAt: 6828.125 })
  })

  it('the last wish makes all of them master in one step, the group after its members', () => {
    const run = pair()
    run.start()
    run.runTo(3609)
    run.news()
    run.runTo(3609.375)
    expect(run.news()).toEqual([
      'A wishesMaster',
      'A advert 100',
      'A hold 192.0.2.10',
      'A BACKUP>MASTER: noMaster',
      'B advert 150',
      'B hold 192.0.2.11',
      'B BACKUP>MASTER: noMaster',
      'G BACKUP>MASTER',
    ])
    expect(run.roles).toBe('MASTER MASTER')
  })

  it('a wish that was told is not told again at the next expiry', () => {
    const run = pair()
    run.start()
    for (const now of [1000, 4000, 7000]) {
      run.runTo(now)
      run.tell('A', hears(200))
    }
    run.runTo(9000)
    expect(run.news().filter((line) => line === 'B wishesMaster')).toHaveLength(1)
    expect(run.roles).toBe('BACKUP BACKUP')
  })

  it('rule 143: a stronger or equal master clears the wish', () => {
    const run = pair()
    run.start()
    run.runTo(3500)
    run.tell('B', hears(150))
    run.runTo(3700)
    expect(run.roles).toBe('BACKUP BACKUP')
    // A wishes since 3609.375; B again at 3500 + 3414.0625.
    run.runTo(6914)
    expect(run.roles).toBe('BACKUP BACKUP')
    run.runTo(6914.0625)
    expect(run.roles).toBe('MASTER MASTER')
  })

  it('rule 143: a weaker one does not', () => {
    const run = pair()
    run.start()
    run.runTo(3500)
    run.tell('B', hears(149))
    run.runTo(3609.375)
    expect(run.roles).toBe('MASTER MASTER')
  })

  it('rule 72: members that wish to be master wait one interval and a short skew', () => {
    const run = new CohortRun({ A: { wantsMaster: true }, B: { wantsMaster: true } })
    run.start()
    run.runTo(1003.9)
    expect(run.roles).toBe('BACKUP BACKUP')
    run.runTo(1003.90625)
    expect(run.roles).toBe('MASTER MASTER')
  })

  it('a member that was not started keeps the others waiting', () => {
    const run = pair()
    run.tell('A', { type: 'started' })
    run.runTo(20_000)
    expect(run.roles).toBe('BACKUP INIT')
    expect(run.group).toBe('INIT')
  })
})

describe('rules 77, 140: leaving MASTER together', () => {
  it('one hears a stronger master: it obeys in silence, the others say priority 0', () => {
    const run = masters()
    run.tell('A', hears(200))
    expect(run.news()).toEqual([
      'A drop',
      'A release',
      'A MASTER>BACKUP: strongerAdvert',
      ...leaving('B'),
      'B MASTER>BACKUP: group',
      'G MASTER>BACKUP',
    ])
  })

  it('one is faulty: all say priority 0 and are in FAULT', () => {
    const run = masters()
    run.tell('B', down)
    expect(run.news()).toEqual([
      ...leaving('B'),
      'B MASTER>FAULT: fault',
      ...leaving('A'),
      'A MASTER>FAULT: fault',
      'G MASTER>FAULT',
    ])
    expect(run.state.members[0]?.standing.faults).toEqual([{ kind: 'group', member: 'B' }])
  })

  it('one is stopped: it and the others say priority 0, the others go on as BACKUP', () => {
    const run = masters()
    run.tell('A', { type: 'stopped' })
    expect(run.news()).toEqual([
      ...leaving('A'),
      'A MASTER>INIT: stopped',
      ...leaving('B'),
      'B MASTER>BACKUP: group',
      'G MASTER>INIT',
    ])
    run.runTo(30_000)
    expect(run.roles).toBe('INIT BACKUP')
  })

  it('one is demoted: all say priority 0, and come back when nobody else is there', () => {
    const run = masters()
    run.tell('A', { type: 'demoted', by: 'op' })
    expect(run.news().filter((line) => line.endsWith('advert 0'))).toEqual([
      'A advert 0',
      'B advert 0',
    ])
    expect(run.roles).toBe('BACKUP BACKUP')
    // 3700 + 3609.375: the interval of A, the slower one.
    run.runTo(7309)
    expect(run.roles).toBe('BACKUP BACKUP')
    run.runTo(7309.375)
    expect(run.roles).toBe('MASTER MASTER')
  })

  it('the group is told once, however many members it has', () => {
    const run = new CohortRun({ A: {}, B: {}, C: {}, D: {} })
    run.start()
    run.runTo(3700)
    run.news()
    run.tell('C', hears(200))
    const news = run.news()
    expect(news.filter((line) => line.startsWith('G'))).toEqual(['G MASTER>BACKUP'])
    expect(news.at(-1)).toBe('G MASTER>BACKUP')
    expect(news.filter((line) => line.endsWith('advert 0'))).toEqual([
      'A advert 0',
      'B advert 0',
      'D advert 0',
    ])
  })
})

describe('rule 140: FAULT', () => {
  it('from BACKUP nothing is sent, and all are in FAULT', () => {
    const run = pair()
    run.start()
    run.news()
    run.tell('A', down)
    expect(run.news()).toEqual(['A BACKUP>FAULT: fault', 'B BACKUP>FAULT: fault', 'G BACKUP>FAULT'])
  })

  it('ends for all in one step when the faulty one is well', () => {
    const run = pair()
    run.start()
    run.tell('A', down)
    run.runTo(10_000)
    run.news()
    run.tell('A', up)
    expect(run.news()).toEqual([
      'A FAULT>BACKUP: faultCleared',
      'B FAULT>BACKUP: faultCleared',
      'G FAULT>BACKUP',
    ])
    expect(cohortDeadline(run.state)).toBe(13_414.0625)
  })

  it('rule 108: two faulty members: it ends, without a moment of BACKUP, with the second', () => {
    const run = pair()
    run.start()
    run.tell('A', down)
    run.tell('B', maintenance(true))
    run.news()
    run.tell('A', up)
    expect(run.news()).toEqual([])
    expect(run.roles).toBe('FAULT FAULT')
    run.tell('B', maintenance(false))
    expect(run.news()).toEqual([
      'B FAULT>BACKUP: faultCleared',
      'A FAULT>BACKUP: faultCleared',
      'G FAULT>BACKUP',
    ])
  })

  it('two faulty members: in the other order as well', () => {
    const run = pair()
    run.start()
    run.tell('A', down)
    run.tell('B', maintenance(true))
    run.news()
    run.tell('B', maintenance(false))
    expect(run.news()).toEqual([])
    expect(run.roles).toBe('FAULT FAULT')
    run.tell('A', up)
    expect(run.roles).toBe('BACKUP BACKUP')
  })

  it('three members, two of them faulty', () => {
    const run = new CohortRun({ A: {}, B: {}, C: {} })
    run.start()
    run.tell('B', down)
    run.tell('C', down)
    run.tell('B', up)
    expect(run.roles).toBe('FAULT FAULT FAULT')
    expect(run.state.members[0]?.standing.groupFault).toBe('C')
    run.tell('C', up)
    expect(run.roles).toBe('BACKUP BACKUP BACKUP')
  })

  it('does not end for the others while a member is in INIT', () => {
    const run = new CohortRun({ A: {}, B: {}, C: { trackers: [tracker()] } })
    run.start()
    run.tell('A', down)
    expect(run.roles).toBe('FAULT FAULT INIT')
    run.tell('A', up)
    expect(run.state.members[1]?.role.name).toBe('FAULT')
    run.tell('C', { type: 'scriptFinished', tracker: 'check', success: true })
    expect(run.roles).toBe('BACKUP BACKUP BACKUP')
  })

  it('a member that starts while another is faulty ends up in FAULT', () => {
    const run = pair()
    run.tell('A', { type: 'started' })
    run.tell('A', down)
    run.tell('B', { type: 'started' })
    expect(run.roles).toBe('FAULT FAULT')
  })
})

describe('rule 79: a rival that one member hears', () => {
  it('is answered by that one; all of them announce their addresses', () => {
    const run = masters()
    for (const name of ['A', 'B']) {
      run.tell(name, { type: 'addressesHeld', outcome: { ok: true } })
    }
    run.news()
    run.tell('A', hears(50))
    expect(run.news()).toEqual([
      'A advert 100',
      'A announce 192.0.2.10 x5',
      'A hold 192.0.2.10',
      'A lowerPriorityHeard',
      'B announce 192.0.2.11 x5',
    ])
  })
})

describe('rule 142: weights in a group', () => {
  const trackers = [tracker({ kind: 'file', name: 'load', weight: 1 })]
  const read: VrrpInput = { type: 'trackedFileRead', tracker: 'load', content: '50' }

  it('do not count', () => {
    const run = new CohortRun({ A: { trackers }, B: {} })
    run.tell('A', read)
    expect(run.state.members[0]?.standing.effectivePriority).toBe(100)
  })

  it('unless sync_group_tracking_weight is set', () => {
    const run = new CohortRun({ A: { trackers, syncGroupTrackingWeight: true }, B: {} })
    run.tell('A', read)
    expect(run.state.members[0]?.standing.effectivePriority).toBe(150)
  })

  it('but a weight of 0 is a fault as everywhere', () => {
    const run = new CohortRun({ A: { trackers: [tracker({ initFail: true })] }, B: {} })
    run.start()
    run.tell('A', { type: 'scriptFinished', tracker: 'check', success: false })
    expect(run.roles).toBe('FAULT FAULT')
  })
})

describe('a group makes one claim', () => {
  const claim = { timeoutMs: 500, timeoutVerdict: 'deny' } as const

  function asking(): CohortRun {
    const run = pair(claim)
    run.start()
    run.runTo(3700)
    return run
  }

  it('when all wish, and asks once', () => {
    const run = asking()
    expect(run.news()).toEqual([
      'A INIT>BACKUP: started',
      'B INIT>BACKUP: started',
      'G INIT>BACKUP',
      'B wishesMaster',
      'A wishesMaster',
      'G ask 0 until 4109.375',
    ])
    expect(run.roles).toBe('BACKUP BACKUP')
    expect(cohortDeadline(run.state)).toBe(4109.375)
  })

  it('granted: all are master in that step', () => {
    const run = asking()
    run.news()
    run.step({ to: 'group', id: 0, verdict: 'grant' })
    expect(run.roles).toBe('MASTER MASTER')
    expect(run.news().at(-1)).toBe('G BACKUP>MASTER')
  })

  it('denied: a full wait for all, then the next claim', () => {
    const run = asking()
    run.step({ to: 'group', id: 0, verdict: 'deny' })
    run.news()
    // 3700 + 3609.375
    run.runTo(7309.375)
    expect(run.news()).toEqual(['B wishesMaster', 'A wishesMaster', 'G ask 1 until 7809.375'])
  })

  it('not answered: the configured verdict counts and the question is withdrawn', () => {
    const denies = asking()
    denies.news()
    denies.runTo(4109.375)
    expect(denies.news()).toEqual(['G withdraw 0'])
    expect(denies.roles).toBe('BACKUP BACKUP')
    const grants = pair({ ...claim, timeoutVerdict: 'grant' })
    grants.start()
    grants.runTo(4109.375)
    expect(grants.roles).toBe('MASTER MASTER')
  })

  it('a stronger master withdraws it; a late answer is ignored', () => {
    const run = asking()
    run.news()
    run.tell('B', hears(200))
    expect(run.news()).toEqual(['G withdraw 0'])
    run.step({ to: 'group', id: 0, verdict: 'grant' })
    expect(run.roles).toBe('BACKUP BACKUP')
  })

  it('a fault withdraws it', () => {
    const run = asking()
    run.news()
    run.tell('A', down)
    expect(run.news()).toContain('G withdraw 0')
    expect(run.roles).toBe('FAULT FAULT')
  })

  it('an answer to another claim is ignored', () => {
    const run = asking()
    run.step({ to: 'group', id: 7, verdict: 'grant' })
    expect(run.roles).toBe('BACKUP BACKUP')
  })
})

describe('a cohort of one', () => {
  const single = { members: [parameters()], group: undefined }

  it('has no group and grants itself what it wishes', () => {
    const initial = initialCohort(single)
    expect(initial.group).toBeUndefined()
    const linked = cohortStep(single, initial, 0, { to: 0, input: up })
    const started = cohortStep(single, linked.state, 0, { to: 0, input: { type: 'started' } })
    const taken = cohortStep(single, started.state, 3609.375, { to: 'due' })
    expect(taken.state.members[0]?.role.name).toBe('MASTER')
  })

  it('puts changed parameters in force', () => {
    const after = parameters({ priority: 120 })
    const input: VrrpInput = { type: 'parametersChanged', parameters: after }
    const outcome = cohortStep(single, initialCohort(single), 0, { to: 0, input })
    expect(outcome.parameters.members).toEqual([after])
  })

  it('ignores what is for nobody', () => {
    const initial = initialCohort(single)
    expect(cohortStep(single, initial, 0, { to: 5, input: { type: 'started' } }).state).toEqual(
      initial,
    )
    expect(
      cohortStep(single, initial, 0, { to: 'group', id: 0, verdict: 'grant' }).effects,
    ).toEqual([])
  })
})

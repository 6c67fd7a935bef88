import { describe, expect, it } from 'vitest'
import { ownerParameters, parameters, v3Parameters } from '../test/support/parameters.js'
import { shown, shownEffects } from '../test/support/shown.js'
import { advert, backup, master, ownerStanding } from '../test/support/states.js'
import type { VrrpInput } from './input.js'
import { nextDeadline, step } from './machine.js'
import type { VrrpParameters } from './parameters.js'
import type { Standing, VrrpState } from './state.js'
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

const EXPIRE: VrrpInput = { type: 'timerExpired' }
const YIELDS = 'drop | release | MASTER>BACKUP: strongerAdvert'

/** Speaks from this address. */
function from(sourceAddress: string): Partial<Standing> {
  return { link: { up: true, sourceAddress, macAddress: '02:00:00:00:00:05' } }
}

describe('the advert timer', () => {
  it('rule 64: one advert, the next an interval after the last deadline', () => {
    expect(shown(step(parameters(), master(), 11_000, EXPIRE))).toBe('MASTER @12000 | advert 100')
    expect(shown(step(parameters(), master(), 11_007, EXPIRE))).toBe('MASTER @12000 | advert 100')
    expect(shown(step(parameters(), master(), 11_999.9, EXPIRE))).toBe('MASTER @12000 | advert 100')
  })

  it('rule 64: adverts missed in a stall are one', () => {
    expect(shown(step(parameters(), master(), 12_000, EXPIRE))).toBe('MASTER @13000 | advert 100')
    expect(shown(step(parameters(), master(), 60_500, EXPIRE))).toBe('MASTER @61500 | advert 100')
  })

  it('rule 98: a changed priority is in the next advert, which does not come sooner', () => {
    const changed = step(parameters(), master(), 10_500, { type: 'priorityChanged', priority: 120 })
    expect(shown(changed)).toBe('MASTER @11000 | priority 100>120')
    expect(shown(step(parameters(), changed.state, 11_000, EXPIRE))).toBe(
      'MASTER @12000 | advert 120',
    )
  })

  it('rules 98, 66: also when it fell below everybody: nothing but an advert ends mastership', () => {
    const changed = step(parameters(), master(), 10_500, { type: 'priorityChanged', priority: 1 })
    expect(shown(changed)).toBe('MASTER @11000 | priority 100>1')
    expect(changed.state.role).toEqual(master().role)
  })
})

describe('leaving', () => {
  it('rule 63: stop says priority 0', () => {
    expect(shown(step(parameters(), master(), 10_500, { type: 'stopped' }))).toBe(
      'INIT stopped | advert 0 | drop | release | MASTER>INIT: stopped',
    )
  })

  it('rules 77, 110: FAULT says it too, before the addresses go', () => {
    const down: VrrpInput = {
      type: 'linkChanged',
      link: { up: false, sourceAddress: '192.0.2.5', macAddress: undefined },
    }
    expect(shown(step(parameters(), master(), 10_500, down))).toBe(
      'FAULT | advert 0 | drop | release | MASTER>FAULT: fault',
    )
  })

  it('rule 77: but not without a source address', () => {
    const lost: VrrpInput = {
      type: 'linkChanged',
      link: { up: true, sourceAddress: undefined, macAddress: undefined },
    }
    expect(shown(step(parameters(), master(), 10_500, lost))).toBe(
      'FAULT | drop | release | MASTER>FAULT: fault',
    )
  })

  it('rule 77: a stronger advert is obeyed without a goodbye', () => {
    expect(shown(hears(parameters(), master(), 10_500, advert(200)))).toBe(
      `BACKUP @14109.375 | ${YIELDS}`,
    )
  })
})

describe('rule 66: who is stronger', () => {
  it('a higher priority, whatever its address', () => {
    const { state, effects } = hears(parameters(), master(), 10_500, advert(101))
    expect(state.role).toEqual({
      name: 'BACKUP',
      masterDownAt: 14_109.375,
      masterAdverIntMs: 1000,
      listeningSince: 10_500,
      master: { address: '192.0.2.2', priority: 101, heardAt: 10_500 },
      resigned: undefined,
      weaker: undefined,
      preemptAt: undefined,
      claim: undefined,
      wish: undefined,
    })
    expect(effects.at(-1)).toEqual({
      type: 'stateChanged',
      from: 'MASTER',
      to: 'BACKUP',
      reason: {
        kind: 'strongerAdvert',
        address: '192.0.2.2',
        priority: 101,
        ownAddress: '192.0.2.5',
        ownPriority: 100,
      },
    })
  })

  it.each([
    ['192.0.2.5', '192.0.2.6'],
    ['192.0.2.9', '192.0.2.10'],
    ['9.255.255.255', '10.0.0.0'],
    ['127.255.255.255', '128.0.0.0'],
    ['10.0.0.1', '223.0.0.1'],
  ])('equal priority: %s yields to %s, compared as unsigned bytes', (lower, higher) => {
    const yields = hears(
      parameters(),
      master({}, from(lower)),
      10_500,
      advert(100, { source: higher }),
    )
    expect(yields.state.role.name).toBe('BACKUP')
    const stays = hears(
      parameters(),
      master({}, from(higher)),
      10_500,
      advert(100, { source: lower }),
    )
    expect(stays.state.role.name).toBe('MASTER')
  })

  it.each([
    ['fe80::1', 'fe80::2'],
    ['fe80::9', 'fe80::10'],
    ['fe80::ffff', 'fe80::1:0'],
    ['fe80::7fff:0:0:0', 'fe80::8000:0:0:0'],
  ])('equal priority: %s yields to %s', (lower, higher) => {
    const ipv6 = v3Parameters({ family: 6 })
    const yields = hears(ipv6, master({}, from(lower)), 10_500, advert(100, { source: higher }))
    expect(yields.state.role.name).toBe('BACKUP')
    const stays = hears(ipv6, master({}, from(higher)), 10_500, advert(100, { source: lower }))
    expect(stays.state.role.name).toBe('MASTER')
  })

  it('rule 66: VRRPv3 takes the interval of the new master', () => {
    const heard = hears(v3Parameters(), master(), 10_500, advert(200, { advertIntMs: 100 }))
    // 300 + 60.9375
    expect(nextDeadline(heard.state)).toBe(10_860.9375)
    expect(heard.state.role).toMatchObject({ masterAdverIntMs: 100 })
  })

  it('rule 91: nopreempt makes no exception', () => {
    const nopreempt = parameters({ preempt: false })
    expect(hears(nopreempt, master(), 10_500, advert(200)).state.role.name).toBe('BACKUP')
    expect(hears(nopreempt, master(), 10_500, advert(50)).state.role.name).toBe('MASTER')
  })

  it('rule 80: higher_prio_send_advert says our own priority once more', () => {
    const configured = parameters({ higherPrioSendAdvert: true })
    expect(shown(hears(configured, master(), 10_500, advert(200)))).toBe(
      `BACKUP @14109.375 | advert 100 every 1000 | ${YIELDS}`,
    )
  })

  it('rule 80: never makes others impatient for the stronger one', () => {
    const configured = v3Parameters({ higherPrioSendAdvert: true, advertIntMs: 500 })
    const heard = hears(configured, master(), 10_500, advert(200, { advertIntMs: 2000 }))
    // 10500 + 3 * 2000 + 156 / 256 * 2000
    expect(shown(heard)).toBe(`BACKUP @17718.75 | advert 100 every 2000 | ${YIELDS}`)
  })

  it('rule 81: our own address with our priority: a warning, nothing else', () => {
    const state = master()
    const heard = hears(parameters(), state, 10_500, advert(100, { source: '192.0.2.5' }))
    expect(heard.state).toBe(state)
    expect(shownEffects(heard)).toEqual(['duplicateAddress'])
  })

  it('rule 50: never goes back to BACKUP with an interval learned before it was master', () => {
    const learned = backup({ masterAdverIntMs: 5000, masterDownAt: 11_000 })
    const taken = step(v3Parameters(), learned, 11_000, EXPIRE)
    const demoted = step(v3Parameters(), taken.state, 12_000, { type: 'demoted', by: 'operator' })
    expect(demoted.state.role).toMatchObject({ masterAdverIntMs: 1000, masterDownAt: 15_609.375 })
  })
})

describe('a master that leaves or is weaker', () => {
  it('rules 65, 78: priority 0 is answered at once, and the timer starts anew', () => {
    for (const profile of ['rfc3768', 'rfc5798', 'rfc9568', 'keepalived'] as const) {
      expect(shown(hears(parameters({ profile }), master(), 10_500, advert(0)))).toBe(
        'MASTER @11500 | advert 100',
      )
    }
  })

  it.each(['rfc3768', 'rfc5798'] as const)('rule 67: %s leaves it unanswered', (profile) => {
    const configured = parameters({ profile, lowerPrioNoAdvert: true })
    expect(shown(hears(configured, master(), 10_500, advert(50)))).toBe(
      'MASTER @11000 | lowerPriorityHeard',
    )
  })

  it('rule 67: rfc9568 answers and keeps the timer', () => {
    expect(shown(hears(parameters({ profile: 'rfc9568' }), master(), 10_500, advert(50)))).toBe(
      'MASTER @11000 | advert 100 | lowerPriorityHeard',
    )
  })

  it('rule 79: keepalived answers, starts the timer anew and announces', () => {
    const heard = hears(parameters(), master(), 10_500, advert(50))
    expect(shown(heard)).toBe(
      'MASTER @11500 | advert 100 | announce 192.0.2.10 x5 | hold 192.0.2.10 | lowerPriorityHeard',
    )
    expect(heard.effects.at(-1)).toEqual({
      type: 'note',
      note: {
        kind: 'lowerPriorityHeard',
        rival: { address: '192.0.2.2', priority: 50, heardAt: 10_500 },
        ownPriority: 100,
      },
    })
  })

  it('rule 79: and announces again after garp_lower_prio_delay', () => {
    const configured = parameters({ announce: { lowerPrioRepeat: 2, lowerPrioDelayMs: 700 } })
    const heard = hears(configured, master(), 10_500, advert(50))
    expect(shownEffects(heard)[1]).toBe('announce 192.0.2.10 x2')
    expect(shown(step(configured, heard.state, 11_200, EXPIRE))).toBe(
      'MASTER @11500 | announce 192.0.2.10 x2',
    )
  })

  it('rule 79: garp_lower_prio_repeat 0 and delay 0 announce nothing', () => {
    const none = parameters({ announce: { lowerPrioRepeat: 0 } })
    const heard = hears(none, master(), 10_500, advert(50))
    expect(shown(heard)).toBe('MASTER @11500 | advert 100 | hold 192.0.2.10 | lowerPriorityHeard')
    const once = parameters({ announce: { lowerPrioDelayMs: 0 } })
    expect(hears(once, master(), 10_500, advert(50)).state.role).toMatchObject({
      announcing: { lowerPrioBurstAt: undefined },
    })
  })

  it('rule 79: lower_prio_no_advert announces, but neither answers nor touches the timer', () => {
    const quiet = parameters({ lowerPrioNoAdvert: true })
    expect(shown(hears(quiet, master(), 10_500, advert(50)))).toBe(
      'MASTER @11000 | announce 192.0.2.10 x5 | hold 192.0.2.10 | lowerPriorityHeard',
    )
  })
})

describe('rule 82: two owners', () => {
  const owner = ownerParameters()
  const otherOwner = (source: string): ReceivedAdvertisement => advert(255, { source })

  it('the lower address yields at once, and says why', () => {
    const heard = hears(owner, master({}, ownerStanding), 10_500, otherOwner('192.0.2.9'))
    expect(shown(heard)).toBe(`BACKUP @13503.90625 | twoOwners lowered | ${YIELDS}`)
    expect(heard.state.standing.effectivePriority).toBe(255)
  })

  it('the higher address waits for two own adverts and 1.2 intervals, then yields with 254', () => {
    const first = hears(owner, master({}, ownerStanding), 10_500, otherOwner('192.0.2.2'))
    expect(shown(first)).toBe(
      'MASTER @11500 | advert 255 | announce 192.0.2.10 x5 | hold 192.0.2.10 | ' +
        'lowerPriorityHeard | twoOwners',
    )
    let { state } = first
    // Due at 10 500 + 2 x 1000 + 1.2 x 1000 = 13 700.
    for (const now of [11_500, 12_500, 13_500, 13_699.9]) {
      const again = hears(owner, state, now, otherOwner('192.0.2.2'))
      expect(shownEffects(again)).toEqual([
        'advert 255',
        'announce 192.0.2.10 x5',
        'hold 192.0.2.10',
        'lowerPriorityHeard',
      ])
      state = again.state
    }
    const lowered = hears(owner, state, 13_700, otherOwner('192.0.2.2'))
    expect(shown(lowered)).toBe(`BACKUP @16703.90625 | twoOwners lowered | ${YIELDS}`)
    expect(lowered.state.standing.effectivePriority).toBe(254)
  })

  it('the slower of the two intervals counts', () => {
    const slow = advert(255, { advertIntMs: 2000 })
    const first = hears(ownerParameters({ version: 3 }), master({}, ownerStanding), 10_500, slow)
    // 10 500 + 2 x 1000 + 1.2 x 2000
    expect(first.state.role).toMatchObject({ ownerConflict: { lowersAt: 14_900 } })
  })

  it('it starts over when the other one fell silent in between, or is another one', () => {
    const first = hears(owner, master({}, ownerStanding), 10_500, otherOwner('192.0.2.2'))
    const silent = hears(owner, first.state, 13_500.1, otherOwner('192.0.2.2'))
    expect(silent.state.role).toMatchObject({ ownerConflict: { lowersAt: 16_700.1 } })
    const another = hears(owner, first.state, 11_500, otherOwner('192.0.2.3'))
    expect(another.state.role).toMatchObject({
      ownerConflict: { address: '192.0.2.3', lowersAt: 14_700 },
    })
  })
})

describe('handing over', () => {
  it('demote: priority 0, a full wait, and the next master is left alone', () => {
    const demoted = step(parameters(), master(), 10_500, { type: 'demoted', by: 'operator' })
    expect(shown(demoted)).toBe(
      'BACKUP @14109.375 | advert 0 | drop | release | MASTER>BACKUP: demoted',
    )
    expect(demoted.state.standing.yielding).toBe(true)
  })

  it('a revoked claim: the same, but it may come back', () => {
    const revoked = step(parameters(), master(), 10_500, { type: 'claimRevoked', by: 'lease' })
    expect(shown(revoked)).toBe(
      'BACKUP @14109.375 | advert 0 | drop | release | MASTER>BACKUP: claimRevoked',
    )
    expect(revoked.state.standing.yielding).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { parameters } from '../test/support/parameters.js'
import { shown, shownEffects } from '../test/support/shown.js'
import { backup, master } from '../test/support/states.js'
import type { VrrpInput } from './input.js'
import { step } from './machine.js'
import type { VrrpState } from './state.js'
import type { Step } from './transitions.js'

const THEIRS = '02:00:00:00:00:99'
const OURS = '02:00:00:00:00:05'
const theirs = { address: '192.0.2.10', macAddress: THEIRS }
const EXPIRE: VrrpInput = { type: 'timerExpired' }

function announced(state: VrrpState, now: number, macAddress: string = THEIRS): Step {
  return step(parameters(), state, now, {
    type: 'addressAnnounced',
    address: '192.0.2.10',
    macAddress,
    isAnswer: false,
  })
}

describe('rule 163: another node announces an address of this master', () => {
  const quiet = master({ advertAt: 500_000 })

  it('is answered at once, and once more after three quiet intervals', () => {
    const first = announced(quiet, 10_000)
    expect(shown(first)).toBe('MASTER @13000 | announce 192.0.2.10 x5 | addressContested')
    const healed = step(parameters(), first.state, 13_000, EXPIRE)
    expect(shown(healed)).toBe('MASTER @500000 | announce 192.0.2.10 x5')
  })

  it('three quiet intervals begin anew with each announcement', () => {
    const first = announced(quiet, 10_000)
    const second = announced(first.state, 10_500)
    expect(shown(second)).toBe('MASTER @13500 | addressContested')
  })

  it('a rival that goes on is answered after 1, 2, 4 s and so on, not packet by packet', () => {
    let { state } = announced(quiet, 0)
    const answers = [0]
    for (let now = 100; now < 20_000; now += 100) {
      const next = announced(state, now)
      if (shownEffects(next).some((effect) => effect.startsWith('announce'))) answers.push(now)
      state = next.state
    }
    expect(answers).toEqual([0, 1000, 3000, 7000, 15_000])
  })

  it('a minute of silence ends the memory of it', () => {
    const { state } = announced(announced(quiet, 0).state, 1000)
    expect(shownEffects(announced(state, 2000))).toEqual(['addressContested'])
    expect(shownEffects(announced(state, 61_000))).toContain('announce 192.0.2.10 x5')
    const anew = announced(announced(state, 61_001).state, 62_001)
    expect(shownEffects(anew)).toContain('announce 192.0.2.10 x5')
  })

  it('our own announcement, a foreign address, and other states mean nothing', () => {
    expect(announced(quiet, 10_000, OURS).state).toBe(quiet)
    const elsewhere = { address: '192.0.2.99', macAddress: THEIRS, isAnswer: false }
    const unknown = step(parameters(), quiet, 10_000, { type: 'addressAnnounced', ...elsewhere })
    expect(unknown).toEqual({ state: quiet, effects: [] })
    const listening = backup()
    expect(announced(listening, 10_000)).toEqual({ state: listening, effects: [] })
  })

  it('an address that is not there yet is not fought for', () => {
    const failures = [{ address: '192.0.2.10', code: 'EEXIST', message: 'taken' }]
    const without = master({
      holding: { status: 'failed', attempt: 1, retryAt: undefined, failures },
    })
    expect(announced(without, 10_000).state).toBe(without)
  })

  it('garpLowerPrioRepeat: 0 keeps silent', () => {
    const silent = parameters({ announce: { lowerPrioRepeat: 0 } })
    const input = { type: 'addressAnnounced', isAnswer: false, ...theirs } as const
    expect(shownEffects(step(silent, quiet, 10_000, input))).toEqual(['addressContested'])
  })

  it.each([{ secondBurstAt: 12_000 }, { lowerPrioBurstAt: 12_000 }])(
    'an answer to an announcement that will be repeated (%o) is that of a master that yields',
    (burst) => {
      const { announcing } = quiet.role
      const announces = master({ advertAt: 500_000, announcing: { ...announcing, ...burst } })
      const answer: VrrpInput = { type: 'addressAnnounced', isAnswer: true, ...theirs }
      expect(step(parameters(), announces, 10_000, answer)).toEqual({
        state: announces,
        effects: [],
      })
      const { state } = step(parameters(), announces, 12_000, EXPIRE)
      expect(shownEffects(step(parameters(), state, 12_001, answer))).toEqual([
        'announce 192.0.2.10 x5',
        'addressContested',
      ])
    },
  )

  it('what is said to everybody counts at once', () => {
    const { announcing } = quiet.role
    const fresh = master({ announcing: { ...announcing, secondBurstAt: 12_000 } })
    expect(shownEffects(announced(fresh, 10_000))).toEqual([
      'announce 192.0.2.10 x5',
      'addressContested',
    ])
  })
})

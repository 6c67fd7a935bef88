import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyInput, anyParameters } from '../test/support/arbitraries.js'
import { cohortDeadline, cohortStep, initialCohort } from './cohort.js'
import type { CohortEffect, CohortInput, CohortParameters, CohortState } from './cohort.js'
import type { VrrpInput } from './input.js'

/** What only a group itself tells its members. */
const ofTheGroup: readonly VrrpInput['type'][] = [
  'groupGranted',
  'wishDenied',
  'groupLeftMaster',
  'groupFaultChanged',
]

const names = ['A', 'B', 'C']
const claim = fc.option(
  fc.record({
    timeoutMs: fc.integer({ min: 1, max: 2000 }),
    timeoutVerdict: fc.constantFrom('grant' as const, 'deny' as const),
  }),
  { nil: undefined },
)

/** A sync group of one to three members, all below 255. */
const anyCohort: fc.Arbitrary<CohortParameters> = fc
  .tuple(fc.array(anyParameters, { minLength: 1, maxLength: 3 }), claim)
  .map(([members, asked]) => ({
    members: members.map((member, index) => ({
      ...member,
      name: names[index] ?? '',
      priority: Math.min(254, member.priority),
      claim: undefined,
      group: 'G',
    })),
    group: { name: 'G', members: names.slice(0, members.length), claim: asked },
  }))

type Move = CohortInput | 'deadline'

const anyMove: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Move>('deadline') },
  {
    weight: 5,
    arbitrary: fc.record({
      to: fc.integer({ min: 0, max: 2 }),
      input: anyInput.filter(
        ({ type }) => !ofTheGroup.includes(type) && type !== 'parametersChanged',
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      to: fc.constant('group' as const),
      id: fc.integer({ min: 0, max: 2 }),
      verdict: fc.constantFrom('grant' as const, 'deny' as const),
    }),
  },
)

interface Moment {
  readonly now: number
  readonly isTimer: boolean
  readonly state: CohortState
  readonly effects: readonly CohortEffect[]
}

function always(look: (moment: Moment) => void): void {
  fc.assert(
    fc.property(anyCohort, fc.array(anyMove, { maxLength: 40 }), (parameters, moves) => {
      let state = initialCohort(parameters)
      let now = 0
      const link = { up: true, sourceAddress: '192.0.2.5', macAddress: undefined }
      const start = parameters.members.flatMap((_, to): CohortInput[] => [
        { to, input: { type: 'linkChanged', link } },
        { to, input: { type: 'started' } },
      ])
      for (const move of [...start, ...moves]) {
        const isTimer = move === 'deadline'
        if (isTimer) now = Math.max(now, cohortDeadline(state) ?? now)
        const outcome = cohortStep(parameters, state, now, isTimer ? { to: 'due' } : move)
        state = outcome.state
        look({ now, isTimer, state, effects: outcome.effects })
      }
    }),
    { numRuns: 400 },
  )
}

describe('a sync group, whatever happens', () => {
  it('comes to rest', () => {
    // cohortStep throws InvariantError when it does not.
    always(() => undefined)
  })

  it('is master as a whole or not at all (rules 139, 140)', () => {
    always(({ state: { members, group } }) => {
      const masters = members.filter(({ role }) => role.name === 'MASTER').length
      expect([0, members.length]).toContain(masters)
      expect(group?.state === 'MASTER').toBe(masters > 0)
    })
  })

  it('shares every fault (rules 108, 140)', () => {
    always(({ state: { members } }) => {
      const hasFault = members.some(
        ({ role, standing }) =>
          role.name !== 'INIT' && standing.faults.some(({ kind }) => kind !== 'group'),
      )
      if (!hasFault) return
      for (const { role } of members) expect(['FAULT', 'INIT']).toContain(role.name)
    })
  })

  it('tells a change of its own state once, as the last thing (rule 141)', () => {
    always(({ effects }) => {
      const changes = effects.flatMap((effect, index) =>
        effect.of === 'group' && effect.effect.type === 'groupStateChanged' ? [index] : [],
      )
      expect(changes.length).toBeLessThanOrEqual(1)
      const last = changes[0]
      if (last === undefined) return
      const after = effects.slice(last + 1)
      expect(after.every(({ of }) => of === 'group')).toBe(true)
    })
  })

  it('moves on when its deadline has come', () => {
    always(({ now, isTimer, state }) => {
      const next = cohortDeadline(state)
      if (isTimer && next !== undefined) expect(next).toBeGreaterThan(now)
    })
  })
})

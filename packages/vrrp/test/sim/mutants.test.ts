import { invariants } from '@holdfast/vrrp/testing'
import type { Invariant, Scenario, ScenarioOutcome } from '@holdfast/vrrp/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { mutants } from './mutants.js'

// A check that finds nothing proves nothing: here the machine is broken on purpose, one promise at
// a time, and each invariant has to find out by itself.

const SEEDS_MAX = 40
const DURATION_MS = 160_000

const cases = mutants.flatMap(({ noticed, ...mutant }) =>
  noticed.map((invariant) => ({ ...mutant, invariant })),
)

describe('the simulation notices', () => {
  afterEach(() => {
    for (const { module } of mutants) vi.doUnmock(module)
    vi.resetModules()
  })

  test.each(cases)('$title: $invariant', async ({ module, break: breakIt, invariant }) => {
    vi.resetModules()
    vi.doMock(module, async (importOriginal) => breakIt(await importOriginal<never>()))
    expect(await brokenPromise(invariant)).toBe(invariant)
  })

  test('every invariant can fail', () => {
    const proven = new Set(cases.map(({ invariant }) => invariant))
    expect(invariants.filter((invariant) => !proven.has(invariant))).toEqual([])
  })
})

/** What the modules that are imported now, with the broken one among them, lead to. */
async function brokenPromise(only: Invariant): Promise<Invariant | undefined> {
  const { randomScenario, runScenario }: Simulation = await import('@holdfast/vrrp/testing')
  for (let seed = 1; seed <= SEEDS_MAX; seed += 1) {
    const { violation } = runScenario(randomScenario(seed, DURATION_MS), { only: [only] })
    if (violation !== undefined) return violation.invariant
  }
  return undefined
}

interface Simulation {
  readonly randomScenario: (seed: number, durationMs: number) => Scenario
  readonly runScenario: (
    scenario: Scenario,
    options: { readonly only: readonly Invariant[] },
  ) => ScenarioOutcome
}

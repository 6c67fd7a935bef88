import { cohortDeadline, cohortStep, initialCohort } from '../../src/cohort.js'
import type { CohortEffect, CohortInput, CohortParameters, CohortState } from '../../src/cohort.js'
import type { VrrpInput } from '../../src/input.js'
import type { ClaimParameters } from '../../src/parameters.js'
import { standing } from './states.js'
import type { ParameterChanges } from './parameters.js'
import { parameters } from './parameters.js'
import { shownEffect } from './shown.js'

/** A sync group on its own, without a router: time is a number, news are lines. */
export class CohortRun {
  now = 0
  state: CohortState
  parameters: CohortParameters
  /** What was done since the last look, in order, such as `A advert 100`. */
  #news: string[] = []

  constructor(members: Readonly<Record<string, ParameterChanges>>, claim?: ClaimParameters) {
    const names = Object.keys(members)
    this.parameters = {
      members: Object.entries(members).map(([name, changes]) =>
        parameters({ name, group: 'G', ...changes }),
      ),
      group: { name: 'G', members: names, claim },
    }
    const initial = initialCohort(this.parameters)
    this.state = {
      ...initial,
      members: initial.members.map((member, index) => {
        const { link } = standing()
        const priority = this.parameters.members[index]?.priority ?? 100
        const facts = { basePriority: priority, effectivePriority: priority, link, faults: [] }
        return { ...member, standing: { ...member.standing, ...facts } }
      }),
    }
  }

  get roles(): string {
    return this.state.members.map(({ role }) => role.name).join(' ')
  }

  get group(): string {
    return this.state.group?.state ?? 'none'
  }

  /** One input to a member. */
  tell(name: string, input: VrrpInput): void {
    this.step({ to: this.#indexOf(name), input })
  }

  start(): void {
    for (const { name } of this.parameters.members) this.tell(name, { type: 'started' })
  }

  /** Lets time pass; every deadline is met at its instant. */
  runTo(endMs: number): void {
    for (let at = cohortDeadline(this.state); at !== undefined && at <= endMs;) {
      this.now = at
      this.step({ to: 'due' })
      const next = cohortDeadline(this.state)
      if (next !== undefined && next <= at) throw new Error(`the deadline ${at} was kept`)
      at = next
    }
    this.now = endMs
  }

  step(input: CohortInput): void {
    const outcome = cohortStep(this.parameters, this.state, this.now, input)
    this.state = outcome.state
    this.parameters = outcome.parameters
    this.#news.push(...outcome.effects.map((effect) => this.#shown(effect)))
  }

  /** The news since the last call. */
  news(): readonly string[] {
    const news = this.#news
    this.#news = []
    return news
  }

  #indexOf(name: string): number {
    return this.parameters.members.findIndex((member) => member.name === name)
  }

  #shown(effect: CohortEffect): string {
    if (effect.of !== 'group') {
      return `${this.parameters.members[effect.of]?.name ?? '?'} ${shownEffect(effect.effect)}`
    }
    const { effect: news } = effect
    switch (news.type) {
      case 'askClaim':
        return `G ask ${news.id} until ${news.deadline}`
      case 'withdrawClaim':
        return `G withdraw ${news.id}`
      case 'groupStateChanged':
        return `G ${news.from}>${news.to}`
    }
  }
}

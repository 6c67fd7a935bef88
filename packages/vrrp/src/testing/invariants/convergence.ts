import { explainComponent, findComponents } from './components.js'
import type { Component } from './components.js'
import type { Report } from './violation.js'
import type { VirtualRouter } from './virtual-router.js'
import type { World } from './world.js'

/**
 * What a cluster comes to when nothing happens any more: somebody is MASTER of every component, and
 * then nobody else, and nobody whom the others should have preempted.
 */
export class Convergence {
  readonly #world: World
  readonly #outlooks = new Map<VirtualRouter, Outlook>()
  #seenChange = -1

  constructor(world: World) {
    this.#world = world
  }

  check(router: VirtualRouter, now: number, report: Report): void {
    const { changedAt } = this.#world
    if (this.#seenChange !== changedAt) {
      this.#seenChange = changedAt
      this.#outlooks.clear()
    }
    // A master-down interval is two advert intervals at least: too early to say anything.
    if (now < changedAt + 2 * router.longestIntervalMs) return
    const outlook = this.#outlookOf(router)
    if (now <= outlook.nextCheckAt && router.transitions === outlook.transitions) return
    outlook.transitions = router.transitions
    outlook.nextCheckAt = Math.min(...outlook.components.map((each) => nextPromise(each, now)))
    for (const component of outlook.components) checkComponent(component, now, report)
  }

  #outlookOf(router: VirtualRouter): Outlook {
    const known = this.#outlooks.get(router)
    if (known !== undefined) return known
    const components = findComponents(router, this.#world)
    const made = { components, nextCheckAt: -Infinity, transitions: -1 }
    this.#outlooks.set(router, made)
    return made
  }
}

/** What must become of a virtual router, unless something changes. */
interface Outlook {
  readonly components: readonly Component[]
  /** After that more is promised; until then only a transition can break a promise. */
  nextCheckAt: number
  /** How many there were at the last check. */
  transitions: number
}

function nextPromise({ masterBy, settledBy }: Component, now: number): number {
  if (now <= masterBy) return masterBy
  return now <= settledBy ? settledBy : Infinity
}

function checkComponent(component: Component, now: number, report: Report): void {
  const { members, masterBy, settledBy } = component
  if (now <= masterBy) return
  const masters = members.filter(({ role }) => role === 'MASTER')
  if (masters.length === 0) {
    report('some-master', `nobody is MASTER of ${explainComponent(component)}`)
  }
  if (now <= settledBy) return
  const [master, ...others] = masters
  if (master === undefined) return
  if (others.length > 0) {
    const names = masters.map(({ node }) => node.name).join(' and ')
    report('right-master', `${names} are MASTER of ${explainComponent(component)}`)
  }
  const better = members.find((each) => component.preempts(each, master))
  if (better !== undefined) {
    const names = `${better.node.name}, not ${master.node.name},`
    report('right-master', `${names} should be MASTER of ${explainComponent(component)}`)
  }
}

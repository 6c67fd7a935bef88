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
  readonly #components = new Map<VirtualRouter, readonly Component[]>()
  #seenChange = -1

  constructor(world: World) {
    this.#world = world
  }

  check(router: VirtualRouter, now: number, report: Report): void {
    if (this.#seenChange !== this.#world.changedAt) {
      this.#seenChange = this.#world.changedAt
      this.#components.clear()
    }
    // A master-down interval is two advert intervals at least: too early to say anything.
    if (now < this.#seenChange + 2 * router.longestIntervalMs) return
    let components = this.#components.get(router)
    if (components === undefined) {
      components = findComponents(router, this.#world)
      this.#components.set(router, components)
    }
    for (const component of components) checkComponent(component, now, report)
  }
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

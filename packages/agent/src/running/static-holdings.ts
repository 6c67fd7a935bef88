import { noRouting } from '@holdfast/core'
import type { Addresses, Clock, Logger, Routes } from '@holdfast/core'
import { nothingHeld } from './plan-static.js'
import type { StaticPlan } from './plan-static.js'
import { within } from './within.js'

export interface StaticHoldingsOptions {
  readonly addresses: Addresses | undefined
  readonly routes: Routes | undefined
  readonly clock: Clock
  readonly logger: Logger
}

/** Not a name that an instance can have. */
const owner = 'static '
const releaseMs = 5000

/** Addresses, routes and rules that are held from start to stop, whoever is master. */
export class StaticHoldings {
  readonly #options: StaticHoldingsOptions
  #held = nothingHeld

  constructor(options: StaticHoldingsOptions) {
    this.#options = options
  }

  /** Routes lead over addresses, and so come after them. */
  apply(plan: StaticPlan): void {
    const before = this.#held
    this.#held = plan
    if (hasAddresses(before) || hasAddresses(plan)) this.#holdAddresses(plan)
    if (hasRouting(before) || hasRouting(plan)) this.#holdRouting(plan)
  }

  async release(): Promise<void> {
    const { addresses, routes, clock } = this.#options
    const before = this.#held
    this.#held = nothingHeld
    const released: Promise<void>[] = []
    if (hasRouting(before) && routes !== undefined) {
      released.push(new Promise((done) => routes.hold(owner, noRouting, () => done())))
    }
    if (hasAddresses(before) && addresses !== undefined) {
      released.push(new Promise((done) => addresses.hold(owner, [], () => done())))
    }
    await within(Promise.all(released), releaseMs, clock)
  }

  #holdAddresses(plan: StaticPlan): void {
    const { addresses, logger } = this.#options
    if (addresses === undefined) logger.warn('static addresses: nobody here holds addresses')
    addresses?.hold(owner, plan.addresses, (outcome) => {
      if (outcome.ok) return
      for (const { address, message } of outcome.failures) {
        logger.warn(`cannot hold the static address ${address}: ${message}`)
      }
    })
  }

  #holdRouting({ routing }: StaticPlan): void {
    const { routes, logger } = this.#options
    if (routes === undefined) logger.warn('static routes: nobody here holds routes')
    routes?.hold(owner, routing, (outcome) => {
      if (outcome.ok) return
      for (const { subject, message } of outcome.failures) {
        logger.warn(`cannot hold the static ${subject}: ${message}`)
      }
    })
  }
}

function hasAddresses({ addresses }: StaticPlan): boolean {
  return addresses.length > 0
}

function hasRouting({ routing }: StaticPlan): boolean {
  return routing.routes.length + routing.rules.length > 0
}

import type { AddressFailure, DesiredAddress, DesiredRouting } from '@holdfast/core'
import type { IpAddress, MacAddress, RoutingFailure } from '@holdfast/core'
import type { HeardRouter, TransitionReason } from './reason.js'
import type { VrrpStateName } from './state.js'

/** Something worth telling that changes no state. */
export type VrrpNote =
  | { readonly kind: 'priorityChanged'; readonly from: number; readonly to: number }
  | { readonly kind: 'preemptDelayStarted'; readonly until: number; readonly master: HeardRouter }
  | {
      readonly kind: 'lowerPriorityHeard'
      readonly rival: HeardRouter
      readonly ownPriority: number
    }
  | { readonly kind: 'duplicateAddress'; readonly address: IpAddress }
  | {
      readonly kind: 'addressContested'
      readonly address: IpAddress
      readonly macAddress: MacAddress
    }
  | { readonly kind: 'twoOwners'; readonly address: IpAddress; readonly lowered: boolean }
  | { readonly kind: 'addressesHeld' }
  | {
      readonly kind: 'addressesFailed'
      readonly failures: readonly AddressFailure[]
      readonly attempt: number
      readonly retryInMs: number | undefined
    }
  | {
      readonly kind: 'releaseFailed'
      readonly failures: readonly AddressFailure[]
      readonly attempt: number
      readonly retryInMs: number | undefined
    }
  | { readonly kind: 'routesHeld' }
  | {
      readonly kind: 'routesFailed' | 'routesReleaseFailed'
      readonly failures: readonly RoutingFailure[]
      readonly attempt: number
      readonly retryInMs: number | undefined
    }
  | { readonly kind: 'claimDenied'; readonly id: number; readonly timedOut: boolean }
  | {
      readonly kind: 'advertIntervalLearned'
      readonly fromMs: number
      readonly toMs: number
      readonly address: IpAddress
    }
  | { readonly kind: 'wishesMaster'; readonly reason: TransitionReason }
  /** Something is configured that the router has no port for: nobody does it. */
  | { readonly kind: 'portMissing'; readonly port: 'addresses' | 'routes' }

/** What a step wants done, in order; the order is part of the contract (rule 76). */
export type VrrpEffect =
  | {
      readonly type: 'sendAdvert'
      readonly priority: number
      /** What it says instead of the configured interval. */
      readonly advertIntMs?: number
    }
  | { readonly type: 'holdAddresses'; readonly addresses: readonly DesiredAddress[] }
  | { readonly type: 'holdRoutes'; readonly routing: DesiredRouting }
  | { readonly type: 'announce'; readonly addresses: readonly IpAddress[]; readonly repeat: number }
  | { readonly type: 'dropAnnouncements' }
  | {
      readonly type: 'askClaim'
      readonly id: number
      readonly deadline: number
      readonly reason: TransitionReason
    }
  | { readonly type: 'withdrawClaim'; readonly id: number }
  | { readonly type: 'note'; readonly note: VrrpNote }
  | {
      readonly type: 'stateChanged'
      readonly from: VrrpStateName
      readonly to: VrrpStateName
      readonly reason: TransitionReason
    }

import type { HoldOutcome, IpAddress, MacAddress, RoutingOutcome } from '@holdfast/core'
import type { LinkView } from './state.js'
import type { VrrpParameters } from './parameters.js'
import type { ReceivedAdvertisement } from './wire/advertisement.js'

/** An address and the link-layer address that some node says it has. */
export interface AnnouncedAddress {
  readonly address: IpAddress
  readonly macAddress: MacAddress
  /** Said to us alone, as an answer to our own announcement. */
  readonly isAnswer: boolean
}

export type ClaimVerdict = 'grant' | 'deny'

/** Everything that can happen to an instance; what was rejected on the wire never becomes an input. */
export type VrrpInput =
  | { readonly type: 'started' }
  | { readonly type: 'stopped' }
  | { readonly type: 'timerExpired' }
  | { readonly type: 'advertReceived'; readonly advertisement: ReceivedAdvertisement }
  | { readonly type: 'linkChanged'; readonly link: LinkView }
  | { readonly type: 'scriptFinished'; readonly tracker: string; readonly success: boolean }
  | { readonly type: 'trackedInterfaceChanged'; readonly tracker: string; readonly up: boolean }
  | { readonly type: 'trackedFileRead'; readonly tracker: string; readonly content: string }
  | { readonly type: 'addressesHeld'; readonly outcome: HoldOutcome }
  | { readonly type: 'routesHeld'; readonly outcome: RoutingOutcome }
  | { readonly type: 'priorityChanged'; readonly priority: number }
  | { readonly type: 'demoted'; readonly by: string }
  | { readonly type: 'promoted'; readonly by: string }
  | { readonly type: 'maintenanceChanged'; readonly on: boolean; readonly by: string }
  | { readonly type: 'announcementAsked' }
  | ({ readonly type: 'addressAnnounced' } & AnnouncedAddress)
  /** The machine slept, and the monotonic clock with it: what was sent meanwhile is lost. */
  | { readonly type: 'suspended'; readonly forMs: number }
  | { readonly type: 'parametersChanged'; readonly parameters: VrrpParameters }
  | { readonly type: 'claimAnswered'; readonly id: number; readonly verdict: ClaimVerdict }
  | { readonly type: 'claimRevoked'; readonly by: string }
  | { readonly type: 'groupGranted'; readonly group: string }
  | { readonly type: 'wishDenied' }
  | { readonly type: 'groupLeftMaster'; readonly group: string; readonly member: string }
  | { readonly type: 'groupFaultChanged'; readonly member: string | undefined }

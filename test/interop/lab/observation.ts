import type { RouterName, StationName } from './stations.js'

interface Observation {
  /** When the kernel saw it enter the switch, in milliseconds since 1970. */
  readonly at: number
  readonly station: StationName
  /** What tshark does not like about it, or ''. */
  readonly complaint: string
}

export interface AdvertObservation extends Observation {
  readonly kind: 'advert'
  readonly version: number
  readonly vrid: number
  readonly priority: number
  readonly intervalMs: number
  readonly addresses: readonly string[]
  readonly source: string
  readonly sourceMac: string
  readonly destination: string
  /** Or the hop limit of IPv6. */
  readonly ttl: number
  /** Of VRRPv2, in clear text. */
  readonly password?: string
}

/** A gratuitous ARP or an unsolicited neighbour advertisement. */
export interface AnnouncementObservation extends Observation {
  readonly kind: 'announcement'
  readonly address: string
  readonly sourceMac: string
  readonly means: 'request' | 'reply' | 'advertisement'
}

export interface OtherObservation extends Observation {
  readonly kind: 'other'
  readonly protocols: string
}

/** Says nothing but that the observer has read this far. */
interface TickObservation extends Observation {
  readonly kind: 'tick'
}

export type Observed =
  AdvertObservation | AnnouncementObservation | OtherObservation | TickObservation

/** An advert of a router that is not saying goodbye. */
export function isAdvertOf(observed: Observed, router: RouterName): observed is AdvertObservation {
  return observed.kind === 'advert' && observed.station === router
}

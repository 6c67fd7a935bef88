import type { Observed } from '../../interop/lab/observation.js'
import type { TraceWho } from './trace-event.js'

interface Moment {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly who: TraceWho
  readonly text: string
}

export interface Advert extends Moment {
  readonly kind: 'ADV'
  /** Adverts of one series follow each other: those of a router, by VRID and version. */
  readonly series: string
  readonly intervalMs: number
}

export interface Announcement extends Moment {
  readonly kind: 'GARP' | 'NA'
}

export interface AddressChange extends Moment {
  readonly kind: 'ADDR+' | 'ADDR-'
}

export interface Remark extends Moment {
  readonly kind: 'NOTIFY' | 'MARK'
}

/** What was seen, one by one; a trace folds what belongs together. */
export type Happening = Advert | Announcement | AddressChange | Remark

/** Source MACs that say which virtual router speaks (rule 126). */
const virtualMacs = '00:00:5e:'

/** Undefined for what no trace is about. */
export function happeningOf(observed: Observed): Happening | undefined {
  const { at, station: who } = observed
  switch (observed.kind) {
    case 'advert': {
      const { version, vrid, priority, intervalMs, addresses, password, ttl, sourceMac } = observed
      const text = [
        `v${version} vrid=${vrid} prio=${priority} adv=${intervalMs / 1000}`,
        ...(password === undefined ? [] : [`auth=1:${password}`]),
        `vips=${addresses.join(',')}`,
        ...(ttl === 255 ? [] : [`ttl=${ttl}`]),
        ...(isGroup(observed.destination) ? [] : [`dst=${observed.destination}`]),
        ...(sourceMac.startsWith(virtualMacs) ? [`smac=${sourceMac}`] : []),
      ].join(' ')
      return { kind: 'ADV', at, who, text, series: `${who} v${version} ${vrid}`, intervalMs }
    }
    case 'announcement': {
      const { address, means, sourceMac } = observed
      if (means === 'advertisement') return { kind: 'NA', at, who, text: address }
      const mac = sourceMac.startsWith(virtualMacs) ? ` mac=${sourceMac}` : ''
      return { kind: 'GARP', at, who, text: `${address} ${means}${mac}` }
    }
    case 'other':
    case 'tick':
      return undefined
  }
}

function isGroup(destination: string): boolean {
  return destination === '224.0.0.18' || destination === 'ff02::12'
}

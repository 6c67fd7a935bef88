import type { RejectionCode } from './wire/advertisement.js'

/**
 * What an instance counts, beside its state (rule 158). The names are keepalived's statistics in
 * camelCase; rejections go by their code. Counters only grow, also over `reconfigure`.
 */
export interface VrrpCounters {
  advertSent: number
  advertRcvd: number
  becomeMaster: number
  releaseMaster: number
  priZeroSent: number
  priZeroRcvd: number
  /** Accepted adverts whose address list is not ours (rules 41, 42). */
  addressListMismatch: number
  /** Packets that carried our own source address (rule 83). */
  ownSource: number
  announcementsSent: number
  sendFailed: number
  addressesFailed: number
  rejected: Partial<Record<RejectionCode | 'addressListError', number>>
}

export function newCounters(): VrrpCounters {
  return {
    advertSent: 0,
    advertRcvd: 0,
    becomeMaster: 0,
    releaseMaster: 0,
    priZeroSent: 0,
    priZeroRcvd: 0,
    addressListMismatch: 0,
    ownSource: 0,
    announcementsSent: 0,
    sendFailed: 0,
    addressesFailed: 0,
    rejected: {},
  }
}

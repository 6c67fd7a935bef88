import type { VrrpCounters, VrrpStatus } from '@holdfast/vrrp'

/** keepalived's counters of an instance, by the names that its JSON has for them. */
export interface DumpedStats {
  readonly advert_rcvd: number
  readonly advert_sent: number
  readonly become_master: number
  readonly release_master: number
  readonly packet_len_err: number
  readonly advert_interval_err: number
  readonly ip_ttl_err: number
  readonly invalid_type_rcvd: number
  readonly addr_list_err: number
  readonly invalid_authtype: number
  readonly authtype_mismatch: number
  readonly auth_failure: number
  readonly auth_ext_missing: number
  readonly auth_ext_malformed: number
  readonly auth_ext_unknown_key: number
  readonly auth_ext_invalid_hmac: number
  readonly auth_ext_stale: number
  readonly auth_ext_replay: number
  readonly pri_zero_rcvd: number
  readonly pri_zero_sent: number
}

export function dumpedStats(counters: VrrpCounters): DumpedStats {
  const { rejected } = counters
  return {
    advert_rcvd: counters.advertRcvd,
    advert_sent: counters.advertSent,
    become_master: counters.becomeMaster,
    release_master: counters.releaseMaster,
    packet_len_err: (rejected.truncated ?? 0) + (rejected.packetLengthError ?? 0),
    advert_interval_err: rejected.intervalError ?? 0,
    ip_ttl_err: rejected.ttlError ?? 0,
    invalid_type_rcvd: rejected.typeError ?? 0,
    addr_list_err: counters.addressListMismatch,
    invalid_authtype: rejected.authTypeInvalid ?? 0,
    authtype_mismatch: rejected.authTypeMismatch ?? 0,
    auth_failure: rejected.authFailure ?? 0,
    auth_ext_missing: rejected.authExtMissing ?? 0,
    auth_ext_malformed: rejected.authExtMalformed ?? 0,
    auth_ext_unknown_key: rejected.authExtUnknownKey ?? 0,
    auth_ext_invalid_hmac: rejected.authExtInvalidHmac ?? 0,
    auth_ext_stale: rejected.authExtStale ?? 0,
    auth_ext_replay: rejected.authExtReplay ?? 0,
    pri_zero_rcvd: counters.priZeroRcvd,
    pri_zero_sent: counters.priZeroSent,
  }
}

/** The file keepalived.stats. */
export function statsDump(statuses: readonly VrrpStatus[]): string {
  return statuses.map(({ name, counters }) => instanceStats(name, dumpedStats(counters))).join('')
}

function instanceStats(name: string, stats: DumpedStats): string {
  return `VRRP Instance: ${name}
  Advertisements:
    Received: ${stats.advert_rcvd}
    Sent: ${stats.advert_sent}
  Became master: ${stats.become_master}
  Released master: ${stats.release_master}
  Packet Errors:
    Length: ${stats.packet_len_err}
    TTL: ${stats.ip_ttl_err}
    Invalid Type: ${stats.invalid_type_rcvd}
    Advertisement Interval: ${stats.advert_interval_err}
    Address List: ${stats.addr_list_err}
  Authentication Errors:
    Invalid Type: ${stats.invalid_authtype}
    Type Mismatch: ${stats.authtype_mismatch}
    Failure: ${stats.auth_failure}
  Priority Zero:
    Received: ${stats.pri_zero_rcvd}
    Sent: ${stats.pri_zero_sent}
`
}

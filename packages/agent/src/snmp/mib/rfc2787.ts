import { ipToBytes, macToBytes } from '@holdfast/core'
import type { IpAddress } from '@holdfast/core'
import { virtualMacAddress } from '@holdfast/vrrp'
import type { VrrpStateName } from '@holdfast/vrrp'
import type { InstanceFacts } from '../../dumps/dump-facts.js'
import { dumpedStats } from '../../dumps/stats-dump.js'
import { objectId } from '../object-id.js'
import type { ObjectId } from '../object-id.js'
import { rfcStates } from '../snmp-facts.js'
import type { SnmpFacts } from '../snmp-facts.js'
import { counter32, integer, octets, timeTicks, truth } from '../value.js'
import type { SnmpValue } from '../value.js'
import { row, scalar } from './mib-view.js'
import type { Variable } from './mib-view.js'

export const rfc2787Subtree: ObjectId = objectId('1.3.6.1.2.1.68')
const operations = [...rfc2787Subtree, 1]
const operationsEntry = [...operations, 3, 1]
const associatedEntry = [...operations, 4, 1]
const statistics = [...rfc2787Subtree, 2]
const statisticsEntry = [...statistics, 4, 1]

/** What notifications carry. */
export const operationsMaster: ObjectId = [...operationsEntry, 7]
export const trapPacketSource: ObjectId = [...operations, 5]
export const trapAuthError: ObjectId = [...operations, 6]

const active = integer(1)
const up = integer(1)
const ipProtocol = integer(1)

/** VRRP-MIB (RFC 2787), read-only: the instances that speak VRRPv2. */
export function rfc2787Variables(facts: SnmpFacts): readonly Variable[] {
  const instances = facts.instances.filter(({ parameters }) => parameters.version === 2)
  const sum = (code: 'checksumError' | 'versionError' | 'vridError') =>
    instances.reduce((all, { status }) => all + (status.counters.rejected[code] ?? 0), 0)
  return [
    // The version that all of them speak.
    scalar([...operations, 1], integer(2)),
    scalar([...operations, 2], truth(facts.sendsTraps)),
    scalar([...statistics, 1], counter32(sum('checksumError'))),
    scalar([...statistics, 2], counter32(sum('versionError'))),
    scalar([...statistics, 3], counter32(sum('vridError'))),
    ...instances.flatMap((instance) => {
      const index = facts.interfaceIndex(instance.parameters.interface)
      if (index === undefined) return []
      return instanceVariables(instance, [index, instance.parameters.virtualRouterId], facts)
    }),
  ]
}

function instanceVariables(
  instance: InstanceFacts,
  index: ObjectId,
  { now, notes }: SnmpFacts,
): readonly Variable[] {
  const { status, parameters: its } = instance
  const { upSince } = notes(status.name)
  const authentications = { none: 1, pass: 2, ah: 3, hmac: 1 } as const
  return [
    ...row(operationsEntry, index, {
      2: octets(macToBytes(virtualMacAddress(4, its.virtualRouterId))),
      3: integer(rfcStates[status.state]),
      4: up,
      5: integer(status.effectivePriority),
      6: integer(its.virtualAddresses.length),
      7: masterAddress(instance),
      8: addressValue(status.sourceAddress),
      9: integer(authentications[its.authentication.type]),
      11: integer(Math.floor(its.advertIntMs / 1000)),
      12: truth(its.preempt),
      13: timeTicks(upSince === undefined ? 0 : now - upSince),
      14: ipProtocol,
      15: active,
    }),
    ...its.virtualAddresses.flatMap((address) =>
      row(associatedEntry, [...index, ...ipToBytes(address)], { 2: active }),
    ),
    ...statisticsVariables(instance, index),
  ]
}

function statisticsVariables({ status }: InstanceFacts, index: ObjectId): readonly Variable[] {
  const stats = dumpedStats(status.counters)
  const columns = [
    stats.become_master,
    stats.advert_rcvd,
    stats.advert_interval_err,
    stats.auth_failure,
    stats.ip_ttl_err,
    stats.pri_zero_rcvd,
    stats.pri_zero_sent,
    stats.invalid_type_rcvd,
    stats.addr_list_err,
    stats.invalid_authtype,
    stats.authtype_mismatch,
    stats.packet_len_err,
  ]
  const numbered = columns.map((count, at) => [at + 1, counter32(count)] as const)
  return row(statisticsEntry, index, Object.fromEntries(numbered))
}

export function masterAddress(
  { status }: InstanceFacts,
  state: VrrpStateName = status.state,
): SnmpValue {
  const { sourceAddress, master } = status
  return addressValue(state === 'MASTER' ? sourceAddress : master?.address)
}

function addressValue(address: IpAddress = '0.0.0.0'): SnmpValue {
  return { kind: 'ipAddress', bytes: ipToBytes(address) }
}

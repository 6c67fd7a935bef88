import { ipToBytes, macToBytes } from '@holdfast/core'
import type { IpAddress } from '@holdfast/core'
import { virtualMacAddress } from '@holdfast/vrrp'
import type { VrrpStateName } from '@holdfast/vrrp'
import type { InstanceFacts } from '../../dumps/dump-facts.js'
import { dumpedStats } from '../../dumps/stats-dump.js'
import { objectId } from '../object-id.js'
import type { ObjectId } from '../object-id.js'
import { inetTypes, rfcStates } from '../snmp-facts.js'
import type { SnmpFacts } from '../snmp-facts.js'
import { counter32, counter64, gauge, integer, octets, timeTicks, truth } from '../value.js'
import type { SnmpValue } from '../value.js'
import { row, scalar } from './mib-view.js'
import type { Variable } from './mib-view.js'

export const rfc6527Subtree: ObjectId = objectId('1.3.6.1.2.1.207')
const operationsEntry = [...rfc6527Subtree, 1, 1, 1, 1]
const associatedEntry = [...rfc6527Subtree, 1, 1, 2, 1]
const statistics = [...rfc6527Subtree, 1, 2]
const statisticsEntry = [...statistics, 5, 1]

/** What notifications carry. */
export const operationsMaster: ObjectId = [...operationsEntry, 3]
export const newMasterReason: ObjectId = [...statisticsEntry, 2]
export const protocolErrorReason: ObjectId = [...statisticsEntry, 6]

/** How old the numbers may be, in milliseconds. */
export const refreshMs = 100
const active = integer(1)

/** VRRPV3-MIB (RFC 6527), read-only: all instances, those of VRRPv2 too, as keepalived has it. */
export function rfc6527Variables(facts: SnmpFacts): readonly Variable[] {
  const { instances } = facts
  const sum = (...codes: readonly (keyof InstanceFacts['status']['counters']['rejected'])[]) =>
    instances.reduce(
      (all, { status }) =>
        codes.reduce((some, code) => some + (status.counters.rejected[code] ?? 0), all),
      0,
    )
  return [
    scalar([...statistics, 1], counter64(sum('checksumError'))),
    scalar([...statistics, 2], counter64(sum('versionError'))),
    scalar([...statistics, 3], counter64(sum('vridError'))),
    scalar([...statistics, 4], timeTicks(0)),
    ...instances.flatMap((instance) => {
      const index = instanceIndex(instance, facts)
      return index === undefined ? [] : instanceVariables(instance, index, facts)
    }),
  ]
}

/** ifIndex, VRID and family; undefined while there is no such interface. */
export function instanceIndex(
  { parameters: its }: InstanceFacts,
  { interfaceIndex }: Pick<SnmpFacts, 'interfaceIndex'>,
): ObjectId | undefined {
  const index = interfaceIndex(its.interface)
  return index === undefined ? undefined : [index, its.virtualRouterId, inetTypes[its.family]]
}

function instanceVariables(
  instance: InstanceFacts,
  index: ObjectId,
  facts: SnmpFacts,
): readonly Variable[] {
  const { status, parameters: its } = instance
  const { upSince } = facts.notes(status.name)
  return [
    ...row(operationsEntry, index, {
      3: masterAddress(instance),
      4: addressValue(status.sourceAddress, instance),
      5: octets(macToBytes(virtualMacAddress(its.family, its.virtualRouterId))),
      6: integer(rfcStates[status.state]),
      7: gauge(status.effectivePriority),
      8: integer(its.virtualAddresses.length),
      9: integer(Math.floor(its.advertIntMs / 10)),
      10: truth(its.preempt),
      11: truth(its.heldAddresses.every(({ accept }) => accept)),
      12: timeTicks(upSince === undefined ? 0 : facts.now - upSince),
      13: active,
    }),
    ...its.virtualAddresses.flatMap((address) => {
      // RFC 2578 7.7: what may be of several lengths says its own in an index.
      const bytes = ipToBytes(address)
      return row(associatedEntry, [...index, bytes.length, ...bytes], { 2: active })
    }),
    ...statisticsVariables(instance, index, facts),
  ]
}

function statisticsVariables(
  { status }: InstanceFacts,
  index: ObjectId,
  { notes }: SnmpFacts,
): readonly Variable[] {
  const { counters, name } = status
  const stats = dumpedStats(counters)
  const { newMasterReason: reason, protocolError } = notes(name)
  return row(statisticsEntry, index, {
    1: counter32(stats.become_master),
    2: integer(reason),
    3: counter64(stats.advert_rcvd),
    4: counter64(stats.advert_interval_err),
    5: counter64(stats.ip_ttl_err),
    6: integer(protocolError),
    7: counter64(stats.pri_zero_rcvd),
    8: counter64(stats.pri_zero_sent),
    9: counter64(stats.invalid_type_rcvd),
    10: counter64(stats.addr_list_err),
    11: counter64(stats.packet_len_err),
    12: timeTicks(0),
    13: gauge(refreshMs),
  })
}

/** The own address of a master, of the others whom they follow. */
export function masterAddress(
  instance: InstanceFacts,
  state: VrrpStateName = instance.status.state,
): SnmpValue {
  const { sourceAddress, master } = instance.status
  return addressValue(state === 'MASTER' ? sourceAddress : master?.address, instance)
}

function addressValue(address: IpAddress | undefined, { parameters }: InstanceFacts): SnmpValue {
  return octets(ipToBytes(address ?? (parameters.family === 4 ? '0.0.0.0' : '::')))
}

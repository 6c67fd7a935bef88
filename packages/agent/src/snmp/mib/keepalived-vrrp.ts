import type { NotifyScripts } from '@holdfast/check'
import { ipFamily, ipToBytes } from '@holdfast/core'
import type { DesiredAddress } from '@holdfast/core'
import type { VrrpStateName } from '@holdfast/vrrp'
import type { InstanceFacts } from '../../dumps/dump-facts.js'
import { commandText } from '../../dumps/dump-words.js'
import { areSet } from '../../dumps/json-dump.js'
import type { ObjectId } from '../object-id.js'
import { inetTypes } from '../snmp-facts.js'
import type { SnmpFacts } from '../snmp-facts.js'
import { gauge, integer, octets, text, truth } from '../value.js'
import type { SnmpValue } from '../value.js'
import { keepalivedMib } from './keepalived-global.js'
import { row } from './mib-view.js'
import type { Variable } from './mib-view.js'

export const vrrpSubtree: ObjectId = [...keepalivedMib, 2]
const groupEntry = [...vrrpSubtree, 1, 1]
const memberEntry = [...vrrpSubtree, 2, 1]
const instanceEntry = [...vrrpSubtree, 3, 1]
const addressEntry = [...vrrpSubtree, 6, 1]

/** The columns that traps carry. */
export const groupColumns: Record<'name' | 'state', ObjectId> = {
  name: [...groupEntry, 2],
  state: [...groupEntry, 3],
}
export const instanceColumns: Record<'name' | 'state' | 'initialState', ObjectId> = {
  name: [...instanceEntry, 2],
  state: [...instanceEntry, 4],
  initialState: [...instanceEntry, 5],
}

/** `VrrpState` of KEEPALIVED-MIB; whoever stops for good is in SHUTDOWN. */
const states = { INIT: 0, BACKUP: 1, MASTER: 2, FAULT: 3, SHUTDOWN: 5 } as const

export type ToldState = VrrpStateName | 'SHUTDOWN'

export function stateValue(state: ToldState): SnmpValue {
  return integer(states[state])
}

/** What `state` in the configuration wishes. */
function initialStateValue({ parameters }: InstanceFacts): SnmpValue {
  return stateValue(parameters.wantsMaster ? 'MASTER' : 'BACKUP')
}

/** KEEPALIVED-MIB, `vrrp`: sync groups, instances and their addresses. */
export function vrrpVariables(facts: SnmpFacts): readonly Variable[] {
  return [
    ...facts.groups.flatMap((_group, at) => groupVariables(facts, at)),
    ...facts.instances.flatMap((instance, at) => [
      ...row(instanceEntry, [at + 1], {
        ...routerColumns(instance, facts),
        ...notifyingColumns(instance),
      }),
      ...addressVariables(instance, at + 1, facts),
    ]),
  ]
}

function groupVariables({ groups, plan, instances }: SnmpFacts, at: number): readonly Variable[] {
  const group = groups[at]
  if (group === undefined) return []
  const { name, state, members } = group
  const { subject } = plan?.groups.find((each) => each.name === name) ?? {}
  const { notifyMaster, notifyBackup, notifyFault, notifyStop, notify } = subject?.scripts ?? {}
  const first = instances.find(({ status }) => status.name === members[0])
  return [
    ...row(groupEntry, [at + 1], {
      2: text(name),
      3: stateValue(state),
      4: truth(subject?.isMailed ?? false),
      5: truth(hasScripts(subject?.scripts)),
      6: command(notifyMaster),
      7: command(notifyBackup),
      8: command(notifyFault),
      9: command(notify),
      10: truth(first?.parameters.syncGroupTrackingWeight ?? false),
      11: command(notifyStop),
    }),
    ...members.flatMap((member, index) =>
      row(memberEntry, [at + 1, index + 1], { 2: text(member) }),
    ),
  ]
}

type Columns = Readonly<Record<number, SnmpValue | undefined>>

function routerColumns(instance: InstanceFacts, { plan }: SnmpFacts): Columns {
  const { status, parameters: its } = instance
  const { syncDaemon } = plan?.virtualServers.table ?? {}
  const syncsWith = syncDaemon?.instance === status.name ? syncDaemon.interface : undefined
  // VRRPv2 speaks of seconds, VRRPv3 of hundredths of them.
  const advertInterval = its.advertIntMs / (its.version === 2 ? 1000 : 10)
  const authentications = { none: 0, pass: 1, ah: 2, hmac: 0 } as const
  const isMulticast = its.unicastPeers.length === 0
  return {
    2: text(status.name),
    3: gauge(its.virtualRouterId),
    4: stateValue(status.state),
    5: initialStateValue(instance),
    6: stateValue(status.state),
    7: integer(status.basePriority),
    8: integer(status.effectivePriority),
    9: truth(areSet(instance)),
    10: text(its.virtualMac?.name ?? its.interface),
    11: truth(!its.dontTrackPrimary),
    12: gauge(advertInterval),
    13: truth(its.preempt),
    14: gauge(Math.floor(its.preemptDelayMs / 1000)),
    15: integer(authentications[its.authentication.type]),
    16: truth(syncsWith !== undefined),
    17: syncsWith === undefined ? undefined : text(syncsWith),
    18: its.group === undefined ? undefined : text(its.group),
    19: gauge(Math.floor(its.announce.masterDelayMs / 1000)),
    27: truth(its.heldAddresses.every(({ accept }) => accept)),
    // Neither that sysctl nor polled links are to be had.
    28: truth(false),
    29: truth(false),
    30: integer(its.version),
    34: isMulticast ? integer(inetTypes[its.family]) : undefined,
    35: isMulticast ? octets(ipToBytes(its.multicastGroup)) : undefined,
  }
}

function notifyingColumns({ subject }: InstanceFacts): Columns {
  const { scripts = {} } = subject ?? {}
  return {
    20: truth(subject?.isMailed ?? false),
    21: truth(hasScripts(scripts)),
    22: command(scripts.notifyMaster),
    23: command(scripts.notifyBackup),
    24: command(scripts.notifyFault),
    25: command(scripts.notifyStop),
    26: command(scripts.notify),
    31: command(scripts.notifyMasterRxLowerPri),
    32: command(scripts.notifyDeleted),
    33: truth(subject?.deletedAs === 'DELETED'),
  }
}

function addressVariables(
  instance: InstanceFacts,
  number: number,
  { interfaceIndex }: SnmpFacts,
): readonly Variable[] {
  const { heldAddresses, virtualAddresses } = instance.parameters
  const isSet = areSet(instance)
  return heldAddresses.flatMap((held, at) => {
    const { address, prefixLength, interface: device, broadcast, peer } = held
    const index = interfaceIndex(device)
    const isAdvertised = virtualAddresses.includes(address) && instance.status.state === 'MASTER'
    return row(addressEntry, [number, at + 1], {
      2: integer(inetTypes[ipFamily(address)]),
      3: octets(ipToBytes(address)),
      4: broadcast === undefined ? undefined : octets(ipToBytes(broadcast)),
      5: gauge(prefixLength),
      6: integer(scopeOf(held)),
      7: index === undefined ? undefined : integer(index),
      8: text(device),
      10: truth(isSet),
      11: truth(isAdvertised),
      12: peer === undefined ? undefined : octets(ipToBytes(peer)),
    })
  })
}

/** `InetScopeType` of RFC 4001 for RT_SCOPE_*. */
function scopeOf({ scope = 0 }: DesiredAddress): number {
  const types: Readonly<Record<number, number>> = { 200: 5, 253: 2, 254: 1 }
  return types[scope] ?? 14
}

function hasScripts(scripts: NotifyScripts | undefined): boolean {
  return Object.values(scripts ?? {}).some((program) => program !== undefined)
}

function command(program: NotifyScripts['notify']): SnmpValue | undefined {
  return program === undefined ? undefined : text(commandText(program))
}

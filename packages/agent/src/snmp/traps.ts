import { ipToBytes } from '@holdfast/core'
import type { RejectedEvent } from '@holdfast/vrrp'
import type { InstanceFacts } from '../dumps/dump-facts.js'
import type { ServerChangedEvent } from '../running/agent-events.js'
import { checkSubtree, realServerBindings, virtualServerBindings } from './mib/keepalived-check.js'
import { routerIdObject, routerIdOf } from './mib/keepalived-global.js'
import { groupColumns, instanceColumns, stateValue, vrrpSubtree } from './mib/keepalived-vrrp.js'
import type { ToldState } from './mib/keepalived-vrrp.js'
import * as rfc2787 from './mib/rfc2787.js'
import * as rfc6527 from './mib/rfc6527.js'
import { objectId } from './object-id.js'
import type { ObjectId } from './object-id.js'
import { protocolErrors } from './instance-note-book.js'
import type { SnmpFacts } from './snmp-facts.js'
import { integer, text } from './value.js'
import type { Binding } from './value.js'

/** What a trap says, behind its name. */
export type Trap = readonly Binding[]

const snmpTrapOid = objectId('1.3.6.1.6.3.1.1.4.1.0')
const groupStateChange = [...vrrpSubtree, 10, 0, 1]
const instanceStateChange = [...vrrpSubtree, 10, 0, 2]
const realServerStateChange = [...checkSubtree, 5, 0, 1]
const quorumStateChange = [...checkSubtree, 5, 0, 2]

// keepalived names the columns of its own MIB without an index; whoever waits for its traps knows
// them by that.

/** What changed its state, and to which one. */
export interface StateChange {
  readonly name: string
  readonly to: ToldState
}

export function instanceTrap(event: StateChange, facts: SnmpFacts): Trap {
  // By the plan: an instance that has ended is told of too.
  const planned = facts.plan?.instances.find(({ config }) => config.name === event.name)
  const initialState = planned?.config.state === 'MASTER' ? 'MASTER' : 'BACKUP'
  return trap(instanceStateChange, [
    { id: instanceColumns.name, value: text(event.name) },
    { id: instanceColumns.state, value: stateValue(event.to) },
    { id: instanceColumns.initialState, value: stateValue(initialState) },
    routerId(facts),
  ])
}

export function groupTrap(event: StateChange, facts: SnmpFacts): Trap {
  return trap(groupStateChange, [
    { id: groupColumns.name, value: text(event.name) },
    { id: groupColumns.state, value: stateValue(event.to) },
    routerId(facts),
  ])
}

/** Undefined for what the configuration has no longer. */
export function serverTrap(event: ServerChangedEvent, facts: SnmpFacts): Trap | undefined {
  const { kind, name, isUp } = event
  const server = facts.servers.named(kind, name)
  if (server === undefined) return undefined
  if (kind === 'VS') {
    return trap(quorumStateChange, [...virtualServerBindings(server, isUp), routerId(facts)])
  }
  const real = realServerBindings(server, name, isUp)
  return real && trap(realServerStateChange, [...real, routerId(facts)])
}

/** RFC 6527: the address of the new master, and why it is one. */
export function newMasterTrap6527(name: string, facts: SnmpFacts): Trap | undefined {
  const instance = instanceNamed(facts, name)
  const index = instance === undefined ? undefined : rfc6527.instanceIndex(instance, facts)
  if (instance === undefined || index === undefined) return undefined
  const reason = integer(facts.notes(name).newMasterReason)
  return trap(
    [...rfc6527.rfc6527Subtree, 0, 1],
    [
      {
        id: [...rfc6527.operationsMaster, ...index],
        value: rfc6527.masterAddress(instance, 'MASTER'),
      },
      { id: [...rfc6527.newMasterReason, ...index], value: reason },
    ],
  )
}

/** Undefined for what is no error to RFC 6527. */
export function protocolErrorTrap(
  { name, code }: RejectedEvent,
  facts: SnmpFacts,
): Trap | undefined {
  const reason =
    code === 'addressListError' || code === 'ownSource' ? undefined : protocolErrors[code]
  const instance = instanceNamed(facts, name)
  const index = instance === undefined ? undefined : rfc6527.instanceIndex(instance, facts)
  if (reason === undefined || index === undefined) return undefined
  return trap(
    [...rfc6527.rfc6527Subtree, 0, 2],
    [{ id: [...rfc6527.protocolErrorReason, ...index], value: integer(reason) }],
  )
}

/** RFC 2787: of VRRPv2 only. */
export function newMasterTrap2787(name: string, facts: SnmpFacts): Trap | undefined {
  const instance = instanceNamed(facts, name)
  const index =
    instance === undefined ? undefined : facts.interfaceIndex(instance.parameters.interface)
  if (instance?.parameters.version !== 2 || index === undefined) return undefined
  const { virtualRouterId } = instance.parameters
  const id = [...rfc2787.operationsMaster, index, virtualRouterId]
  return trap(
    [...rfc2787.rfc2787Subtree, 0, 1],
    [{ id, value: rfc2787.masterAddress(instance, 'MASTER') }],
  )
}

/** RFC 2787: somebody is not believed; undefined for whatever else is wrong. */
export function authFailureTrap({ code, source }: RejectedEvent): Trap | undefined {
  const types: Partial<Record<RejectedEvent['code'], number>> = {
    authTypeInvalid: 1,
    authTypeMismatch: 2,
    authFailure: 3,
  }
  const type = types[code]
  if (type === undefined) return undefined
  return trap(
    [...rfc2787.rfc2787Subtree, 0, 2],
    [
      {
        id: [...rfc2787.trapPacketSource, 0],
        value: { kind: 'ipAddress', bytes: ipToBytes(source) },
      },
      { id: [...rfc2787.trapAuthError, 0], value: integer(type) },
    ],
  )
}

function trap(name: ObjectId, bindings: readonly Binding[]): Trap {
  return [{ id: snmpTrapOid, value: { kind: 'objectId', id: name } }, ...bindings]
}

function routerId(facts: SnmpFacts): Binding {
  return { id: [...routerIdObject, 0], value: text(routerIdOf(facts)) }
}

function instanceNamed({ instances }: SnmpFacts, name: string): InstanceFacts | undefined {
  return instances.find(({ status }) => status.name === name)
}

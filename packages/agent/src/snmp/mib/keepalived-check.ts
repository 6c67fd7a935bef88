import { realServerId } from '@holdfast/check'
import type { ServerAddress, VirtualServerBlock } from '@holdfast/check/keywords'
import { ipFamily, ipToBytes } from '@holdfast/core'
import type { KnownServer } from '../known-servers.js'
import type { ObjectId } from '../object-id.js'
import { inetTypes } from '../snmp-facts.js'
import type { SnmpFacts } from '../snmp-facts.js'
import { gauge, integer, octets, text, truth } from '../value.js'
import type { Binding, SnmpValue } from '../value.js'
import { keepalivedMib } from './keepalived-global.js'
import { row } from './mib-view.js'
import type { Variable } from './mib-view.js'

export const checkSubtree: ObjectId = [...keepalivedMib, 3]
const virtualServerEntry = [...checkSubtree, 3, 1]
const realServerEntry = [...checkSubtree, 4, 1]

type Columns = Readonly<Record<number, SnmpValue | undefined>>

/** KEEPALIVED-MIB, `check`: virtual servers and their real servers. */
export function checkVariables(facts: SnmpFacts): readonly Variable[] {
  return facts.servers.all.flatMap((server, at) => {
    const { block } = server.plan
    const { sorryServer } = block
    const number = at + 1
    const reals = block.realServers ?? []
    return [
      ...row(virtualServerEntry, [number], virtualServerColumns(server)),
      ...reals.flatMap((real, index) =>
        row(realServerEntry, [number, index + 1], {
          ...realServerColumns(server, real.server),
          ...nameColumn(55, real.snmpName),
        }),
      ),
      ...(sorryServer === undefined
        ? []
        : row(realServerEntry, [number, reals.length + 1], sorryColumns(server, sorryServer))),
    ]
  })
}

function virtualServerColumns(server: KnownServer): Columns {
  const { block } = server.plan
  return {
    ...identityColumns(block),
    8: protocolValue(block),
    11: truth(server.status.isUp),
    17: truth(block.haSuspend ?? false),
    18: truth(block.alpha ?? false),
    19: truth(block.omega ?? false),
    ...countColumns(server),
    22: gauge(server.status.quorum),
    23: truth(server.status.isUp),
    26: gauge(block.hysteresis ?? 0),
    37: truth(block.ops ?? false),
    ...nameColumn(71, block.snmpName),
  }
}

/** A mark, an address or a group. */
function identityColumns({ service }: VirtualServerBlock): Columns {
  switch (service.kind) {
    case 'fwmark':
      return { 2: integer(1), 4: gauge(service.mark) }
    case 'address':
      return { 2: integer(2), ...addressColumns(5, service) }
    case 'group':
      return { 2: integer(3), 3: text(service.name) }
  }
}

/** Type, address and port, one behind the other. */
function addressColumns(first: number, { address, port = 0 }: ServerAddress): Columns {
  return {
    [first]: integer(inetTypes[ipFamily(address)]),
    [first + 1]: octets(ipToBytes(address)),
    [first + 2]: gauge(port),
  }
}

function protocolValue({ protocol }: VirtualServerBlock): SnmpValue {
  const protocols = { TCP: 1, UDP: 2, SCTP: 3 } as const
  return integer(protocol === undefined ? 4 : protocols[protocol])
}

function countColumns({ status: { servers } }: KnownServer): Columns {
  return { 20: gauge(servers.length), 21: gauge(servers.filter(({ isUp }) => isUp).length) }
}

function nameColumn(number: number, name: string | undefined): Columns {
  return name === undefined ? {} : { [number]: text(name) }
}

function realServerColumns({ plan, status }: KnownServer, server: ServerAddress): Columns {
  const id = realServerId(server, plan.block.service)
  const known = status.servers.find(({ name }) => name === id)
  return {
    2: integer(1),
    ...addressColumns(3, server),
    6: truth(known?.isUp ?? false),
    7: integer(known?.weight ?? 0),
  }
}

function sorryColumns({ status }: KnownServer, server: ServerAddress): Columns {
  return {
    2: integer(2),
    ...addressColumns(3, server),
    6: truth(true),
    7: integer(Number(status.isSorry)),
  }
}

/** What keepalived says of a virtual server in its traps: the names have no index there. */
export function virtualServerBindings(server: KnownServer, isUp: boolean): readonly Binding[] {
  return bind(virtualServerEntry, {
    ...identityColumns(server.plan.block),
    8: protocolValue(server.plan.block),
    ...countColumns(server),
    22: gauge(server.status.quorum),
    23: truth(isUp),
  })
}

/** The same of one of its real servers; undefined where it has no such server. */
export function realServerBindings(
  server: KnownServer,
  subjectName: string,
  isUp: boolean,
): readonly Binding[] | undefined {
  const { block, servers } = server.plan
  const real = block.realServers?.find(
    (each) => servers[realServerId(each.server, block.service)]?.name === subjectName,
  )
  if (real === undefined) return undefined
  return [
    ...bind(realServerEntry, { ...addressColumns(3, real.server), 6: truth(isUp) }),
    ...bind(virtualServerEntry, {
      ...identityColumns(block),
      8: protocolValue(block),
      ...countColumns(server),
    }),
  ]
}

function bind(entry: ObjectId, columns: Columns): readonly Binding[] {
  return Object.entries(columns).flatMap(([number, value]) =>
    value === undefined ? [] : [{ id: [...entry, Number(number)], value }],
  )
}

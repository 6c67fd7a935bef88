import { objectId } from '../object-id.js'
import type { ObjectId } from '../object-id.js'
import type { SnmpFacts } from '../snmp-facts.js'
import { integer, text, truth } from '../value.js'
import { scalar } from './mib-view.js'
import type { Variable } from './mib-view.js'

/** keepalived's own MIB, at a number that Debian gave it. */
export const keepalivedMib: ObjectId = objectId('1.3.6.1.4.1.9586.100.5')
export const globalSubtree: ObjectId = [...keepalivedMib, 1]
export const routerIdObject: ObjectId = [...globalSubtree, 2]

export function routerIdOf({ globals, hostName }: Pick<SnmpFacts, 'globals' | 'hostName'>): string {
  return globals.routerId ?? hostName
}

/** KEEPALIVED-MIB, `global`: what there is of the process. */
export function globalVariables(facts: SnmpFacts): readonly Variable[] {
  const { globals, netNamespace = '' } = facts
  const at = (number: number) => [...globalSubtree, number]
  // Links are told of by the kernel; there is no D-Bus, and interfaces may always come and go.
  const linkBeat = integer(1)
  return [
    scalar(at(1), text(facts.version)),
    scalar(routerIdObject, text(routerIdOf(facts))),
    scalar(at(4), truth(facts.sendsTraps)),
    scalar(at(5), linkBeat),
    scalar(at(6), truth(globals.lvsFlush ?? false)),
    scalar(at(8), text(netNamespace)),
    scalar(at(9), truth(false)),
    scalar(at(10), truth(true)),
  ]
}

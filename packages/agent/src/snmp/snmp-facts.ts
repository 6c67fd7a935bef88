import { dumpFactsOf } from '../dumps/dump-facts.js'
import type { DumpFacts } from '../dumps/dump-facts.js'
import type { Agent } from '../running/agent.js'
import { version } from '../version.js'
import type { InstanceNotes } from './instance-note-book.js'
import { knownServers } from './known-servers.js'
import type { KnownServers } from './known-servers.js'

/** What the tables are made of: everything that there is to know, at one time. */
export interface SnmpFacts extends DumpFacts {
  readonly version: string
  /** Monotonic milliseconds. */
  readonly now: number
  readonly sendsTraps: boolean
  readonly servers: KnownServers
  /** Undefined while there is no such interface. */
  readonly interfaceIndex: (name: string) => number | undefined
  readonly notes: (instance: string) => InstanceNotes
}

export interface FactSources {
  readonly hostName: string
  readonly interfaceIndex: (name: string) => number | undefined
  readonly notes: (instance: string) => InstanceNotes
}

export function snmpFactsOf(agent: Agent, sources: FactSources): SnmpFacts {
  const { hostName, interfaceIndex, notes } = sources
  const facts = dumpFactsOf(agent, 0, hostName)
  return {
    ...facts,
    version: `Holdfast v${version()}`,
    now: agent.clock.now(),
    sendsTraps: facts.globals.enableTraps ?? false,
    servers: knownServers(facts.plan, facts.virtualServers),
    interfaceIndex: remembering(interfaceIndex),
    notes,
  }
}

/** Many addresses are on one interface, and each question is one to the kernel. */
function remembering(
  ask: (name: string) => number | undefined,
): (name: string) => number | undefined {
  const known = new Map<string, number | undefined>()
  return (name) => {
    if (!known.has(name)) known.set(name, ask(name))
    return known.get(name)
  }
}

/** `InetAddressType` of RFC 4001. */
export const inetTypes = { 4: 1, 6: 2 } as const

/** INIT and FAULT are both `initialize` to the RFCs. */
export const rfcStates = { INIT: 1, FAULT: 1, BACKUP: 2, MASTER: 3 } as const

import type { Logger } from '@holdfast/core'
import { interfaceIndex } from '@holdfast/linux'
import type { Agent } from '../running/agent.js'
import { snmpSettings } from '../snmp/snmp-settings.js'
import type { SnmpWishes } from '../snmp/snmp-settings.js'

export interface Closable {
  close(): Promise<void>
}

/**
 * Has SNMP told of an agent as soon as its configuration wants that, now or after a reload. Whoever
 * wants none has none of it loaded.
 */
export async function watchSnmp(
  agent: Agent,
  wishes: SnmpWishes & { readonly logger: Logger },
): Promise<Closable> {
  let subagent: Closable | undefined
  const open = async (): Promise<void> => {
    const { globalDefs = {} } = agent.configuration.value
    if (subagent !== undefined || snmpSettings(globalDefs, wishes) === undefined) return
    const { SnmpSubagent } = await import('../snmp/snmp-subagent.js')
    subagent ??= new SnmpSubagent(agent, { ...wishes, interfaceIndex: knownIndex })
  }
  agent.on('reloaded', () => void open())
  await open()
  return { close: async () => subagent?.close() }
}

function knownIndex(name: string): number | undefined {
  try {
    return interfaceIndex(name)
  } catch {
    // It does not exist, which says all.
    return undefined
  }
}

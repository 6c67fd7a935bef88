import type { Logger } from '@holdfast/core'
import { interfaceIndex } from '@holdfast/linux'
import type { Agent } from '../running/agent.js'
import { InstanceNoteBook } from '../snmp/instance-note-book.js'
import { snmpSettings } from '../snmp/snmp-settings.js'
import type { SnmpWishes } from '../snmp/snmp-settings.js'
import type { SnmpSubagentOptions } from '../snmp/snmp-subagent.js'

export interface Closable {
  close(): Promise<void>
}

interface SubagentModule {
  readonly SnmpSubagent: new (agent: Agent, options: SnmpSubagentOptions) => Closable
}

/**
 * Has SNMP told of an agent as soon as its configuration wants that, now or after a reload. Whoever
 * wants none has none of it loaded. Call it before the agent starts; it never rejects.
 */
export async function watchSnmp(
  agent: Agent,
  wishes: SnmpWishes & { readonly logger: Logger },
  load: () => Promise<SubagentModule> = () => import('../snmp/snmp-subagent.js'),
): Promise<Closable> {
  // Kept from the start: SNMP may be turned on when a master has been one for days.
  const notes = new InstanceNoteBook(agent)
  let subagent: Closable | undefined
  const open = async (): Promise<void> => {
    const { globalDefs = {} } = agent.configuration.value
    if (subagent !== undefined || snmpSettings(globalDefs, wishes) === undefined) return
    try {
      const { SnmpSubagent } = await load()
      subagent = new SnmpSubagent(agent, { ...wishes, notes, interfaceIndex: knownIndex })
    } catch (error) {
      // Its files may be of another version by now, or gone: addresses matter more.
      wishes.logger.warn('SNMP cannot be loaded', { error })
    }
  }
  let opening = open()
  agent.on('reloaded', () => void (opening = opening.then(open)))
  await opening
  return {
    async close() {
      await opening
      await subagent?.close()
    },
  }
}

function knownIndex(name: string): number | undefined {
  try {
    return interfaceIndex(name)
  } catch {
    // It does not exist, which says all.
    return undefined
  }
}

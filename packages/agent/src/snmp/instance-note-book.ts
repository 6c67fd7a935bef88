import type { TransitionEvent } from '@holdfast/vrrp'
import type { Agent } from '../running/agent.js'
import { noNotes, protocolErrors } from './snmp-facts.js'
import type { InstanceNotes } from './snmp-facts.js'

/** `vrrpv3StatisticsNewMasterReason`: by its own strength, by preempting, or because none was heard. */
const newMasterReasons: Partial<Record<TransitionEvent['reason']['kind'], number>> = {
  owner: 1,
  masterResigned: 1,
  promoted: 1,
  group: 1,
  preempted: 2,
  noMaster: 3,
  masterSilent: 3,
}

/** Remembers of each instance what its status does not say, and RFC 6527 asks for. */
export class InstanceNoteBook {
  readonly #notes = new Map<string, InstanceNotes>()

  constructor(agent: Agent) {
    agent.on('transition', ({ name, from, to, reason, at }) => {
      const notes = this.of(name)
      const upSince = from === 'INIT' ? at : to === 'INIT' ? undefined : notes.upSince
      const newMasterReason =
        to === 'MASTER' ? (newMasterReasons[reason.kind] ?? 1) : notes.newMasterReason
      this.#notes.set(name, { ...notes, upSince, newMasterReason })
    })
    agent.on('rejected', ({ name, code }) => {
      if (code === 'addressListError' || code === 'ownSource') return
      const protocolError = protocolErrors[code]
      if (protocolError !== undefined) this.#notes.set(name, { ...this.of(name), protocolError })
    })
  }

  of(instance: string): InstanceNotes {
    return this.#notes.get(instance) ?? noNotes
  }
}

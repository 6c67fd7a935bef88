import type { RejectionCode, TransitionEvent } from '@holdfast/vrrp'
import type { Agent } from '../running/agent.js'

/** Why an instance became master the last time, and what was last wrong with a packet (RFC 6527). */
export interface InstanceNotes {
  readonly newMasterReason: number
  readonly protocolError: number
  /** When it left INIT, in monotonic milliseconds. */
  readonly upSince: number | undefined
}

const noNotes: InstanceNotes = { newMasterReason: 0, protocolError: 0, upSince: undefined }

/** The codes of packets that RFC 6527 has a number for. */
export const protocolErrors: Partial<Record<RejectionCode, number>> = {
  ttlError: 1,
  versionError: 2,
  checksumError: 3,
  vridError: 4,
}

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

/**
 * Remembers of each instance what its status does not say, and RFC 6527 asks for. It is small, and
 * needs nothing else of SNMP: it is kept before anybody knows whether SNMP will be wanted.
 */
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

import type { VrrpInstance, VrrpSyncGroup } from '@holdfast/vrrp'
import type { Notifier } from '../notifying/notifier.js'
import type { Agent } from './agent.js'
import type { VirtualServerSetOptions } from './virtual-servers/virtual-server-set.js'

/** Passes on what an instance says: to the agent's listeners, and to the world outside. */
export function watchInstance(instance: VrrpInstance, agent: Agent, notifier: Notifier): void {
  const { name } = instance
  const subject = { kind: 'INSTANCE', name } as const
  instance.on('transition', (event) => {
    const { to, priority } = event
    // While the whole agent stops, members of a group follow each other: only the end is told.
    if (to !== 'INIT' && !agent.isStopping) notifier.tell(subject, to, priority)
    if (to === 'INIT' && agent.isStopping) notifier.tell(subject, 'STOP', priority)
    agent.emit('transition', event)
  })
  instance.on('note', (event) => {
    const { note } = event
    const { effectivePriority } = instance.status()
    if (note.kind === 'lowerPriorityHeard') {
      notifier.tell(subject, 'MASTER_RX_LOWER_PRI', effectivePriority)
    }
    const { state } = instance
    if (note.kind === 'priorityChanged' && (state === 'MASTER' || state === 'BACKUP')) {
      notifier.tellPriority(name, state, note.to)
    }
    agent.emit('note', event)
  })
  instance.on('fault', (event) => void agent.emit('fault', event))
  instance.on('rejected', (event) => void agent.emit('rejected', event))
  instance.on('effectFailed', (event) => void agent.emit('effectFailed', event))
  instance.on('split', (event) => void agent.emit('split', event))
}

/** The same for a group; its end is told by whoever ends it, after that of all its members. */
export function watchGroup(group: VrrpSyncGroup, agent: Agent, notifier: Notifier): void {
  const { name } = group
  group.on('transition', (event) => {
    const { to } = event
    if (to !== 'INIT' && !agent.isStopping) notifier.tell({ kind: 'GROUP', name }, to, 0)
    agent.emit('groupTransition', event)
  })
}

/** Tells of real and virtual servers, and of what their checks have found. */
export function watchServers(
  agent: Agent,
  notifier: Notifier,
): Pick<VirtualServerSetOptions, 'tell' | 'onProbe'> {
  return {
    tell: (subject, event) => {
      const { kind, name } = subject
      const { isUp, reason: text } = event
      notifier.servers.tell(subject, event)
      agent.emit('serverChanged', { kind, name, isUp, text })
    },
    onProbe: (virtualServer, { server, check, outcome, durationMs }) => {
      const failure = !outcome.ok && outcome.isOwnFault === true ? 'unasked' : 'failure'
      const result = outcome.ok ? 'success' : failure
      agent.emit('checked', { virtualServer, server, check, durationMs, result })
    },
  }
}

import type { Notifier } from '../notifying/notifier.js'
import type { AgentStatus } from './agent-status.js'

/** `fifo_write_vrrp_states_on_reload`; what is new tells its states anyway. */
export function repeatStates(
  { instances, groups }: AgentStatus,
  names: ReadonlySet<string>,
  notifier: Notifier,
): void {
  for (const { name, state, effectivePriority } of instances) {
    if (names.has(name)) notifier.repeat({ kind: 'INSTANCE', name }, state, effectivePriority)
  }
  for (const { name, state } of groups) {
    if (names.has(name)) notifier.repeat({ kind: 'GROUP', name }, state, 0)
  }
}

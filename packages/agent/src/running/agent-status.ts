import type { VrrpStateName, VrrpStatus } from '@holdfast/vrrp'
import type { VirtualServerStatus } from './virtual-servers/virtual-server-status.js'

/** What an agent is doing; plain data. */
export interface AgentStatus {
  readonly phase: 'new' | 'starting' | 'running' | 'stopping' | 'stopped'
  readonly instances: readonly VrrpStatus[]
  readonly groups: readonly {
    readonly name: string
    readonly state: VrrpStateName
    readonly members: readonly string[]
  }[]
  readonly virtualServers: readonly VirtualServerStatus[]
}

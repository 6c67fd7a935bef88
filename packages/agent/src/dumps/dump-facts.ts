import type { VrrpConfig, VrrpParameters, VrrpStatus } from '@holdfast/vrrp'
import type { GlobalDefs } from '../configuration/model.js'
import type { Agent } from '../running/agent.js'
import type { AgentPlan, SubjectPlan } from '../running/agent-plan.js'
import type { AgentStatus } from '../running/agent-status.js'

/** An instance, as it is to be written down. */
export interface InstanceFacts {
  readonly status: VrrpStatus
  readonly parameters: VrrpParameters
  readonly config: VrrpConfig | undefined
  readonly subject: SubjectPlan | undefined
}

/** What a dump is made of: everything that there is to know, at one time. */
export interface DumpFacts {
  /** Milliseconds since 1970. */
  readonly wallMs: number
  readonly hostName: string
  readonly globals: GlobalDefs
  readonly netNamespace: string | undefined
  readonly plan: AgentPlan | undefined
  readonly instances: readonly InstanceFacts[]
  readonly groups: AgentStatus['groups']
  readonly virtualServers: AgentStatus['virtualServers']
}

export function dumpFactsOf(agent: Agent, wallMs: number, hostName: string): DumpFacts {
  const { plan } = agent
  const { globalDefs: globals = {}, netNamespace } = agent.configuration.value
  const { instances, groups, virtualServers } = agent.status()
  const planned = new Map(plan?.instances.map((each) => [each.config.name, each]))
  const statuses = new Map(instances.map((each) => [each.name, each]))
  return {
    ...{ wallMs, hostName, globals, netNamespace, plan, groups, virtualServers },
    instances: agent.instances.map((instance) => {
      const { config, subject } = planned.get(instance.name) ?? {}
      const status = statuses.get(instance.name) ?? instance.status()
      return { status, parameters: instance.snapshot().parameters, config, subject }
    }),
  }
}

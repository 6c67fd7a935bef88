import type { Agent } from '../running/agent.js'

/** Calls it whenever what the agent runs may be something else. */
export function onConfigured(agent: Agent, act: () => void): void {
  agent.on('started', act)
  agent.on('reloaded', act)
}

import type { ProcessEnding, ProcessRunner } from '@holdfast/check'
import type { Clock } from '@holdfast/core'
import type { Agent } from '../running/agent.js'
import type { ScriptRanEvent } from '../running/agent-events.js'

/** Runs a script that an agent tracks by this name, and has it tell how long each run took. */
export function meteredRunner(
  agent: Agent,
  name: string,
  { runner, clock }: { readonly runner: ProcessRunner; readonly clock: Clock },
): ProcessRunner {
  return {
    start(program, onEnd) {
      const startedAt = clock.now()
      return runner.start(program, (ending) => {
        const durationMs = clock.now() - startedAt
        agent.emit('scriptRan', { name, durationMs, result: resultOf(ending) })
        onEnd(ending)
      })
    },
  }
}

function resultOf(ending: ProcessEnding): ScriptRanEvent['result'] {
  if (ending.kind !== 'exited') return ending.kind
  return ending.code === 0 ? 'success' : 'failure'
}

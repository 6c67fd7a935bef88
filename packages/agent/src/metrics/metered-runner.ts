import type { ProcessEnding, ProcessRunner, Program } from '@holdfast/check'
import type { Clock } from '@holdfast/core'
import type { Agent } from '../running/agent.js'
import type { ScriptRanEvent } from '../running/agent-events.js'

/** Runs the scripts that an agent tracks, and has it tell how long each run took. */
export function meteredRunner(agent: Agent, runner: ProcessRunner, clock: Clock): ProcessRunner {
  return {
    start(program, onEnd) {
      const startedAt = clock.now()
      return runner.start(program, (ending) => {
        const durationMs = clock.now() - startedAt
        const name = nameOf(agent, program)
        agent.emit('scriptRan', { name, durationMs, result: resultOf(ending) })
        onEnd(ending)
      })
    },
  }
}

/** Its own name, as long as the configuration has it. */
function nameOf({ plan }: Agent, program: Program): string {
  return plan?.scripts.find((script) => script.program === program)?.name ?? program.path
}

function resultOf(ending: ProcessEnding): ScriptRanEvent['result'] {
  if (ending.kind !== 'exited') return ending.kind
  return ending.code === 0 ? 'success' : 'failure'
}

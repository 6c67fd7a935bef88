import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { configurationOf } from '../fixture.js'
import type { Scenario } from '../scenario.js'
import { makeTrace } from '../trace/make-trace.js'
import type { TraceEvent } from '../trace/trace-event.js'
import type { Place } from './place.js'
import { programAt } from './place.js'
import { Stage } from './stage.js'
import { timelineOf } from './timeline.js'
import type { Cue } from './timeline.js'

export interface Played {
  readonly trace: readonly TraceEvent[]
  /** How late a step, or anything else here, was at the worst. */
  readonly latenessMs: number
}

/** Plays a scenario in a lab of its own; `look` sees the lab before it is removed. */
export async function playScenario(
  scenario: Scenario,
  place: Place,
  look: (stage: Stage, played: Played) => void,
): Promise<void> {
  const programs = { A: programAt(place, 'A'), B: programAt(place, 'B') }
  using stage = new Stage({
    A: { program: programs.A, configuration: configurationOf(scenario.name, 'A') },
    B: { program: programs.B, configuration: configurationOf(scenario.name, 'B') },
  })
  await stage.prepare(scenario.steps)
  const timeline = timelineOf(scenario.steps, (router) => programs[router] === 'holdfast')
  // There is time for it before, however long it takes.
  const [before, cues] = split(timeline, ({ atMs, action }) => action.does === 'load' && atMs < 0)
  for (const { action } of before) stage.perform(action)
  await stage.held()
  const [opening, rest] = split(cues, ({ atMs }) => atMs < 0)
  let zeroAt = Date.now() - (opening[0]?.atMs ?? 0)
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  const until = (atMs: number): Promise<void> => sleep(Math.max(0, zeroAt + atMs - Date.now()))
  const perform = async (cues: readonly Cue[]): Promise<void> => {
    for (const { atMs, action } of cues) {
      await until(atMs)
      stage.perform(action)
    }
  }
  try {
    await perform(opening)
    // Who was let go is up a little earlier or later than was thought.
    zeroAt = (await stage.upAt()) ?? zeroAt
    await perform(rest)
    await until(scenario.endMs)
  } finally {
    // What there is to see is shown in any case.
    delay.disable()
    stage.mark('end')
    const trace = makeTrace(await stage.happenings(), zeroAt)
    look(stage, { trace, latenessMs: Math.max(stage.latenessMs(), delay.max / 1e6) })
  }
}

function split(
  cues: readonly Cue[],
  isFirst: (cue: Cue) => boolean,
): readonly [readonly Cue[], readonly Cue[]] {
  return [cues.filter(isFirst), cues.filter((cue) => !isFirst(cue))]
}

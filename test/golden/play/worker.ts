// Plays what its parent says, one after the other. A process of its own, because a lab is built by
// programs that are waited for, and steps of other scenarios must not wait with it.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { differences } from '../differences.js'
import { recordingOf } from '../fixture.js'
import { intendedAt, isAsExpected, judge } from '../judge.js'
import type { Judgement } from '../judge.js'
import type { Outcome, Performance } from '../outcome.js'
import { scenarios } from '../scenarios.js'
import type { TraceEvent } from '../trace/trace-event.js'
import { writeTrace } from '../trace/trace-text.js'
import { playScenario } from './play-scenario.js'
import type { Stage } from './stage.js'

process.on('disconnect', () => process.exit(0))
// Labs are removed when the process exits, however it comes to that.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => process.exit(130))
}
process.on('message', (performance: Performance) => {
  void play(performance).then((outcome) => process.send?.(outcome))
})

async function play({ scenario: name, place }: Performance): Promise<Outcome> {
  const evidence = join(tmpdir(), 'holdfast-golden-evidence', `${name}-${place}`)
  rmSync(evidence, { recursive: true, force: true })
  const scenario = scenarios.find((one) => one.name === name)
  if (scenario === undefined) throw new Error(`there is no scenario ${name}`)
  let judgement: Judgement | undefined
  let latenessMs = 0
  const outcome = (passed: boolean, problem?: string): Outcome => ({
    scenario: name,
    place,
    passed,
    latenessMs,
    evidence,
    ...(judgement === undefined ? {} : { judgement }),
    ...(problem === undefined ? {} : { problem }),
  })
  try {
    await playScenario(scenario, place, (stage, played) => {
      judgement = judge(recordingOf(name), played.trace, intendedAt(differences, name, place))
      latenessMs = played.latenessMs
      if (!isAsExpected(judgement)) keepEvidence(stage, played.trace, evidence)
    })
    return outcome(judgement !== undefined && isAsExpected(judgement))
  } catch (error) {
    return outcome(false, error instanceof Error ? error.message : String(error))
  }
}

function keepEvidence(stage: Stage, trace: readonly TraceEvent[], folder: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'trace.txt'), writeTrace(trace))
  writeFileSync(join(folder, 'a.log'), `${stage.log('A').join('\n')}\n`)
  writeFileSync(join(folder, 'b.log'), `${stage.log('B').join('\n')}\n`)
  copyFileSync(stage.pcapFile, join(folder, 'packets.pcap'))
}

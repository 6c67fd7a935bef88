import { readFileSync } from 'node:fs'
import { randomScenario, runScenario } from '@holdfast/vrrp/testing'
import type { Scenario } from '@holdfast/vrrp/testing'
import { readArguments, usage } from './arguments.js'
import type { Task } from './arguments.js'
import { outcomeOf, reportFailure, timelineOf } from './failure-report.js'
import { jobArgument, runSeeds, serveBatches } from './jobs.js'

/** Shrinking takes a while, and the first failures mostly share their cause with the others. */
const REPORTS_MAX = 3
const MS_PER_MINUTE = 60_000

async function main(args: readonly string[]): Promise<void> {
  const task = readTask(args)
  switch (task.kind) {
    case 'help':
      console.log(usage)
      return
    case 'scenario':
      show(task.file, JSON.parse(readFileSync(task.file, 'utf8')) as Scenario)
      return
    case 'seed':
      show(`seed ${task.seed}`, randomScenario(task.seed, task.minutes * MS_PER_MINUTE))
      return
    case 'seeds':
      await search(task)
  }
}

/** One run, with all there is to see of it. */
function show(title: string, scenario: Scenario): void {
  if (runScenario(scenario).violation !== undefined) {
    console.log(reportFailure(title, scenario))
    process.exitCode = 1
    return
  }
  console.log(timelineOf(scenario))
  console.log(`${title}: ${outcomeOf(scenario)}`)
}

/** Many runs, of which only the failures are of interest. */
async function search({
  from,
  count,
  minutes,
  jobs,
}: Extract<Task, { kind: 'seeds' }>): Promise<void> {
  const startedAt = performance.now()
  const durationMs = minutes * MS_PER_MINUTE
  const progress = progressLines(count)
  const failures = await runSeeds({ from, count, durationMs }, jobs, progress)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  for (const [index, { seed, violation }] of failures.entries()) {
    if (index < REPORTS_MAX)
      console.log(reportFailure(`seed ${seed}`, randomScenario(seed, durationMs)))
    else console.log(`seed ${seed}: ${violation.invariant} broken: ${violation.message}`)
  }
  const failed = failures.length === 1 ? '1 failure' : `${failures.length} failures`
  console.log(`${count} seeds, ${minutes} virtual minutes each, ${failed}, ${seconds} s`)
  if (failures.length > 0) process.exitCode = 1
}

/** A line for each tenth of the work. */
function progressLines(count: number): (done: number, failures: number) => void {
  let told = 0
  return (done, failures) => {
    const tenth = Math.floor((10 * done) / count)
    if (tenth > told && done < count)
      console.error(`${done} of ${count} seeds, ${failures} failures`)
    told = tenth
  }
}

function readTask(args: readonly string[]): Task {
  try {
    return readArguments(args)
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    process.exit(2)
  }
}

const args = process.argv.slice(2)
if (args[0] === jobArgument) serveBatches()
else await main(args)

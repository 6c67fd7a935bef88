import { readFileSync, writeFileSync } from 'node:fs'
import { randomScenario, runScenario } from '@holdfast/vrrp/testing'
import type { Scenario } from '@holdfast/vrrp/testing'
import { readArguments, usage } from './arguments.js'
import type { Task } from './arguments.js'
import { outcomeOf, pageOf, reportFailure, timelineOf } from './failure-report.js'
import { runSeeds } from './jobs.js'
import type { Failure } from './jobs.js'

/** Shrinking takes a while, and the first failures mostly share their cause with the others. */
const REPORTS_MAX = 3
const MS_PER_MINUTE = 60_000

/** Where the lines go: results to one side, progress and complaints to the other. */
export interface Output {
  readonly print: (text: string) => void
  readonly warn: (text: string) => void
}

/** Does what the arguments say; returns the exit code. */
export async function runCommand(args: readonly string[], output: Output): Promise<number> {
  let task: Task
  try {
    task = readArguments(args)
  } catch (error) {
    output.warn(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    return 2
  }
  switch (task.kind) {
    case 'help':
      output.print(usage)
      return 0
    case 'scenario': {
      const scenario = JSON.parse(readFileSync(task.file, 'utf8')) as Scenario
      return show({ title: task.file, scenario, html: task.html }, output)
    }
    case 'seed': {
      const scenario = randomScenario(task.seed, task.minutes * MS_PER_MINUTE)
      return show({ title: `seed ${task.seed}`, scenario, html: task.html }, output)
    }
    case 'seeds':
      return search(task, output)
  }
}

interface Shown {
  readonly title: string
  readonly scenario: Scenario
  /** The file of a page to look at. */
  readonly html: string | undefined
}

/** One run, with all there is to see of it. */
function show({ title, scenario, html }: Shown, { print }: Output): number {
  if (html !== undefined) writeFileSync(html, pageOf(title, scenario))
  if (runScenario(scenario).violation !== undefined) {
    print(reportFailure(title, scenario))
    return 1
  }
  print(timelineOf(scenario))
  print(`${title}: ${outcomeOf(scenario)}`)
  return 0
}

/** Many runs, of which only the failures are of interest. */
async function search(
  { from, count, minutes, jobs }: Extract<Task, { kind: 'seeds' }>,
  { print, warn }: Output,
): Promise<number> {
  const startedAt = performance.now()
  const durationMs = minutes * MS_PER_MINUTE
  const failures = await runSeeds({ from, count, durationMs }, jobs, progressLines(count, warn))
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  for (const [index, { seed, violation }] of failures.entries()) {
    const isShown = index < REPORTS_MAX
    if (isShown) print(reportFailure(`seed ${seed}`, randomScenario(seed, durationMs)))
    else print(`seed ${seed}: ${violation.invariant} broken: ${violation.message}`)
  }
  const failed = failures.length === 1 ? '1 failure' : `${failures.length} failures`
  print(`${count} seeds, ${minutes} virtual minutes each, ${failed}, ${seconds} s`)
  return failures.length === 0 ? 0 : 1
}

/** A line for each failure, and for each tenth of the work. */
function progressLines(
  count: number,
  warn: Output['warn'],
): (done: number, failed: readonly Failure[]) => void {
  let told = 0
  let failures = 0
  return (done, failed) => {
    failures += failed.length
    for (const { seed, violation } of failed) warn(`seed ${seed}: ${violation.invariant} broken`)
    const tenth = Math.floor((10 * done) / count)
    if (tenth > told && done < count) warn(`${done} of ${count} seeds, ${failures} failures`)
    told = tenth
  }
}

import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomScenario, runScenario } from '@holdfast/vrrp/testing'
import type { Violation } from '@holdfast/vrrp/testing'

/** A seed whose run broke a promise. */
export interface Failure {
  readonly seed: number
  readonly violation: Violation
}

/** Some seeds, as a job is given them. */
interface Batch {
  readonly from: number
  readonly count: number
  readonly durationMs: number
}

/** Small enough that no job is left alone with much at the end. */
const BATCH_SIZE = 20

/** The argument that makes this program a job of another one. */
export const jobArgument = '--job'

/**
 * Runs seeds in child processes, one for each job, and tells of each batch that is done, with its
 * failures. A run takes its process for itself, so this is how a second core helps.
 */
export async function runSeeds(
  batch: Batch,
  jobs: number,
  onProgress: (done: number, failed: readonly Failure[]) => void,
): Promise<readonly Failure[]> {
  const failures: Failure[] = []
  const batches = split(batch)
  let done = 0
  const work = async (run: (next: Batch) => Promise<readonly Failure[]>): Promise<void> => {
    for (let next = batches.shift(); next !== undefined; next = batches.shift()) {
      const failed = await run(next)
      failures.push(...failed)
      done += next.count
      onProgress(done, failed)
    }
  }
  const count = Math.min(jobs, batches.length)
  if (count === 1) await work((next) => Promise.resolve(runBatch(next)))
  else await Promise.all(Array.from({ length: count }, () => inChild(work)))
  return failures.sort((one, other) => one.seed - other.seed)
}

/** What a job does: answers each batch with its failures, until its parent is gone. */
export function serveBatches(): void {
  process.on('message', (batch) => process.send?.(runBatch(batch as Batch)))
  process.on('disconnect', () => process.exit())
}

function runBatch({ from, count, durationMs }: Batch): readonly Failure[] {
  const failures: Failure[] = []
  for (let seed = from; seed < from + count; seed += 1) {
    const { violation } = runScenario(randomScenario(seed, durationMs))
    if (violation !== undefined) failures.push({ seed, violation })
  }
  return failures
}

function split({ from, count, durationMs }: Batch): Batch[] {
  const batches: Batch[] = []
  for (let start = 0; start < count; start += BATCH_SIZE) {
    batches.push({ from: from + start, count: Math.min(BATCH_SIZE, count - start), durationMs })
  }
  return batches
}

async function inChild(
  work: (run: (next: Batch) => Promise<readonly Failure[]>) => Promise<void>,
): Promise<void> {
  const child = fork(new URL('main.ts', import.meta.url), [jobArgument], {
    cwd: new URL('../../../../', import.meta.url),
    execArgv: ['--conditions=@holdfast/source', '--import', 'tsx'],
  })
  try {
    await work((next) => ask(child, next))
  } finally {
    if (child.connected) child.disconnect()
  }
}

function ask(child: ChildProcess, batch: Batch): Promise<readonly Failure[]> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null, signal: string | null): void => {
      reject(new Error(`a job ended by ${signal ?? code} at the seeds from ${batch.from} on`))
    }
    child.once('exit', onExit)
    child.once('message', (failures) => {
      child.off('exit', onExit)
      resolve(failures as readonly Failure[])
    })
    child.send(batch)
  })
}

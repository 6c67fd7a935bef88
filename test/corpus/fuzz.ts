import { seededRandom } from '@holdfast/core/testing'
import { check } from './check.js'
import { mutate } from './mutate.js'

export interface SampleFile {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface FuzzOutcome {
  /** What was thrown, and by which mutation. */
  readonly failures: readonly string[]
  /** Processor time: what other programs of the host take does not count. */
  readonly slowestMs: number
  readonly diagnostics: number
}

/** Reads so many damaged copies of the files. */
export function fuzz(files: readonly SampleFile[], count: number, seed: number): FuzzOutcome {
  const random = seededRandom(seed)
  const failures: string[] = []
  let slowestMs = 0
  let diagnostics = 0
  for (let at = 0; at < count; at++) {
    const { name, bytes } = files[Math.floor(random() * files.length)] as SampleFile
    const damaged = mutate(bytes, random)
    const before = processorMs()
    try {
      diagnostics += check(name, damaged).length
    } catch (error) {
      failures.push(`mutation ${at} of seed ${seed} (${name}): ${String(error)}`)
    }
    slowestMs = Math.max(slowestMs, processorMs() - before)
  }
  return { failures, slowestMs, diagnostics }
}

function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

import { loadFile } from './load-file.js'
import type { LoadWorld } from './load-file.js'
import { createReporter } from './reporter.js'
import type { Output } from './reporter.js'

/** The world of `check` and `lint`: what they read, and where they write. */
export interface ReportWorld extends LoadWorld, Output {}

export interface ReportOutcome {
  /** 0 clean, 1 warnings, 2 errors. */
  readonly exitCode: 0 | 1 | 2
}

/** `holdfast check FILE...`: says what is wrong with each file. */
export async function checkFiles(
  files: readonly string[],
  world: ReportWorld,
): Promise<ReportOutcome> {
  const reporter = createReporter(world)
  for (const file of files) {
    const { diagnostics, lines } = await loadFile(file, world)
    for (const diagnostic of diagnostics) reporter.add(diagnostic, lines)
  }
  return { exitCode: reporter.end() }
}

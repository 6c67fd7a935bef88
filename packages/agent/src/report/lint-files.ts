import type { LineSource } from '@holdfast/core/config'
import { lintCluster } from '../lint/cluster/lint-cluster.js'
import type { LintNode } from '../lint/cluster/member.js'
import { simulateFinding } from '../lint/simulation/simulate-finding.js'
import type { ReportOutcome, ReportWorld } from './check-files.js'
import { loadFile } from './load-file.js'
import type { CheckedFile, LoadWorld } from './load-file.js'
import { nodeNames } from './node-names.js'
import { createReporter } from './reporter.js'

export interface LintWorld extends ReportWorld {
  /** Shows each finding in the simulator. Default false. */
  readonly simulate?: boolean
}

/**
 * `holdfast lint FILE...`: what is wrong with each file, and then between the nodes that they are
 * for. `FILE@ID` is a file as the node with that config-id reads it.
 */
export async function lintFiles(
  files: readonly string[],
  world: LintWorld,
): Promise<ReportOutcome> {
  // The files are for other machines than this one, or for one of them at most.
  const elsewhere = { reader: world.reader, surroundings: world.surroundings }
  const reporter = createReporter(world)
  const names = nodeNames(files)
  const nodes: LintNode[] = []
  const loaded: CheckedFile[] = []
  for (const [at, file] of files.entries()) {
    const checked = await loadNode(file, elsewhere)
    const { configuration, places, diagnostics, lines } = checked
    for (const diagnostic of diagnostics) reporter.add(diagnostic, lines)
    nodes.push({ name: names[at] ?? file, configuration, places })
    loaded.push(checked)
  }
  const lines: LineSource = (file, line) => firstKnown(loaded, file, line)
  for (const finding of lintCluster(nodes)) {
    const simulation = world.simulate === true ? simulateFinding(finding) : undefined
    reporter.add(finding.diagnostic, lines, simulation)
  }
  return { exitCode: reporter.end() }
}

function loadNode(file: string, world: LoadWorld): Promise<CheckedFile> {
  const [, path, configId] = /^(.+)@([^/@]+)$/.exec(file) ?? []
  if (path === undefined || configId === undefined || world.reader.read(file).ok) {
    return loadFile(file, world)
  }
  return loadFile(path, { ...world, surroundings: { ...world.surroundings, configId } })
}

function firstKnown(
  loaded: readonly CheckedFile[],
  file: string,
  line: number,
): string | undefined {
  for (const { lines } of loaded) {
    const text = lines(file, line)
    if (text !== undefined) return text
  }
  return undefined
}

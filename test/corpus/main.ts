// Compares what Holdfast says about a folder of real configurations with what keepalived said:
//
//   npm run test:corpus [-- FOLDER [MUTATIONS [SEED]]]
//
// FOLDER has conf/NAME.conf and verdict/NAME.txt; by default it is looked for beside this repository,
// and where there is none nothing is compared. MUTATIONS (default 500) damaged files are read as
// well: none may throw, and none may take longer than a second.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Diagnostic } from '@holdfast/core/config'
import { check } from './check.js'
import { explainDifference, isSaidElsewhere } from './differences.js'
import { fuzz } from './fuzz.js'
import { root } from '../support/program.js'
import { parseVerdict } from './verdict.js'
import type { VerdictLine } from './verdict.js'

const beside = join(dirname(root), 'shared', 'corpus')
const [folder = beside, mutations = '500', seed = '1'] = process.argv.slice(2)
if (!existsSync(folder)) {
  process.stderr.write(`SKIPPED: real configurations: there is no folder ${folder}\n`)
  process.exit()
}

const names = readdirSync(join(folder, 'conf')).filter((name) => name.endsWith('.conf'))
const files = names.map((name) => ({ name, bytes: readFileSync(join(folder, 'conf', name)) }))

let confirmed = 0
const explained = new Map<string, string[]>()
const missed: string[] = []
const alone = new Map<string, string[]>()
for (const { name, bytes } of files) compare(name, bytes)

console.log(`${files.length} files`)
console.log(`lines with a diagnostic of keepalived and of Holdfast: ${confirmed}`)
console.log('lines that only keepalived complains about, for a reason:')
for (const [reason, places] of explained) console.log(`  ${places.length}: ${reason}`)
console.log(`lines that only keepalived complains about: ${missed.length}`)
for (const each of missed) console.log(`  ${each}`)
console.log('what Holdfast says where keepalived is silent:')
for (const [code, places] of [...alone].toSorted(([a], [b]) => a.localeCompare(b))) {
  console.log(`  ${code}: ${places.length}, such as ${places.slice(0, 4).join(', ')}`)
}
if (missed.length > 0) process.exitCode = 1
if (Number(mutations) > 0) {
  const started = performance.now()
  const { failures, slowestMs, diagnostics } = fuzz(files, Number(mutations), Number(seed))
  for (const failure of failures) console.error(failure)
  const seconds = (performance.now() - started) / 1000
  console.log(
    `${mutations} mutations in ${seconds.toFixed(1)} s: ${failures.length} threw, ` +
      `${diagnostics} diagnostics, the slowest took ${slowestMs.toFixed(0)} ms`,
  )
  if (failures.length > 0 || slowestMs >= 1000) process.exitCode = 1
}

function compare(name: string, bytes: Uint8Array): void {
  const verdict = readFileSync(join(folder, 'verdict', name.replace('.conf', '.txt')), 'utf8')
  const said = parseVerdict(verdict)
  const ours = check(name, bytes)
  for (const line of new Set(said.map((each) => each.line))) {
    if (ours.some((each) => isWithin(each, line))) confirmed++
    else explain(name, line, said, ours)
  }
  for (const { code, severity, line } of ours) {
    if (said.some((each) => each.line === line) || isSaidElsewhere(code, verdict)) continue
    const key = `${severity} ${code}`
    alone.set(key, [...(alone.get(key) ?? []), `${name}:${line}`])
  }
}

function explain(
  name: string,
  line: number,
  said: readonly VerdictLine[],
  ours: readonly Diagnostic[],
): void {
  const here = said.filter((each) => each.line === line)
  for (const reason of new Set(here.map((each) => explainDifference(each, ours, said)))) {
    const messages = here.map((each) => each.message).join(' | ')
    if (reason === undefined) missed.push(`${name}:${line} ${messages}`)
    else explained.set(reason, [...(explained.get(reason) ?? []), `${name}:${line}`])
  }
}

/** A diagnostic about a block is about its lines as well. */
function isWithin({ line: first, endLine = first }: Diagnostic, line: number): boolean {
  return first <= line && line <= endLine
}

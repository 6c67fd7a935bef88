// Compares what Holdfast says about a folder of real configurations with what keepalived said:
//
//   node --conditions @holdfast/source --import tsx test/corpus/main.ts FOLDER [MUTATIONS [SEED]]
//
// FOLDER has conf/NAME.conf and verdict/NAME.txt. With MUTATIONS, so many damaged files are read as
// well: none may throw, and none may take longer than a second per MiB.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { memoryFiles } from '@holdfast/core/config'
import type { Diagnostic } from '@holdfast/core/config'
import { seededRandom } from '@holdfast/core/testing'
import { loadKeepalivedConfiguration } from '@holdfast/agent'
import { explainDifference, isSaidElsewhere } from './differences.js'
import { mutate } from './mutate.js'
import { parseVerdict } from './verdict.js'
import type { VerdictLine } from './verdict.js'

const [folder, mutations = '0', seed = '1'] = process.argv.slice(2)
if (folder === undefined) throw new Error('say which folder: it has conf/ and verdict/')

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
if (Number(mutations) > 0 && fuzz(Number(mutations), Number(seed)) > 0) process.exitCode = 1

function compare(name: string, bytes: Uint8Array): void {
  const verdict = readFileSync(join(folder ?? '', 'verdict', name.replace('.conf', '.txt')), 'utf8')
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

function check(name: string, bytes: Uint8Array): readonly Diagnostic[] {
  return loadKeepalivedConfiguration({
    file: name,
    reader: memoryFiles({ [name]: bytes }),
    configId: 'lb01',
    random: () => 0.5,
  }).diagnostics
}

function fuzz(count: number, firstSeed: number): number {
  const random = seededRandom(firstSeed)
  let failures = 0
  let slowest = 0
  let total = 0
  const started = performance.now()
  for (let at = 0; at < count; at++) {
    const { name, bytes } = files[Math.floor(random() * files.length)] ?? {}
    const damaged = mutate(bytes ?? new Uint8Array(), random)
    const before = processorMs()
    try {
      total += check(name ?? '', damaged).length
    } catch (error) {
      failures++
      console.error(`mutation ${at} of seed ${firstSeed} (${name}):`, error)
    }
    slowest = Math.max(slowest, processorMs() - before)
  }
  const seconds = (performance.now() - started) / 1000
  console.log(
    `${count} mutations in ${seconds.toFixed(1)} s: ${failures} threw, ` +
      `${total} diagnostics, the slowest took ${slowest.toFixed(0)} ms`,
  )
  return failures === 0 && slowest < 1000 ? 0 : 1
}

/** What other programs of the host take does not count. */
function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

// Compares what Holdfast says about a folder of real configurations with what keepalived said:
//
//   node --conditions @holdfast/source --import tsx test/corpus/main.ts FOLDER [MUTATIONS [SEED]]
//
// FOLDER has conf/NAME.conf and verdict/NAME.txt. With MUTATIONS, so many damaged files are read as
// well: none may throw, and none may take longer than a second per MiB.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfiguration, memoryFiles } from '@holdfast/core/config'
import type { BlockDefinition, Diagnostic } from '@holdfast/core/config'
import { seededRandom } from '@holdfast/core/testing'
import { mutate } from './mutate.js'
import { isAboutLanguage, parseVerdict } from './verdict.js'

const [folder, mutations = '0', seed = '1'] = process.argv.slice(2)
if (folder === undefined) throw new Error('say which folder: it has conf/ and verdict/')

// The language alone: no keyword exists, and what follows from that is not looked at.
const nothing: BlockDefinition<object> = { title: 'the configuration', fields: {} }
const names = readdirSync(join(folder, 'conf')).filter((name) => name.endsWith('.conf'))
const files = names.map((name) => ({ name, bytes: readFileSync(join(folder, 'conf', name)) }))

const confirmed: string[] = []
const missed: string[] = []
const alone = new Map<string, string[]>()
for (const { name, bytes } of files) compare(name, bytes)

console.log(`${files.length} files`)
console.log(`what keepalived says about the language: ${confirmed.length + missed.length} lines`)
console.log(`  with a diagnostic on the same line: ${confirmed.length}`)
for (const each of missed) console.log(`  without: ${each}`)
console.log('what Holdfast says besides:')
for (const [code, places] of alone) {
  console.log(`  ${code}: ${places.length}, such as ${places.slice(0, 4).join(', ')}`)
}
if (Number(mutations) > 0) process.exitCode = fuzz(Number(mutations), Number(seed))

function compare(name: string, bytes: Uint8Array): void {
  const said = parseVerdict(
    readFileSync(join(folder ?? '', 'verdict', name.replace('.conf', '.txt')), 'utf8'),
  ).filter(isAboutLanguage)
  const ours = check(name, bytes)
  for (const { line, message } of said) {
    const found = ours.some((each) => each.line === line)
    const list = found ? confirmed : missed
    list.push(`${name}:${line} ${message}`)
  }
  for (const { code, line } of ours) {
    if (said.some((each) => each.line === line)) continue
    alone.set(code, [...(alone.get(code) ?? []), `${name}:${line}`])
  }
}

function check(name: string, bytes: Uint8Array): Diagnostic[] {
  const { diagnostics } = loadConfiguration({
    file: name,
    reader: memoryFiles({ [name]: bytes }),
    definition: nothing,
    surroundings: { configId: 'lb01', random: () => 0.5 },
  })
  return diagnostics.filter(({ code }) => !code.startsWith('unknown-'))
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
    const before = performance.now()
    try {
      total += check(name ?? '', damaged).length
    } catch (error) {
      failures++
      console.error(`mutation ${at} of seed ${firstSeed} (${name}):`, error)
    }
    slowest = Math.max(slowest, performance.now() - before)
  }
  const seconds = (performance.now() - started) / 1000
  console.log(
    `${count} mutations in ${seconds.toFixed(1)} s: ${failures} threw, ` +
      `${total} diagnostics, the slowest took ${slowest.toFixed(0)} ms`,
  )
  return failures === 0 && slowest < 1000 ? 0 : 1
}

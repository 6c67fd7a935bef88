import { join } from 'node:path'
import { expect, test } from 'vitest'
import { missingFrom } from './support/lines.js'
import { fromSource, Program, root } from './support/program.js'

const answeredBy = (first: string, second: string): RegExp =>
  new RegExp(`^  => curl was answered by ${first}, then ${second}; longest gap \\d+ ms$`)

test('http-service-with-vip', { timeout: 60_000 }, async () => {
  const folder = join(root, 'examples/http-service-with-vip')
  await using example = new Program(process.execPath, [...fromSource, 'src/main.ts'], folder)
  const exitCode = await example.ended()
  const missing = missingFrom(example.lines, [
    /^a is killed/,
    /^ {2}b {2}BACKUP -> MASTER: no advert from 192\.0\.2\.1 \(priority 150\) for 360\.938 ms/,
    answeredBy('a', 'b'),
    /^a is started again/,
    answeredBy('b', 'a'),
    /^a is stopped/,
    /^ {2}b {2}BACKUP -> MASTER: 192\.0\.2\.1 resigned with priority 0/,
    answeredBy('a', 'b'),
    /^b is stopped/,
  ])
  expect(missing, example.transcript()).toEqual([])
  expect(example.errors).toBe('')
  expect(exitCode).toBe(0)
})

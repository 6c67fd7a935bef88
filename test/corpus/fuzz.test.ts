import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../support/program.js'
import { fuzz } from './fuzz.js'

const folders = ['examples/mysql-recipe', 'packages/agent/test/recipes/fixtures', 'test/golden']
const files = folders.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.conf') && !name.includes('node_modules'))
    .sort()
    .map((name) => ({ name, bytes: readFileSync(join(root, folder, name)) })),
)

test('damaged configurations of the examples and recipes end in diagnostics, and soon', () => {
  expect(files.length).toBeGreaterThan(80)
  const { failures, slowestMs, diagnostics } = fuzz(files, 500, 1)
  expect(failures).toEqual([])
  expect(diagnostics).toBeGreaterThan(500)
  // A second, on a machine like the ones of today.
  expect(slowestMs).toBeLessThan(4000)
})

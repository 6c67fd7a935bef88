import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findingCodes } from './finding-codes.js'

test('docs/doctor.md lists every finding as the table has it', () => {
  const path = new URL('../../../../docs/doctor.md', import.meta.url)
  const rows = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  const expected = Object.entries(findingCodes).map(
    ([code, { area, severity, why }]) => `| \`${code}\` | ${area} | ${severity} | ${why} |`,
  )
  expect(rows).toEqual(expected)
})

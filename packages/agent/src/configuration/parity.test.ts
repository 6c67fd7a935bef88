import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { configurationTable } from './configuration-table.js'
import { notDone } from './not-done.js'
import { keywordStatuses, parityRow } from './parity.js'

const text = readFileSync(new URL('../../../../docs/parity.md', import.meta.url), 'utf8')
const section = text.split(/^## /m).find((each) => each.startsWith('Keywords\n')) ?? ''
const documented = section.split('\n').filter((line) => line.startsWith('| `'))
const known = keywordStatuses(configurationTable)

describe('docs/parity.md', () => {
  test('has every keyword of the tables, with its status, and no other', () => {
    const rows = known.map(parityRow)
    expect(documented.filter((row) => !rows.includes(row))).toEqual([])
    expect(rows.filter((row) => !documented.includes(row))).toEqual([])
  })

  test('has each of them once', () => {
    expect(new Set(documented).size).toBe(documented.length)
  })

  test('knows as many keywords as keepalived has', () => {
    // keepalived has 363 of them besides `include` and its five variants, which the language has.
    const words = new Set(known.map(({ keyword }) => keyword))
    expect(words.size).toBeGreaterThanOrEqual(363)
  })
})

test('what is not done is the name of a keyword', () => {
  const names = known.map(({ where, keyword }) => `${where} ${keyword}`)
  expect(Object.keys(notDone).filter((name) => !names.includes(name))).toEqual([])
})

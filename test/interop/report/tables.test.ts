import { expect, it } from 'vitest'
import { craftedAdverts } from '../crafted/adverts.js'
import type { Outcome } from '../matrix/play-cell.js'
import { craftedTable } from './crafted-table.js'
import { matrixTable } from './matrix-table.js'
import { replaceSection } from './sections.js'

const outcome: Outcome = {
  pairing: {
    stronger: 'holdfast',
    weaker: 'frr',
    version: 3,
    family: 6,
    cast: 'multicast',
    authentication: 'none',
    mac: 'virtual',
  },
  scenario: 'SIGKILL',
  verdict: 'passed',
  reason: '',
  facts: [],
  client: undefined,
  tookMs: 1,
}

it('has a row for each pairing and a column for each scenario', () => {
  const excused = {
    ...outcome,
    scenario: 'cable pull',
    verdict: 'n/a',
    reason: 'no cable',
  } as const
  expect(matrixTable([outcome, excused])).toBe(
    [
      '| stronger > weaker | version | family | mode | SIGKILL | cable pull |',
      '| --- | --- | --- | --- | --- | --- |',
      '| holdfast > frr | v3 | IPv6 | multicast, virtual MAC | ok | n/a 1 |',
      '',
      'n/a, because',
      '',
      '1. no cable',
    ].join('\n'),
  )
})

it('has a row for each crafted advert', () => {
  const advert = craftedAdverts[0]!
  const found = { advert, verdict: 'passed', reason: '' } as const
  const rows = craftedTable([
    { ...found, state: 'BACKUP', found: 'stays BACKUP' },
    { ...found, state: 'MASTER', verdict: 'failed', found: '5 adverts' },
  ]).split('\n')
  expect(rows.slice(2)).toEqual([
    '| v2-good | v2 | 40 | follows, 3609.4 ms | ok: stays BACKUP | yields | FAILED: 5 adverts |',
  ])
})

it('replaces a section and nothing else', () => {
  const document = 'a\n<!-- x -->\nold\n<!-- end of x -->\nb\n'
  expect(replaceSection(document, 'x', 'new')).toBe(
    'a\n<!-- x -->\n\nnew\n\n<!-- end of x -->\nb\n',
  )
  expect(() => replaceSection(document, 'y', 'new')).toThrow("no section 'y'")
})

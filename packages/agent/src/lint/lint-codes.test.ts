import { readFileSync } from 'node:fs'
import type { DiagnosticCode } from '@holdfast/core/config'
import { expect, test } from 'vitest'
import { clusterCodes } from './cluster/cluster-codes.js'
import { mistakeCodes } from './mistakes/mistake-codes.js'

test('docs/lint.md lists every code as the tables have it', () => {
  const path = new URL('../../../../docs/lint.md', import.meta.url)
  const rows = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  const expected = [mistakeCodes, clusterCodes].flatMap((codes) =>
    Object.entries<DiagnosticCode>(codes).map(
      ([code, { severity, summary, keepalived = '', holdfast = '' }]) =>
        `| \`${code}\` | ${severity} | ${summary.replaceAll('|', '\\|')} | ${keepalived} | ${holdfast} |`,
    ),
  )
  expect(rows).toEqual(expected)
})

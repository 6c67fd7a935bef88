import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format } from 'prettier'
import type { CraftedOutcome } from '../crafted/run-crafted.js'
import type { Outcome } from '../matrix/play-cell.js'
import { craftedTable } from './crafted-table.js'
import { matrixTable } from './matrix-table.js'
import { replaceSection } from './sections.js'

const path = fileURLToPath(new URL('../../../docs/interop.md', import.meta.url))

/** Puts what was found into the sections of docs/interop.md that are made for it. */
export async function writeDocument(
  outcomes: readonly Outcome[],
  crafted: readonly CraftedOutcome[],
): Promise<void> {
  const before = readFileSync(path, 'utf8')
  const withMatrix = replaceSection(before, 'matrix', matrixTable(outcomes))
  const withBoth = replaceSection(withMatrix, 'crafted', craftedTable(crafted))
  writeFileSync(path, await format(withBoth, { parser: 'markdown', printWidth: 100 }))
}

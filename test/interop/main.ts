// Our routers against keepalived and FRR's vrrpd, in network namespaces. A program of its own and no
// suite of vitest: a cell is a row of a table with times in it, cells are chosen and run side by
// side, and the whole table becomes a document.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runCrafted } from './crafted/run-crafted.js'
import type { CraftedOutcome, Receiving } from './crafted/run-crafted.js'
import { describePairing } from './matrix/pairing.js'
import { playCell } from './matrix/play-cell.js'
import type { Outcome } from './matrix/play-cell.js'
import { everyCell, pairwiseCells } from './matrix/select.js'
import type { Cell } from './matrix/select.js'
import type { Implementation } from './peers/peer.js'
import { writeDocument } from './report/document.js'
import { craftedLine, outcomeLine } from './report/lines.js'
import { whatIsMissing } from './requirements.js'

const usage = `npm run test:interop -- [options]
  --full       every cell of the matrix, and write docs/interop.md
  --only TEXT  only cells whose title contains TEXT, 'crafted' for the crafted adverts
  --jobs N     labs at a time, default 2
  --ours NAME  who plays our part: holdfast (default) or keepalived, to try the suite itself
  --list       print the cells and end`

const { values: options } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    jobs: { type: 'string', default: '2' },
    ours: { type: 'string', default: 'holdfast' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

// Labs are removed when the process exits, however it comes to that.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => process.exit(130))
}

if (options.help) console.log(usage)
else process.exit(await main())

async function main(): Promise<number> {
  const ours = whoIsOurs()
  const all = options.full ? everyCell(ours) : pairwiseCells(ours)
  const cells = all.filter((cell) => titleOf(cell).includes(options.only))
  if (options.list) {
    for (const cell of cells) console.log(titleOf(cell))
    return 0
  }
  const missing = whatIsMissing()
  if (missing !== undefined) {
    console.log(`SKIPPED: the interop suite did not run: ${missing}`)
    return 0
  }
  const withCrafted = options.only === '' || options.only === 'crafted'
  const crafted = withCrafted ? await runCrafted(ours) : []
  for (const outcome of crafted) console.log(craftedLine(outcome))
  const outcomes = await playAll(cells, Number(options.jobs))
  if (options.full && withCrafted) await writeDocument(outcomes, crafted)
  return summarize(outcomes, crafted)
}

/** So many labs at a time; a failure stops nothing. */
async function playAll(cells: readonly Cell[], jobs: number): Promise<readonly Outcome[]> {
  const evidence = join(tmpdir(), 'holdfast-interop-evidence')
  const outcomes: Outcome[] = []
  const waiting = cells.entries()
  const work = async (): Promise<void> => {
    for (const [index, { pairing, scenario }] of waiting) {
      const outcome = await playCell(pairing, scenario, evidence)
      outcomes[index] = outcome
      console.log(outcomeLine(outcome))
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, work))
  return outcomes
}

function summarize(outcomes: readonly Outcome[], crafted: readonly CraftedOutcome[]): number {
  const verdicts = [...outcomes, ...crafted].map(({ verdict }) => verdict)
  const count = (wanted: Outcome['verdict']): number =>
    verdicts.filter((verdict) => verdict === wanted).length
  const failed = count('failed')
  console.log(`${count('passed')} passed, ${failed} failed, ${count('n/a')} n/a`)
  return failed === 0 ? 0 : 1
}

function titleOf({ pairing, scenario }: Cell): string {
  return `${describePairing(pairing)}: ${scenario.name}`
}

function whoIsOurs(): Implementation & Receiving {
  const { ours } = options
  if (ours === 'holdfast' || ours === 'keepalived') return ours
  throw new Error(usage)
}

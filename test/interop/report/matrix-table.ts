import { describePairing } from '../matrix/pairing.js'
import type { Outcome } from '../matrix/play-cell.js'

/**
 * A row for each pair of routers and way of speaking, a column for each scenario; why a cell is not
 * played stands below.
 */
export function matrixTable(outcomes: readonly Outcome[]): string {
  const scenarios = [...new Set(outcomes.map(({ scenario }) => scenario))]
  const reasons = [
    ...new Set(outcomes.flatMap(({ verdict, reason }) => (verdict === 'n/a' ? [reason] : []))),
  ]
  const rows = groupBy(outcomes, ({ pairing }) => describePairing(pairing))
  const cellOf = (row: readonly Outcome[], scenario: string): string => {
    const outcome = row.find((one) => one.scenario === scenario)
    if (outcome === undefined) return ''
    if (outcome.verdict !== 'n/a') return outcome.verdict === 'passed' ? 'ok' : 'FAILED'
    return `n/a ${reasons.indexOf(outcome.reason) + 1}`
  }
  const lines = [...rows].map(([, row]) => {
    const [first] = row
    if (first === undefined) return ''
    const { stronger, weaker, version, family, cast, authentication, mac } = first.pairing
    const mode = `${cast}${authentication === 'none' ? '' : `, ${authentication}`}, ${mac} MAC`
    const head = [`${stronger} > ${weaker}`, `v${version}`, `IPv${family}`, mode]
    return line([...head, ...scenarios.map((scenario) => cellOf(row, scenario))])
  })
  const heads = ['stronger > weaker', 'version', 'family', 'mode', ...scenarios]
  const notes = reasons.map((reason, index) => `${index + 1}. ${reason}`)
  return [
    line(heads),
    line(heads.map(() => '---')),
    ...lines,
    '',
    'n/a, because',
    '',
    ...notes,
  ].join('\n')
}

export function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}

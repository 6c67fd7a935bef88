/** What a cell is made of: one value for each of its factors. */
export type Values = readonly string[]

/**
 * A subset in which every two values that ever occur together still do. Greedy: the candidate with
 * the most new pairs for its cost comes first, of equals the one that stands first.
 */
export function coveringPairs<Candidate>(
  candidates: readonly Candidate[],
  valuesOf: (candidate: Candidate) => Values,
  costOf: (candidate: Candidate) => number,
): readonly Candidate[] {
  const rows = candidates.map((candidate) => ({
    candidate,
    pairs: pairsOf(valuesOf(candidate)),
    cost: costOf(candidate),
  }))
  const missing = new Set(rows.flatMap(({ pairs }) => pairs))
  const chosen: Candidate[] = []
  while (missing.size > 0) {
    let best: { readonly row: (typeof rows)[number]; readonly worth: number } | undefined
    for (const row of rows) {
      const worth = row.pairs.filter((pair) => missing.has(pair)).length / row.cost
      if (worth > (best?.worth ?? 0)) best = { row, worth }
    }
    if (best === undefined) break
    for (const pair of best.row.pairs) missing.delete(pair)
    chosen.push(best.row.candidate)
  }
  return chosen
}

function pairsOf(values: Values): readonly string[] {
  return values.flatMap((value, index) =>
    values
      .slice(index + 1)
      .map((other, offset) => `${index}=${value} ${index + 1 + offset}=${other}`),
  )
}

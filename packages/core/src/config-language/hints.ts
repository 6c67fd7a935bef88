import { homesOf, indexOf } from './keyword-table.js'
import type { Table } from './keyword-table.js'
import type { HintFor } from './scope.js'
import { didYouMean } from './suggestion.js'

/** Looking through all keywords takes time, and nobody reads that many hints. */
const mostHints = 500

/** Hints for unknown keywords: a similar word of the same block, or the block that it belongs in. */
export function createHints(root: Table): HintFor {
  let homes: ReadonlyMap<string, ReadonlySet<string>> | undefined
  const known = new WeakMap<object, Map<string, string | undefined>>()
  let count = 0
  return (table, word) => {
    let hints = known.get(table)
    if (hints === undefined) known.set(table, (hints = new Map<string, string | undefined>()))
    if (hints.has(word)) return hints.get(word)
    if (++count > mostHints) return undefined
    const hint = find(table, word, (homes ??= homesOf(root)))
    hints.set(word, hint)
    return hint
  }
}

function find(
  table: Table,
  word: string,
  homes: ReadonlyMap<string, ReadonlySet<string>>,
): string | undefined {
  const titles = [...(homes.get(word) ?? [])]
  if (titles.length > 0) {
    return `it belongs in ${titles.map((title) => `\`${title}\``).join(' or ')}; is a brace missing?`
  }
  const words = [...indexOf(table).byWord.keys(), ...Object.keys(table.noted ?? {})]
  const glued = words.find(
    (each) => each.length > 3 && word.startsWith(each) && /^\W|^\d/.test(word.slice(each.length)),
  )
  if (glued !== undefined) return `is a blank missing behind \`${glued}\`?`
  return didYouMean(word, words)
}

import type { Random } from '@holdfast/core'

const snippets = [
  ...['{', '}', '"', "'", '\\', '#', '!', '\n', '\r', '\0', ' ', '\t', '\u00ff', '\ufeff'],
  ...['$', '${', '$A=', '${A}', '$A= \\\n', '~SEQ(x,1,99999999) ', '~LST({a,b},{1,2}) ${a}'],
  ...['@', '@lb01 ', '@^lb01 ', '${_RANDOM 1 9}', 'include *\n', 'include {a,b}\n', 'x {\n', '}\n'],
]

/** The file with a few bytes changed, doubled, cut out or thrown in. */
export function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  let text = [...bytes]
  const below = (limit: number): number => Math.floor(random() * limit)
  for (let edits = 1 + below(12); edits > 0; edits--) {
    const at = below(text.length + 1)
    const length = below(40)
    switch (below(5)) {
      case 0:
        text[at] = below(256)
        break
      case 1:
        text = [...text.slice(0, at), ...text.slice(at + length)]
        break
      case 2:
        text = [...text.slice(0, at), ...text.slice(at, at + length), ...text.slice(at)]
        break
      default: {
        const snippet = new TextEncoder().encode(snippets[below(snippets.length)])
        text = [...text.slice(0, at), ...snippet, ...text.slice(at)]
      }
    }
  }
  return Uint8Array.from(text)
}

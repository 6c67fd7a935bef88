/** How a piece of text looks; what it means is said in words as well. */
export type Look = 'plain' | 'strong' | 'faint' | 'good' | 'bad' | 'busy'

/** A piece of a line. */
export type Piece = string | readonly [look: Look, text: string]

/** SGR parameters (ECMA-48 8.3.117). */
const codes: Readonly<Record<Look, string>> = {
  plain: '',
  strong: '1',
  faint: '2',
  good: '32',
  bad: '31',
  busy: '36',
}

/** One line of at most so many columns, with or without colour. */
export function formatLine(
  pieces: readonly Piece[],
  { columns, colour }: { readonly columns: number; readonly colour: boolean },
): string {
  let room = columns
  return pieces
    .map((piece) => {
      const [look, whole] = typeof piece === 'string' ? (['plain', piece] as const) : piece
      const text = whole.slice(0, Math.max(0, room))
      room -= text.length
      const isPlain = !colour || codes[look] === '' || text === ''
      return isPlain ? text : `\u001b[${codes[look]}m${text}\u001b[0m`
    })
    .join('')
}

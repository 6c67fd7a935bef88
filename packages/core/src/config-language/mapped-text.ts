/** A place in a file; lines and columns count from 1, columns in UTF-16 code units. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** A stretch of one line: where a reader finds it, and where its text was written. */
export interface Span extends Place {
  /** The column after the last character. */
  readonly endColumn: number
  /** Where the text stands when a parameter brought it here: the span is then the use. */
  readonly definedAt?: Place
}

/** From `offset` on, the text stands at `place`, or was put there instead of `width` characters. */
interface Piece {
  readonly offset: number
  readonly place: Place
  readonly width?: number
  readonly definedAt?: Place
}

/** One line of text that remembers where each of its characters came from. */
export interface MappedText {
  readonly text: string
  readonly pieces: readonly Piece[]
}

/** Text as it stands in a file. */
export function textAt(text: string, place: Place): MappedText {
  return { text, pieces: [{ offset: 0, place }] }
}

export function slice(source: MappedText, start: number, end: number): MappedText {
  const text = source.text.slice(start, end)
  const [only] = source.pieces
  if (source.pieces.length === 1 && only !== undefined) {
    return { text, pieces: [shifted(only, start)] }
  }
  const pieces: Piece[] = []
  source.pieces.forEach((piece, at) => {
    const next = source.pieces[at + 1]?.offset ?? Number.POSITIVE_INFINITY
    if (next <= start && at + 1 < source.pieces.length) return
    if (piece.offset >= end && pieces.length > 0) return
    const skipped = Math.max(0, start - piece.offset)
    pieces.push({ ...shifted(piece, skipped), offset: Math.max(0, piece.offset - start) })
  })
  return { text, pieces }
}

/** One text of several: empty parts leave no trace unless all are empty. */
export function concat(parts: readonly MappedText[]): MappedText {
  const pieces: Piece[] = []
  let length = 0
  for (const part of parts) {
    if (part.text === '') continue
    for (const piece of part.pieces) pieces.push({ ...piece, offset: piece.offset + length })
    length += part.text.length
  }
  const text = parts.map((part) => part.text).join('')
  return { text, pieces: pieces.length > 0 ? pieces : (parts[0]?.pieces ?? []) }
}

/** The text of a parameter where it is used: errors point at the use and name the definition. */
export function substituted(value: MappedText, use: Span): MappedText {
  const place = placeOf(use)
  const width = use.endColumn - use.column
  const pieces = value.pieces.map((piece) => ({
    offset: piece.offset,
    place,
    width,
    definedAt: piece.definedAt ?? piece.place,
  }))
  return { text: value.text, pieces }
}

/** Where the characters from `start` up to `end` are. */
export function spanOf(source: MappedText, start: number, end: number): Span {
  const first = pieceAt(source, start)
  if (source.pieces.length === 1 && first.width === undefined && first.definedAt === undefined) {
    // Nearly every word of a file is asked for, and nearly all are as they stand in it.
    const { file, line, column } = first.place
    const shift = column - first.offset
    return { file, line, column: shift + start, endColumn: shift + Math.max(start, end) }
  }
  const last = end > start ? pieceAt(source, end - 1) : first
  const from = columnIn(first, start)
  const until = last.width === undefined ? columnIn(last, end) : last.place.column + last.width
  const where = { file: first.place.file, line: first.place.line, column: from }
  // Text glued together from two lines or files is shown by its first part.
  const sameLine = last.place.line === first.place.line && last.place.file === first.place.file
  const endColumn = sameLine ? Math.max(from, until) : from + 1
  if (first.definedAt === undefined) return { ...where, endColumn }
  const shift = start - first.offset
  const definedAt = { ...first.definedAt, column: first.definedAt.column + shift }
  return { ...where, endColumn, definedAt }
}

export function wholeSpan(source: MappedText): Span {
  return spanOf(source, 0, source.text.length)
}

export function trimmed(source: MappedText): MappedText {
  const start = /^[ \t\r\v\f]*/.exec(source.text)?.[0].length ?? 0
  let end = source.text.length
  while (end > start && isBlank(source.text.charCodeAt(end - 1))) end--
  return start === 0 && end === source.text.length ? source : slice(source, start, end)
}

/** What keepalived takes for white space: ASCII only, without the line feed. */
export function isBlank(code: number): boolean {
  return code === 32 || code === 9 || (code >= 11 && code <= 13)
}

function placeOf(span: Span): Place {
  return { file: span.file, line: span.line, column: span.column }
}

function shifted(piece: Piece, by: number): Piece {
  const { offset, width, definedAt } = piece
  const place = width === undefined ? moved(piece.place, by) : piece.place
  if (width === undefined && definedAt === undefined) return { offset, place }
  if (definedAt === undefined) return { ...piece, place }
  return { ...piece, place, definedAt: moved(definedAt, by) }
}

function moved({ file, line, column }: Place, by: number): Place {
  return { file, line, column: column + by }
}

function columnIn(piece: Piece, offset: number): number {
  return piece.width === undefined
    ? piece.place.column + (offset - piece.offset)
    : piece.place.column
}

function pieceAt(source: MappedText, offset: number): Piece {
  const { pieces } = source
  let low = 0
  let high = pieces.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((pieces[middle]?.offset ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return pieces[low] ?? { offset: 0, place: { file: '', line: 1, column: 1 } }
}

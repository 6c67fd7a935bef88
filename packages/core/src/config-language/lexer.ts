import { report } from './diagnostic-codes.js'
import type { DiagnosticSink } from './diagnostic.js'
import { isBlank, slice, spanOf } from './mapped-text.js'
import type { MappedText, Span } from './mapped-text.js'

/** A word, or a brace outside quotes. */
export interface Token {
  readonly kind: 'word' | 'open' | 'close'
  readonly text: string
  readonly quoted: boolean
  readonly span: Span
  /** Where it is in its line, quotes included. */
  readonly start: number
  readonly end: number
}

const quote = 0x22
const backslash = 0x5c
const openBrace = 0x7b
const closeBrace = 0x7d
const leftover = /\{[\w ]{1,200}\}/y
const looksLikePunctuation =
  /[\u00a0\u2000-\u200b\u2018-\u201f\u3000\u3010\u3011\uff01-\uff0f\uff1a-\uff20\uff3b-\uff5d]/

/** Where the comment begins: at the first `#` or `!` outside "..." and not behind a backslash. */
export function commentStart(text: string): number {
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === backslash) at++
    else if (code === quote) quoted = !quoted
    else if (!quoted && (code === 0x23 || code === 0x21)) return at
  }
  return text.length
}

export function withoutComment(line: MappedText): MappedText {
  const end = commentStart(line.text)
  return end === line.text.length ? line : slice(line, 0, end)
}

/**
 * Splits a line whose comment is gone. A `"` begins and ends a word even in the middle of one, and
 * nothing is escaped between two of them; braces are words of their own outside quotes.
 */
export function tokenize(line: MappedText, sink: DiagnosticSink): Token[] {
  const { text } = line
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (isBlank(code)) {
      at++
      continue
    }
    const token = readToken(line, at, code, sink)
    tokens.push(token)
    at = token.end
  }
  return tokens
}

function readToken(line: MappedText, at: number, code: number, sink: DiagnosticSink): Token {
  if (code === quote) return quotedWord(line, at, sink)
  if (code === openBrace || code === closeBrace) {
    const kind = code === openBrace ? 'open' : 'close'
    return token(line, kind, at, at + 1, line.text.charAt(at), false)
  }
  const end = wordEnd(line.text, at)
  // A backslash only keeps the two characters that would begin a comment.
  const written = line.text.slice(at, end)
  const text = written.includes('\\') ? written.replaceAll(/\\([#!])/g, '$1') : written
  const word = token(line, 'word', at, end, text, false)
  if (looksLikePunctuation.test(text)) reportLookalike(word, sink)
  return word
}

function quotedWord(line: MappedText, at: number, sink: DiagnosticSink): Token {
  const closing = line.text.indexOf('"', at + 1)
  if (closing >= 0) {
    return token(line, 'word', at, closing + 1, line.text.slice(at + 1, closing), true)
  }
  const { length } = line.text
  const word = token(line, 'word', at, length, line.text.slice(at + 1), true)
  report(sink, 'unterminated-quote', word.span, 'the quote does not end on this line')
  return word
}

function wordEnd(text: string, start: number): number {
  let at = start
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === openBrace && at > start && text.charCodeAt(at - 1) === 0x24) {
      // What is left of a parameter that nobody defined stays one word.
      leftover.lastIndex = at
      if (leftover.test(text)) {
        at = leftover.lastIndex
        continue
      }
    }
    if (isBlank(code) || code === quote || code === openBrace || code === closeBrace) break
    at++
  }
  return at
}

function token(
  line: MappedText,
  kind: Token['kind'],
  start: number,
  end: number,
  text: string,
  quoted: boolean,
): Token {
  return { kind, text, quoted, start, end, span: spanOf(line, start, end) }
}

function reportLookalike(word: Token, sink: DiagnosticSink): void {
  const at = word.text.search(looksLikePunctuation)
  const code = word.text.charCodeAt(at)
  const ascii = code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : undefined
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
  const message = `\`${word.text}\` contains ${name}, which keepalived takes for a letter`
  const hint = ascii === undefined ? 'type a plain blank or quote' : `type a plain \`${ascii}\``
  report(sink, 'full-width-character', word.span, message, { hint })
}

/** The text from the first of the tokens to the end of the last, as it was written. */
export function between(line: MappedText, tokens: readonly Token[]): MappedText {
  const first = tokens[0]
  const last = tokens.at(-1)
  return first === undefined || last === undefined
    ? slice(line, line.text.length, line.text.length)
    : slice(line, first.start, last.end)
}

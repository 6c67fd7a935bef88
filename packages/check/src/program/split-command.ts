import type { Result } from '@holdfast/core'

const blank = /\s/
const namedEscapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/**
 * Splits a command line into words as keepalived does with the line of a `script`: blanks separate,
 * single and double quotes hold words together and may stand inside a word, and an escape is
 * understood everywhere, in single quotes too. Nothing else is special: `|`, `$` and `*` stand for
 * themselves.
 */
export function splitCommand(line: string): Result<readonly string[], string> {
  const words: string[] = []
  let word: string | undefined
  let quote: string | undefined
  for (let at = 0; at < line.length;) {
    const character = line.charAt(at)
    if (character === '\\') {
      const escape = readEscape(line, at + 1)
      if (escape === undefined) return { ok: false, error: 'ends with a lone backslash' }
      word = (word ?? '') + escape.text
      at = escape.end
      continue
    }
    at += 1
    if (character === quote) {
      quote = undefined
    } else if (quote === undefined && (character === '"' || character === "'")) {
      quote = character
      word ??= ''
    } else if (quote === undefined && blank.test(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else {
      word = (word ?? '') + character
    }
  }
  if (quote !== undefined) return { ok: false, error: `has a ${quote} that is never closed` }
  if (word !== undefined) words.push(word)
  return { ok: true, value: words }
}

/** `start` is behind the backslash. */
function readEscape(
  line: string,
  start: number,
): { readonly text: string; readonly end: number } | undefined {
  if (start >= line.length) return undefined
  const rest = line.slice(start, start + 3)
  const octal = /^[0-7]{1,3}/.exec(rest)?.[0]
  if (octal !== undefined) return { text: byte(octal, 8), end: start + octal.length }
  const hex = /^x([0-9a-fA-F]{1,2})/.exec(rest)?.[1]
  if (hex !== undefined) return { text: byte(hex, 16), end: start + 1 + hex.length }
  const control = /^c([^])/.exec(rest)?.[1]
  if (control !== undefined) {
    return { text: String.fromCharCode(control.charCodeAt(0) & 0x1f), end: start + 2 }
  }
  const name = line.charAt(start)
  return { text: namedEscapes[name] ?? name, end: start + 1 }
}

function byte(digits: string, base: number): string {
  return String.fromCharCode(Number.parseInt(digits, base) & 0xff)
}

const escapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  E: '\u001b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

export interface QuotedText {
  readonly words: readonly string[]
  /** The quote that does not end. */
  readonly unterminated?: '"' | "'"
}

/**
 * Splits as keepalived splits commands: "..." and '...' join with their neighbours, and a backslash
 * works everywhere: \a \b \E \f \n \r \t \v, up to three octal digits, \xHH, \cC; any other
 * character stands for itself.
 */
export function splitQuoted(text: string): QuotedText {
  const words: string[] = []
  let current: string | undefined
  let quote = ''
  let at = 0
  while (at < text.length) {
    const character = text.charAt(at++)
    if (character === '\\' && at < text.length) {
      const { value, next } = unescapeAt(text, at)
      current = (current ?? '') + value
      at = next
    } else if (quote === '' ? character === '"' || character === "'" : character === quote) {
      quote = quote === '' ? character : ''
      current ??= ''
    } else if (quote === '' && /\s/.test(character)) {
      if (current !== undefined) words.push(current)
      current = undefined
    } else current = (current ?? '') + character
  }
  if (current !== undefined) words.push(current)
  if (quote === '') return { words }
  return { words, unterminated: quote === '"' ? '"' : "'" }
}

function unescapeAt(text: string, at: number): { value: string; next: number } {
  const octal = /^[0-7]{1,3}/.exec(text.slice(at, at + 3))?.[0]
  if (octal !== undefined)
    return { value: byte(Number.parseInt(octal, 8)), next: at + octal.length }
  const hexadecimal = /^x([0-9a-fA-F]{1,2})/.exec(text.slice(at, at + 3))
  if (hexadecimal !== null) {
    const [all, digits = ''] = hexadecimal
    return { value: byte(Number.parseInt(digits, 16)), next: at + all.length }
  }
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
  const control = text.charCodeAt(at + 1)
  if (character === 'c' && control > 0) return { value: byte(control & 0x1f), next: at + 2 }
  return { value: escapes[character] ?? character, next: at + character.length }
}

/** A NUL would end the word in C, and there is none in the arguments of a process. */
function byte(value: number): string {
  return value === 0 ? '' : String.fromCharCode(value & 0xff)
}

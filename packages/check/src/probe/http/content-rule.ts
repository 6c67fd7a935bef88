import type { ConfigIssue } from '@holdfast/core'

/** What the body of an answer has to look like: a regular expression and where it has to match. */
export interface ContentOptions {
  readonly regex?: string
  /** It must not match. */
  readonly regexNoMatch?: boolean
  /** Names of PCRE2's options; those of which JavaScript knows the like. */
  readonly regexOptions?: readonly string[]
  /** Bytes of the body before that are not looked at. */
  readonly regexMinOffset?: number
  /** A match must begin before this byte of the body; 0 is any. */
  readonly regexMaxOffset?: number
}

export interface ContentRule {
  readonly pattern: RegExp
  /** Characters are UTF-8; else every byte is one. */
  readonly isUtf8: boolean
  readonly noMatch: boolean
  readonly minOffset: number
  readonly maxOffset: number
}

/** PCRE2's names, and the flags of JavaScript that mean the same; '' is what it does anyway. */
const flagsOfOptions: Readonly<Record<string, string>> = {
  caseless: 'i',
  multiline: 'm',
  dotall: 's',
  utf: 'u',
  ucp: 'u',
  alt_bsux: '',
  allow_empty_class: '',
  match_unset_backref: '',
  never_backslash_c: '',
  no_auto_possess: '',
  no_dotstar_anchor: '',
  no_start_optimize: '',
  use_offset_limit: '',
}

/** undefined without an expression. What cannot be done is pushed to `issues`. */
export function contentRule(
  options: ContentOptions,
  path: string,
  issues: ConfigIssue[],
): ContentRule | undefined {
  const { regex, regexOptions = [] } = options
  if (regex === undefined) return undefined
  const flags = new Set('g')
  for (const name of regexOptions) {
    const flag = flagsOfOptions[name.toLowerCase()]
    if (flag === undefined) {
      const message = `${name} is not done: JavaScript's expressions have nothing like it`
      issues.push({ path: `${path}.regexOptions`, message })
    } else if (flag !== '') {
      flags.add(flag)
    }
  }
  try {
    return {
      pattern: new RegExp(regex, [...flags].join('')),
      isUtf8: flags.has('u'),
      noMatch: options.regexNoMatch ?? false,
      minOffset: options.regexMinOffset ?? 0,
      maxOffset: options.regexMaxOffset ?? 0,
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    issues.push({ path: `${path}.regex`, message })
    return undefined
  }
}

/** Returns why the body is wrong, if it is. */
export function judgeContent(rule: ContentRule, body: Uint8Array): string | undefined {
  const decoder = new TextDecoder(rule.isUtf8 ? 'utf-8' : 'latin1')
  // Offsets count bytes: what lies before is not even decoded. Lookbehind does not see it.
  const text = decoder.decode(body.subarray(rule.minOffset))
  rule.pattern.lastIndex = 0
  const match = rule.pattern.exec(text)
  const isMatch = match !== null && isBefore(rule, text, match.index)
  if (isMatch !== rule.noMatch) return undefined
  const expression = rule.pattern.source
  return isMatch ? `the answer matches ${expression}` : `the answer does not match ${expression}`
}

function isBefore(
  { isUtf8, minOffset, maxOffset }: ContentRule,
  text: string,
  at: number,
): boolean {
  if (maxOffset === 0) return true
  const bytes = isUtf8 ? new TextEncoder().encode(text.slice(0, at)).length : at
  return minOffset + bytes < maxOffset
}

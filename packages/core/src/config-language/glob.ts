import type { FileReader } from './file-reader.js'
import { joinPath } from './path.js'

/** More alternatives than anybody writes: `{a,b}{a,b}...` doubles with each. */
const mostPatterns = 1000

/** `a{b,c{d,e}}` as `ab`, `acd`, `ace`; a brace without its partner stands for itself. */
export function expandBraces(pattern: string): string[] {
  const done: string[] = []
  const waiting = [pattern]
  while (waiting.length > 0 && done.length < mostPatterns) {
    const next = waiting.pop() ?? ''
    const alternatives = waiting.length > mostPatterns ? undefined : expandFirstBrace(next)
    if (alternatives === undefined) done.push(next)
    else waiting.push(...alternatives.reverse())
  }
  return done
}

function expandFirstBrace(pattern: string): string[] | undefined {
  const open = pattern.indexOf('{')
  if (open < 0) return undefined
  const parts: string[] = []
  let depth = 0
  let start = open + 1
  for (let at = open; at < pattern.length; at++) {
    const character = pattern.charAt(at)
    if (character === '{') depth++
    if (character === '}') depth--
    const ends = depth === 0
    if (!ends && !(depth === 1 && character === ',')) continue
    parts.push(pattern.slice(start, at))
    start = at + 1
    if (ends) break
  }
  if (depth !== 0) return undefined
  return parts.map((part) => pattern.slice(0, open) + part + pattern.slice(start))
}

export function hasWildcard(pattern: string): boolean {
  return /[*?[]/.test(pattern)
}

/** The files that match a pattern without braces, each directory in the order of its names. */
export function matchFiles(directory: string, pattern: string, reader: FileReader): string[] {
  const isAbsolute = pattern.startsWith('/')
  let found = [isAbsolute ? '/' : directory]
  for (const segment of pattern.split('/').filter((name) => name !== '')) {
    found = hasWildcard(segment)
      ? found.flatMap((base) => matchNames(base, segment, reader))
      : found.map((base) => joinPath(base, segment))
  }
  return found
}

function matchNames(base: string, segment: string, reader: FileReader): string[] {
  const names = reader.list(base === '' ? '.' : base) ?? []
  return names
    .filter((name) => !(name.startsWith('.') && !segment.startsWith('.')))
    .filter((name) => matchesName(segment, name))
    .sort()
    .map((name) => joinPath(base, name))
}

/** `*`, `?`, `[a-z]`, `[!a]` within one name; never slower than the product of the lengths. */
export function matchesName(pattern: string, name: string): boolean {
  let inPattern = 0
  let inName = 0
  let star = -1
  let retry = 0
  while (inName < name.length) {
    const length = pattern[inPattern] === '*' ? -1 : matchOne(pattern, inPattern, name[inName])
    if (length > 0) {
      inPattern += length
      inName++
    } else if (length < 0) {
      star = inPattern++
      retry = inName
    } else if (star >= 0) {
      inPattern = star + 1
      inName = ++retry
    } else return false
  }
  return /^\**$/.test(pattern.slice(inPattern))
}

/** How many characters of the pattern match this one character; 0 where they do not. */
function matchOne(pattern: string, at: number, character: string | undefined): number {
  const first = pattern[at]
  if (first === undefined || character === undefined) return 0
  if (first === '?') return 1
  if (first === '\\' && at + 1 < pattern.length) return pattern[at + 1] === character ? 2 : 0
  const closing = first === '[' ? pattern.indexOf(']', at + 2) : -1
  if (closing < 0) return first === character ? 1 : 0
  const set = pattern.slice(at + 1, closing)
  const negated = /^[!^]/.test(set)
  const members = negated ? set.slice(1) : set
  return inSet(members, character) === negated ? 0 : closing + 1 - at
}

function inSet(members: string, character: string): boolean {
  for (let at = 0; at < members.length; at++) {
    const from = members.charAt(at)
    const to = members[at + 1] === '-' ? members[at + 2] : undefined
    if (to === undefined ? from === character : from <= character && character <= to) return true
    if (to !== undefined) at += 2
  }
  return false
}

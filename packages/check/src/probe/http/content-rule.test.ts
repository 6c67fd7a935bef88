import type { ConfigIssue } from '@holdfast/core'
import { describe, expect, test } from 'vitest'
import { contentRule, judgeContent } from './content-rule.js'
import type { ContentOptions } from './content-rule.js'

/** Why `body` is wrong. */
function judge(options: ContentOptions, body: string): string | undefined {
  const issues: ConfigIssue[] = []
  const rule = contentRule(options, 'urls[0]', issues)
  if (rule === undefined) throw new Error(issues.map(({ message }) => message).join())
  return judgeContent(rule, new TextEncoder().encode(body))
}

function issuesOf(options: ContentOptions): readonly string[] {
  const issues: ConfigIssue[] = []
  contentRule(options, 'urls[0]', issues)
  return issues.map(({ path, message }) => `${path}: ${message}`)
}

describe('a body', () => {
  test('has to match somewhere', () => {
    expect(judge({ regex: 'status: (ok|fine)' }, 'status: fine')).toBeUndefined()
    expect(judge({ regex: '^ok$' }, 'not ok')).toBe('the answer does not match ^ok$')
    // The rule is used again and again.
    const rule = contentRule({ regex: 'a' }, '', [])!
    const body = new TextEncoder().encode('a')
    expect([judgeContent(rule, body), judgeContent(rule, body)]).toEqual([undefined, undefined])
  })

  test('must not match where that is wanted', () => {
    expect(judge({ regex: 'error', regexNoMatch: true }, 'all is well')).toBeUndefined()
    expect(judge({ regex: 'error', regexNoMatch: true }, 'an error')).toBe(
      'the answer matches error',
    )
  })

  test('options are those of PCRE2', () => {
    expect(judge({ regex: 'OK', regexOptions: ['caseless'] }, 'ok')).toBeUndefined()
    expect(judge({ regex: '^b', regexOptions: ['multiline'] }, 'a\nb')).toBeUndefined()
    expect(judge({ regex: 'a.b', regexOptions: ['dotall'] }, 'a\nb')).toBeUndefined()
    expect(judge({ regex: '^.$' }, 'é')).toBe('the answer does not match ^.$')
    expect(judge({ regex: '^.$', regexOptions: ['utf'] }, 'é')).toBeUndefined()
  })

  test('offsets count bytes', () => {
    expect(judge({ regex: 'b', regexMinOffset: 1 }, 'ba')).toBe('the answer does not match b')
    expect(judge({ regex: 'b', regexMinOffset: 1 }, 'ab')).toBeUndefined()
    expect(judge({ regex: 'b', regexMaxOffset: 1 }, 'ab')).toBe('the answer does not match b')
    expect(judge({ regex: 'b', regexMaxOffset: 2 }, 'ab')).toBeUndefined()
    expect(judge({ regex: 'b', regexMaxOffset: 2, regexOptions: ['utf'] }, 'éb')).toBe(
      'the answer does not match b',
    )
  })
})

test('what JavaScript cannot do is refused', () => {
  expect(issuesOf({ regex: 'a', regexOptions: ['extended', 'dotall'] })).toEqual([
    "urls[0].regexOptions: extended is not done: JavaScript's expressions have nothing like it",
  ])
  expect(issuesOf({ regex: '(' })).toEqual([
    'urls[0].regex: Invalid regular expression: /(/g: Unterminated group',
  ])
  expect(issuesOf({})).toEqual([])
})

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readRequirements, totalsOf } from './support/requirements.js'
import type { Requirement } from './support/requirements.js'
import { hasTest, testFiles, titlesOf } from './support/test-titles.js'

// docs/rules.md and docs/rfc9568.md promise a test for what they call tested. This keeps them to it:
// a test that was renamed or removed, a rule that was forgotten and a wrong total all fail here.

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const documents = {
  'docs/rules.md': readFileSync(join(root, 'docs/rules.md'), 'utf8'),
  'docs/rfc9568.md': readFileSync(join(root, 'docs/rfc9568.md'), 'utf8'),
}
const rules = readRequirements(documents['docs/rules.md'], /^(\d+)\. (.+)$/)
const rfc9568 = readRequirements(
  documents['docs/rfc9568.md'],
  /^- (MUST NOT|MUST|SHOULD NOT|SHOULD|NOT RECOMMENDED|RECOMMENDED): (.+)$/,
)

/** The road map of docs/rules.md: what may be put off, and until when. */
const milestones = ['keepalived.conf', 'operation', 'health checks']

/** What was found wrong in keepalived and must never be so here. */
const defects = [16, 18, 33, 46, 50, 107, 117, 156]

describe.each([
  ['docs/rules.md', rules],
  ['docs/rfc9568.md', rfc9568],
] as const)('%s', (document, requirements) => {
  const verdicts = requirements.flatMap((requirement) => requirement.verdicts)

  test('gives every requirement a verdict', () => {
    expect(requirements.filter((each) => each.verdicts.length === 0).map(shown)).toEqual([])
  })

  test('names tests that exist', () => {
    const references = verdicts.filter(({ kind }) => kind === 'test').map(({ text }) => text)
    expect(references.length).toBeGreaterThan(50)
    expect(references.filter((reference) => !hasTest(reference))).toEqual([])
  })

  test('puts off until a milestone of the road map, and says what', () => {
    const later = verdicts.filter(({ kind }) => kind === 'later').map(({ text }) => text)
    const plans = new RegExp(`^(${milestones.join('|')}): .{10,}$`)
    expect(later.filter((text) => !plans.test(text))).toEqual([])
  })

  test('says why something does not apply', () => {
    const others = verdicts.filter(({ kind }) => kind === 'not applicable')
    expect(others.filter(({ text }) => text.length < 20)).toEqual([])
  })

  test('has the right totals at its top', () => {
    const top = documents[document].split('\n## ')[0]
    expect(top).toContain(totalsOf(requirements))
  })
})

describe('the rules', () => {
  test('are those from 1 to 177, each once and in order', () => {
    const numbers = Array.from({ length: 177 }, (_, index) => String(index + 1))
    expect(rules.map(({ label }) => label)).toEqual(numbers)
  })

  test('that keepalived breaks are marked', () => {
    const marked = rules.filter(({ text }) => text.startsWith('**[K!]** '))
    expect(marked.map(({ label }) => Number(label))).toEqual(defects)
  })

  test.each(defects)('that keepalived breaks have a test: rule %i', (number) => {
    const verdicts = rules[number - 1]?.verdicts ?? []
    expect(verdicts.map(({ kind }) => kind)).toContain('test')
  })

  test('that a test is titled with are not called untested', () => {
    const cited = new Set(
      testFiles().flatMap((file) => titlesOf(file).flatMap((title) => citedRules(title))),
    )
    const untested = rules.filter(({ verdicts }) => !verdicts.some(({ kind }) => kind === 'test'))
    expect(untested.filter(({ label }) => cited.has(Number(label))).map(shown)).toEqual([])
  })
})

test('RFC 9568 has its verified errata', () => {
  const text = documents['docs/rfc9568.md']
  const errata = ['7947', '7949', '8298', '8299', '8300', '8301']
  expect(errata.filter((erratum) => !text.includes(`(erratum ${erratum})`))).toEqual([])
})

describe('a reference to a test', () => {
  const vectors = 'packages/vrrp/src/wire/advertisement.test.ts'
  const recorded = 'packages/vrrp/src/wire/keepalived-adverts.test.ts'

  test.each([
    `${vectors} :: any bytes from anywhere decode to a result`,
    `${vectors} :: rule $rule is encoded byte for byte`,
    `${vectors} :: rule 166 is encoded byte for byte`,
    `${vectors} :: the vectors of rules 166-174 > rule 166 is decoded`,
    `${recorded} :: VRRPv3 over IPv4 > v3-adv-0`,
  ])('is understood: %s', (reference) => {
    expect(hasTest(reference)).toBe(true)
  })

  test.each([
    `${vectors} :: any bytes`,
    `${vectors} :: rule 166 is encoded`,
    `${vectors} :: no such tests > rule 166 is decoded`,
    `${vectors} :: peekVirtualRouterId > rule 166 is decoded`,
    `${vectors} :: wireVectors`,
    'packages/vrrp/src/machine.test.ts :: rule 1000: anything',
    `${recorded} :: VRRPv3 over IPv4 > v3-adv-00`,
    'packages/vrrp/src/wire/nothing.test.ts :: rule 166 is decoded',
    vectors,
  ])('is found out: %s', (reference) => {
    expect(hasTest(reference)).toBe(false)
  })

  test.each([
    ['rule 46: nothing', [46]],
    ['rules 47, 54: and', [47, 54]],
    ['rules 27-39, 46: all of them', [46]],
    ['length and padding (rules 20 and 28)', [20, 28]],
    ['RFC 9568 6.4.2', []],
  ])('may be by rule: %s', (title, numbers) => {
    expect(citedRules(title)).toEqual(numbers)
  })
})

/** The numbers of the rules that a title names one by one; a range is about none in particular. */
function citedRules(title: string): readonly number[] {
  const lists = [...title.matchAll(/\brules? (\d[\d, -]*(?:and \d+)?)/gi)]
  return lists.flatMap(([, list = '']) =>
    list
      .split(/, | and /)
      .filter((number) => /^\d+$/.test(number.trim()))
      .map(Number),
  )
}

function shown({ label, text }: Requirement): string {
  return `${label}: ${text}`
}

import { expect, test } from 'vitest'
import { memoryFiles } from './file-reader.js'
import { expandBraces, matchFiles, matchesName } from './glob.js'
import { directoryOf, joinPath } from './path.js'

test.each([
  ['a', ['a']],
  ['{foo/{,cat,dog},bar}', ['foo/', 'foo/cat', 'foo/dog', 'bar']],
  ['{a,b}{c,d}', ['ac', 'ad', 'bc', 'bd']],
  ['a{b', ['a{b']],
  ['{}', ['']],
])('braces of %s', (pattern, expected) => {
  expect(expandBraces(pattern)).toEqual(expected)
})

test('braces cannot explode', () => {
  expect(expandBraces('{a,b}'.repeat(100)).length).toBeLessThanOrEqual(1000)
})

test.each([
  ['*.conf', 'a.conf', true],
  ['*.conf', 'a.config', false],
  ['a*b*c', 'a-b-b-c', true],
  ['?', 'ab', false],
  ['[a-c]x', 'bx', true],
  ['[!a-c]x', 'bx', false],
  ['[]x', '[]x', true],
  ['\\*', '*', true],
  ['**', '', true],
])('%s against %s', (pattern, name, expected) => {
  expect(matchesName(pattern, name)).toBe(expected)
})

test('files come in the order of their names, hidden ones do not come', () => {
  const reader = memoryFiles({ 'd/b.conf': '', 'd/a.conf': '', 'd/.x.conf': '', 'd/c.txt': '' })
  expect(matchFiles('', 'd/*.conf', reader)).toEqual(['d/a.conf', 'd/b.conf'])
  expect(matchFiles('d', '*/x', reader)).toEqual(['d/a.conf/x', 'd/b.conf/x', 'd/c.txt/x'])
  expect(matchFiles('d', 'none', reader)).toEqual(['d/none'])
})

test('paths are joined and cleaned', () => {
  expect(joinPath('/etc/keepalived', '../x/./y')).toBe('/etc/x/y')
  expect(joinPath('a', '/b')).toBe('/b')
  expect(joinPath('', '../a')).toBe('../a')
  expect(directoryOf('/a')).toBe('/')
  expect(directoryOf('a/b')).toBe('a')
  expect(directoryOf('a')).toBe('')
})

import { expect, test } from 'vitest'
import { closest, editDistance } from './suggestion.js'

test.each([
  ['', 'abc', 3],
  ['wieght', 'weight', 1],
  ['raise', 'rise', 1],
  ['kitten', 'sitting', 3],
  ['ca', 'abc', 3],
])('%s and %s differ by %i', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance)
})

test.each([
  ['vvrp_script', 'vrrp_script'],
  ['netify_backup', 'notify_backup'],
  ['STATE', 'state'],
  ['nonsense', undefined],
  ['x', undefined],
])('%s is probably %s', (word, expected) => {
  expect(closest(word, ['state', 'vrrp_script', 'notify_backup', 'rise'])).toBe(expected)
})

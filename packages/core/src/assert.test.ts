import { expect, it } from 'vitest'
import { assert } from './assert.js'
import { HoldfastError, InvariantError } from './errors.js'

it('throws an InvariantError with the message when the condition does not hold', () => {
  expect(() => {
    assert(false, 'two and two are four')
  }).toThrow(new InvariantError('two and two are four'))
  expect(() => {
    assert(undefined, 'something is there')
  }).toThrow(HoldfastError)
  expect(() => {
    assert(1 + 1 === 2, 'one and one are two')
  }).not.toThrow()
})

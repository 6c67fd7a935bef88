import { silentLogger } from '@holdfast/core'
import { expect, test } from 'vitest'
import { setNiceness } from './niceness.js'

function tried(niceness: number | undefined, set: (niceness: number) => void): readonly string[] {
  const warnings: string[] = []
  setNiceness(niceness, { ...silentLogger, warn: (text) => void warnings.push(text) }, set)
  return warnings
}

test('is set where it is configured', () => {
  const asked: number[] = []
  expect(tried(-10, (niceness) => asked.push(niceness))).toEqual([])
  tried(undefined, (niceness) => asked.push(niceness))
  expect(asked).toEqual([-10])
})

test('what is refused is told, and the process goes on', () => {
  const refuse = (): never => {
    throw new Error('EACCES: permission denied')
  }
  expect(tried(-10, refuse)).toEqual([
    'the priority of the process stays as it is: EACCES: permission denied',
  ])
})

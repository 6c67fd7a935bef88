import { describe, expect, it } from 'vitest'
import { tracker } from '../test/support/parameters.js'
import { trackerState } from '../test/support/states.js'
import type { TrackerParameters } from './parameters.js'
import type { TrackerState } from './state.js'
import {
  afterFile,
  afterInterface,
  afterScript,
  contribution,
  initialTracker,
  isAwaited,
  isFault,
  parseTrackedNumber,
} from './tracking.js'

/** Runs results through a script's counter: `+` is a success, `-` a failure. */
function counted(parameters: TrackerParameters, results: string): string {
  let state = initialTracker(parameters)
  const seen: string[] = []
  for (const result of results) {
    state = afterScript(parameters, state, result === '+')
    seen.push(`${state.verdict} ${String(state.counter)}`)
  }
  return seen.join(', ')
}

describe('rule 99: the counter of a script', () => {
  it.each([
    // rise, fall, results, what follows each of them
    [1, 1, '+', 'up 1'],
    [1, 1, '-', 'down 0'],
    [1, 1, '+-+-', 'up 1, down 0, up 1, down 0'],
    [2, 1, '+', 'up 2'],
    [2, 1, '-++', 'down 0, down 1, up 2'],
    [2, 1, '-+-++', 'down 0, down 1, down 0, down 1, up 2'],
    [1, 3, '+---', 'up 3, up 2, up 1, down 0'],
    [1, 3, '+--+---', 'up 3, up 2, up 1, up 3, up 2, up 1, down 0'],
    [3, 2, '+--+++', 'up 4, up 3, down 0, down 1, down 2, up 4'],
    [3, 2, '-+++-+', 'down 0, down 1, down 2, up 4, up 3, up 4'],
    [3, 2, '-++-+++', 'down 0, down 1, down 2, down 0, down 1, down 2, up 4'],
    [3, 2, '--', 'down 0, down 0'],
  ])('rise %i, fall %i: %s gives %s', (rise, fall, results, expected) => {
    expect(counted(tracker({ rise, fall }), results)).toBe(expected)
  })

  it('the first result ever decides at once, whatever rise and fall', () => {
    expect(counted(tracker({ rise: 5, fall: 5 }), '+')).toBe('up 9')
    expect(counted(tracker({ rise: 5, fall: 5 }), '-')).toBe('down 0')
  })

  it('before the first result it is unknown, or down with init_fail', () => {
    expect(initialTracker(tracker())).toEqual({ verdict: 'unknown', counter: undefined, value: 0 })
    expect(initialTracker(tracker({ initFail: true }))).toEqual({
      verdict: 'down',
      counter: undefined,
      value: 0,
    })
  })

  it('init_fail: the first result decides at once all the same', () => {
    expect(counted(tracker({ initFail: true, rise: 3 }), '+')).toBe('up 3')
    expect(counted(tracker({ initFail: true, rise: 3, fall: 1 }), '-+++')).toBe(
      'down 0, down 1, down 2, up 3',
    )
  })
})

describe('rule 100: after the first result', () => {
  it.each([
    [1, 1],
    [2, 3],
    [4, 2],
    [5, 5],
  ])('rise %i, fall %i: exactly so many in a row', (rise, fall) => {
    const parameters = tracker({ rise, fall })
    const verdictAfter = (results: string): string | undefined =>
      counted(parameters, results).split(', ').at(-1)?.split(' ')[0]
    expect(verdictAfter(`+${'-'.repeat(fall - 1)}`)).toBe('up')
    expect(verdictAfter(`+${'-'.repeat(fall)}`)).toBe('down')
    expect(verdictAfter(`-${'+'.repeat(rise - 1)}`)).toBe('down')
    expect(verdictAfter(`-${'+'.repeat(rise)}`)).toBe('up')
    // One result of the other kind starts the count again.
    expect(verdictAfter(`+${'-'.repeat(fall - 1)}+${'-'.repeat(fall - 1)}`)).toBe('up')
    expect(verdictAfter(`-${'+'.repeat(rise - 1)}-${'+'.repeat(rise - 1)}`)).toBe('down')
  })
})

describe('rules 96, 97: what a tracker does to the priority', () => {
  const up = trackerState({ verdict: 'up' })
  const down = trackerState({ verdict: 'down' })
  const unknown = trackerState({ verdict: 'unknown' })

  it.each([
    [20, false, 20, 0],
    [-20, false, 0, -20],
    [20, true, -20, 0],
    [-20, true, 0, 20],
    [0, false, 0, 0],
    [0, true, 0, 0],
  ])('weight %i, reverse %s: %i while up, %i while down', (weight, reverse, whileUp, whileDown) => {
    const added = (state: TrackerState): number =>
      contribution(tracker({ weight, reverse }), state) + 0 // a sum knows no negative zero
    expect(added(up)).toBe(whileUp)
    expect(added(down)).toBe(whileDown)
    expect(added(unknown)).toBe(0)
  })

  it.each([
    [0, false, false, true],
    [0, true, true, false],
    [20, false, false, false],
    [-20, true, false, false],
  ])('weight %i, reverse %s: FAULT while up %s, while down %s', (weight, reverse, ifUp, ifDown) => {
    const parameters = tracker({ weight, reverse })
    expect(isFault(parameters, up)).toBe(ifUp)
    expect(isFault(parameters, down)).toBe(ifDown)
    expect(isFault(parameters, unknown)).toBe(false)
  })

  it('an interface is up or down without counting (rule 105)', () => {
    expect(afterInterface(unknown, true).verdict).toBe('up')
    expect(afterInterface(up, false).verdict).toBe('down')
  })
})

describe('rule 87: which trackers are awaited', () => {
  const unknown = trackerState({ verdict: 'unknown' })

  it.each([
    ['a script of weight 0', tracker(), unknown, true],
    ['a script that has reported', tracker(), trackerState({ verdict: 'down', counter: 0 }), false],
    ['a script with a weight', tracker({ weight: 5 }), unknown, false],
    ['an interface', tracker({ kind: 'interface' }), unknown, false],
    ['a file', tracker({ kind: 'file' }), unknown, false],
  ])('%s', (_, parameters, state, expected) => {
    expect(isAwaited(parameters, state)).toBe(expected)
  })

  it('a script with init_fail is, too: its first result decides, and down is only a guess', () => {
    const parameters = tracker({ initFail: true })
    expect(isAwaited(parameters, initialTracker(parameters))).toBe(true)
    expect(isFault(parameters, initialTracker(parameters))).toBe(true)
  })
})

describe('rule 103: a tracked file', () => {
  function read(weight: number, content: string, reverse = false): [number, boolean] {
    const parameters = tracker({ kind: 'file', weight, reverse })
    const state = afterFile(initialTracker(parameters), content)
    return [contribution(parameters, state), isFault(parameters, state)]
  }

  it.each([
    // weight, content, contribution, fault
    [0, '0', 0, false],
    [0, '1', 0, true],
    [0, '-1', 0, true],
    [0, '', 0, false],
    [1, '5', 5, false],
    [1, '-5', -5, false],
    [2, '10', 20, false],
    [-2, '10', -20, false],
    [1, '253', 253, false],
    [1, '254', 253, false],
    [10, '30', 253, false],
    [1, '-253', -253, false],
    [1, '-254', -254, true],
    [-2, '127', -254, true],
    [-1, '1000', -254, true],
  ])('weight %i, content "%s": %i, fault %s', (weight, content, sum, fault) => {
    const [added, isFaulty] = read(weight, content)
    expect(added + 0).toBe(sum)
    expect(isFaulty).toBe(fault)
  })

  it('reverse turns the sign, and the fault of weight 0, around', () => {
    expect(read(2, '10', true)).toEqual([-20, false])
    expect(read(1, '254', true)).toEqual([-254, true])
    expect(read(0, '1', true)[1]).toBe(false)
    expect(read(0, '0', true)[1]).toBe(true)
  })

  it('a number outside int32 leaves the old value', () => {
    const known: TrackerState = { verdict: 'up', counter: undefined, value: 7 }
    expect(afterFile(known, '2147483648').value).toBe(7)
    expect(afterFile(known, '-2147483649').value).toBe(7)
    expect(afterFile(known, '2147483647').value).toBe(2_147_483_647)
    expect(afterFile(known, '-2147483648').value).toBe(-2_147_483_648)
  })

  it('an unreadable file is 0', () => {
    const known: TrackerState = { verdict: 'up', counter: undefined, value: 7 }
    expect(afterFile(known, '').value).toBe(0)
  })

  it.each([
    ['0', 0],
    ['8', 8],
    ['010', 8],
    ['0x10', 16],
    ['0X1f', 31],
    ['-0x10', -16],
    ['+12', 12],
    ['-12', -12],
    ['  42', 42],
    ['\t\n42\n', 42],
    ['42 and more', 42],
    ['42abc', 42],
    ['089', 0],
    ['0779', 63],
    ['0x', 0],
    ['0xg', 0],
    ['1e3', 1],
    ['3.9', 3],
    ['abc', 0],
    ['', 0],
    ['-', 0],
    ['- 5', 0],
    ['--5', 0],
    ['2147483647', 2_147_483_647],
    ['-2147483648', -2_147_483_648],
    ['2147483648', undefined],
    ['-2147483649', undefined],
    ['0x80000000', undefined],
    ['99999999999999999999999', undefined],
  ])('reads %j as C reads it: %s', (content, value) => {
    expect(parseTrackedNumber(content)).toBe(value)
  })

  it('never stores a negative zero, which JSON would lose', () => {
    expect(Object.is(parseTrackedNumber('-0'), 0)).toBe(true)
  })
})

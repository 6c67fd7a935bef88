import { describe, expect, test } from 'vitest'
import { matchesProcess, needsArgs } from './process-pattern.js'
import type { ProcessPattern } from './process-pattern.js'

const entry = (name: string, ...args: string[]) => ({ pid: 1, name, args })
const worker = entry('worker', '/opt/worker', '1000')
const script = entry('multi.sh', '/bin/bash', '/opt/multi.sh', 'xtra', 'y')
const plain = entry('plain', '/opt/plain')
const long = entry('averyverylongpr', './averyverylongprocessname', '1000')

describe('matchesProcess', () => {
  const cases: readonly (readonly [ProcessPattern, typeof worker, boolean])[] = [
    [{ process: ['worker'] }, worker, true],
    [{ process: ['work'] }, worker, false],
    [{ process: ['/opt/worker'] }, worker, false],
    [{ process: ['multi.sh'] }, script, true],
    [{ process: ['/opt/multi.sh'] }, script, false],
    [{ process: ['averyverylongprocessname'] }, long, true],
    [{ process: ['averyverylongpr'] }, long, true],
    [{ process: ['averyverylongp'] }, long, false],

    [{ process: ['worker', '1000'] }, worker, false],
    [{ process: ['/opt/worker', '1000'] }, worker, true],
    [{ process: ['/opt/worker', '10'] }, worker, false],
    [{ process: ['/bin/bash', '/opt/multi.sh'] }, script, false],

    [{ process: ['/opt/worker'], fullCommand: true }, worker, true],
    [{ process: ['/opt/worker 1000'], fullCommand: true }, worker, false],
    [{ process: ['worker'], fullCommand: true }, worker, false],

    [{ process: ['/opt/worker', '10'], paramMatch: 'initial' }, worker, true],
    [{ process: ['/opt/worker', '1000'], paramMatch: 'initial' }, worker, true],
    [{ process: ['/opt/worker', '1000', 'z'], paramMatch: 'initial' }, worker, false],
    [{ process: ['/bin/bash', '/opt/multi.sh', 'xt'], paramMatch: 'initial' }, script, true],
    [{ process: ['/bin/bash', '/opt/mul', 'xt'], paramMatch: 'initial' }, script, false],

    [{ process: ['/opt/worker', '1000'], paramMatch: 'partial' }, worker, true],
    [{ process: ['/opt/worker', '10'], paramMatch: 'partial' }, worker, false],
    [{ process: ['/bin/bash', '/opt/multi.sh', 'xtra'], paramMatch: 'partial' }, script, true],
    [{ process: ['/bin/bash', '/opt/multi.sh', 'x'], paramMatch: 'partial' }, script, false],

    [{ process: ['/opt/worker'], paramMatch: 'partial' }, worker, false],
    [{ process: ['/opt/plain'], paramMatch: 'initial' }, plain, true],
    [{ process: ['kthreadd'], fullCommand: true }, entry('kthreadd'), false],
    [{ process: [] }, worker, false],
  ]
  test.each(cases)('%j on %j', (pattern, on, expected) => {
    expect(matchesProcess(pattern, on)).toBe(expected)
  })
})

test('command lines are read only where they are compared', () => {
  expect(needsArgs({ process: ['a'] })).toBe(false)
  expect(needsArgs({ process: ['a', 'b'] })).toBe(true)
  expect(needsArgs({ process: ['a'], fullCommand: true })).toBe(true)
  expect(needsArgs({ process: ['a'], paramMatch: 'partial' })).toBe(true)
})

import { UsageError } from '@holdfast/core'
import { describe, expect, it } from 'vitest'
import { parseHubArguments } from './hub-arguments.js'

describe('parseHubArguments', () => {
  it('has defaults for everything', () => {
    const expected = { port: 0, seed: 0, faults: {}, verbose: false, help: false }
    expect(parseHubArguments([])).toEqual(expected)
  })

  it('reads every option', () => {
    const line =
      '--port 51120 --seed 7 --latency 1-2.5 --loss 0.1 --duplicate 0.2 --reorder 0.3' +
      ' --reorder-ms 4 --verbose --help'
    expect(parseHubArguments(line.split(' '))).toEqual({
      port: 51120,
      seed: 7,
      faults: { latencyMs: [1, 2.5], loss: 0.1, duplicate: 0.2, reorder: 0.3, reorderMs: 4 },
      verbose: true,
      help: true,
    })
  })

  it('reads a fixed latency', () => {
    expect(parseHubArguments(['--latency', '3']).faults).toEqual({ latencyMs: 3 })
  })

  it.each([
    ['--port', 'http'],
    ['--port', '65536'],
    ['--port', '1.5'],
    ['--loss', '10%'],
    ['--latency', '1-'],
    ['--latency', '1-2-3'],
    ['--colour', 'red'],
    ['lan', ''],
  ])('refuses %s %s', (...args) => {
    expect(() => parseHubArguments(args)).toThrow(UsageError)
  })
})

import { describe, expect, it } from 'vitest'
import { ConfigError, HoldfastError, InvariantError, TransportError, UsageError } from './errors.js'

describe('errors', () => {
  const cause = new Error('EPERM')

  it.each<[HoldfastError, string, string]>([
    [new ConfigError('VI_1', []), 'ConfigError', 'ERR_HOLDFAST_CONFIG'],
    [new TransportError('no socket', { cause }), 'TransportError', 'ERR_HOLDFAST_TRANSPORT'],
    [new UsageError('stopped', { cause }), 'UsageError', 'ERR_HOLDFAST_USAGE'],
    [new InvariantError('bug', { cause }), 'InvariantError', 'ERR_HOLDFAST_INVARIANT'],
    [new HoldfastError('ERR_HOLDFAST_X', 'x', { cause }), 'HoldfastError', 'ERR_HOLDFAST_X'],
  ])('%s has a name and a stable code', (error, name, code) => {
    expect(error).toBeInstanceOf(Error)
    expect(error.name).toBe(name)
    expect(error.code).toBe(code)
    expect(HoldfastError.isHoldfastError(error)).toBe(true)
    expect(error.cause).toBe(error instanceof ConfigError ? undefined : cause)
  })

  it('are told from anything else', () => {
    for (const other of [cause, { code: 'ERR_HOLDFAST_CONFIG' }, undefined, null, 'error']) {
      expect(HoldfastError.isHoldfastError(other)).toBe(false)
    }
  })

  it('keep the brand out of what is printed and copied', () => {
    const copy: object = Object.assign({}, new UsageError('stopped'))
    expect(Object.getOwnPropertySymbols(copy)).toEqual([])
  })

  it('list every issue of a configuration', () => {
    const error = new ConfigError('VI_1', [
      { path: 'virtualRouterId', message: 'must be 1..255, not 256' },
      { path: 'priority', message: 'missing', hint: '100 is usual' },
    ])
    expect(error.message).toBe(
      'VI_1: virtualRouterId: must be 1..255, not 256; priority: missing (100 is usual)',
    )
    expect(error.issues.map((issue) => issue.path)).toEqual(['virtualRouterId', 'priority'])
  })
})

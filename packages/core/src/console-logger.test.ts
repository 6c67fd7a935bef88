import { expect, it } from 'vitest'
import { consoleLogger } from './console-logger.js'
import type { LogLevel } from './console-logger.js'

function logAll(level?: LogLevel): unknown[][] {
  const lines: unknown[][] = []
  const write = (...parts: unknown[]): number => lines.push(parts)
  const logger = consoleLogger(level === undefined ? { write } : { level, write })
  logger.debug('one')
  logger.info('two', { priority: 100 })
  logger.warn('three')
  logger.error('four', {})
  return lines
}

const info = ['info  two', { priority: 100 }]
const warn = ['warn  three']
const error = ['error four', {}]

it.each<[LogLevel | undefined, unknown[][]]>([
  ['debug', [['debug one'], info, warn, error]],
  ['info', [info, warn, error]],
  ['warn', [warn, error]],
  ['error', [error]],
  [undefined, [info, warn, error]],
])('writes from level %s on', (level, lines) => {
  expect(logAll(level)).toEqual(lines)
})

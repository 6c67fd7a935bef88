import { assert } from '@holdfast/core'
import { check } from '../native/check.js'
import { addon } from '../native/load.js'
import { KernelSocket } from './kernel-socket.js'
import type { LinuxSocket } from './socket.js'
import { Timer } from './timer.js'

/**
 * Blocks this thread until something can be read from one of the sockets, an error is pending or a
 * timer has expired, or until `timeoutMs` have passed (fractions count; Infinity waits for ever).
 * Returns what is ready, in the order given; nothing as well when a signal came. For a thread that
 * runs its own loop: Node cannot end or reach a worker while it blocks here.
 */
export function poll<Source extends LinuxSocket | Timer>(
  sources: readonly Source[],
  timeoutMs: number,
): readonly Source[] {
  const descriptors = sources.map((source) => {
    assert(source instanceof KernelSocket || source instanceof Timer, 'not made by this package')
    return source.descriptor
  })
  const ready = new Uint8Array(sources.length)
  const timeout = timeoutMs < longestMs ? Math.max(timeoutMs, 0) : forEver
  check(addon().poll(descriptors, timeout, ready), 'ppoll')
  return sources.filter((_, index) => ready[index] === 1)
}

const longestMs = 2e12
const forEver = -1

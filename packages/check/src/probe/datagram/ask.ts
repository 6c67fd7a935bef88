import type { Cancel } from '@holdfast/core'
import { WakeUp } from '../../program/wake-up.js'
import type { Target } from '../connection/connect-options.js'
import type { ProbeOutcome } from '../probe.js'
import { openDatagrams } from './datagrams.js'
import type { DatagramListener, Datagrams } from './datagrams.js'

export interface Question {
  readonly query: Uint8Array
  /** Whether an answer is right; undefined: it is none of ours, and another may come. */
  readonly judge: (bytes: Uint8Array) => { readonly problem?: string } | undefined
  /** What is missing when the time is over; undefined: silence is right. */
  readonly silence: string | undefined
  readonly done: (outcome: ProbeOutcome) => void
}

type Open = (target: Target, listener: DatagramListener) => Datagrams

/** One datagram, and what comes back within the time of the target. */
export function ask(target: Target, question: Question, open: Open = openDatagrams): Cancel {
  const { clock, timeoutMs } = target
  const { query, judge, silence, done } = question
  const close = (): void => {
    deadline.at(undefined)
    datagrams.close()
  }
  const end = (problem: string | undefined, isOwnFault = false): void => {
    close()
    done(problem === undefined ? { ok: true } : { ok: false, reason: problem, isOwnFault })
  }
  const deadline = new WakeUp(clock, () => {
    end(silence === undefined ? undefined : `${silence} within ${timeoutMs} ms`)
  })
  const datagrams = open(target, {
    opened: () => datagrams.send(query),
    received: (bytes) => {
      const verdict = judge(bytes)
      if (verdict !== undefined) end(verdict.problem)
    },
    failed: end,
  })
  deadline.at(clock.now() + timeoutMs)
  return close
}

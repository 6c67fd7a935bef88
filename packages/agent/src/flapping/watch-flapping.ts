import type { Logger } from '@holdfast/core'
import type { TransitionReason } from '@holdfast/vrrp'
import type { Agent } from '../running/agent.js'
import type { FlapDamper } from './flap-damper.js'
import { FlapDetector } from './flap-detector.js'
import type { FlapParameters } from './flap-detector.js'

export interface FlappingOptions extends Partial<FlapParameters> {
  /**
   * How long an instance that flaps is kept in maintenance, in milliseconds, where another router is
   * heard. Default: it is told and left alone.
   */
  readonly holdDownMs?: number
}

/** Five transitions within a minute. */
export const usualFlapping: FlapParameters = { transitions: 5, withinMs: 60_000 }

/** Tells of each instance of an agent that flaps, and has it damped. */
export function watchFlapping(
  agent: Agent,
  parameters: FlapParameters,
  { logger, damper }: { readonly logger: Logger; readonly damper: FlapDamper | undefined },
): void {
  const detectors = new Map<string, FlapDetector>()
  const { transitions, withinMs } = parameters
  const text = `at least ${transitions} transitions within ${withinMs / 1000} s`
  /** Who is out of the election because somebody asked for that. */
  const maintained = new Set<string>()
  agent.on('transition', (event) => {
    const { name, at, reason } = event
    const returns = reason.kind === 'faultCleared' && maintained.delete(name)
    if (returns || isIntended(reason)) {
      if (reason.kind === 'fault') maintained.add(name)
      return
    }
    const detector = detectors.get(name) ?? new FlapDetector(parameters)
    detectors.set(name, detector)
    if (!detector.transition(at)) return
    logger.warn(`(${name}) is flapping: ${text}`)
    agent.emit('flapping', { name, transitions, withinMs, text, at })
    const instance = agent.instances.find((each) => each.name === name)
    if (instance !== undefined) void damper?.hold(instance)
  })
}

/** What somebody asked for is no flapping. */
function isIntended(reason: TransitionReason): boolean {
  switch (reason.kind) {
    case 'started':
    case 'stopped':
    case 'demoted':
    case 'promoted':
      return true
    case 'fault':
      return reason.faults.every(({ kind }) => kind === 'maintenance')
    default:
      return false
  }
}

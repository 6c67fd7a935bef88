import type { RoutingFailure } from '@holdfast/core'
import { describeRefusal } from '../keeping/describe-error.js'
import type { SystemCallError } from '../system-call-error.js'
import { describeDesired } from './describe-desired.js'
import type { Desired } from './item-request.js'

/**
 * What the kernel says while the interface, the preferred source or the way to the gateway is not
 * there. EINVAL, alas, is also its word for much else.
 */
const waitingErrors = new Set(['ENODEV', 'ENETDOWN', 'ENETUNREACH', 'EHOSTUNREACH', 'EINVAL'])

/** Whether an event may make the difference. */
export function mayComeRight({ errno }: SystemCallError): boolean {
  return waitingErrors.has(errno)
}

export function noInterface(desired: Desired, name: string): RoutingFailure {
  const subject = describeDesired(desired)
  const message = `there is no interface ${name} for ${subject}`
  return { subject, code: 'ENODEV', message, isRetried: true }
}

export function heldByOther(desired: Desired, owner: string): RoutingFailure {
  const subject = describeDesired(desired)
  const message = `${owner} holds one in the place of ${subject} already`
  return { subject, code: 'EADDRINUSE', message, isRetried: false }
}

export function foreign(desired: Desired): RoutingFailure {
  const subject = describeDesired(desired)
  const same = desired.kind === 'route' ? 'destination, table and metric' : 'parts'
  const message =
    `there is a ${desired.kind} with the ${same} of ${subject} already that was not put there by ` +
    `Holdfast: remove it or take this one out of the configuration`
  return { subject, code: 'EEXIST', message, isRetried: false }
}

/** What the kernel said to a change. */
export function kernelRefusal(desired: Desired, error: SystemCallError): RoutingFailure {
  if (error.errno === 'EEXIST') return foreign(desired)
  const subject = describeDesired(desired)
  const isRetried = mayComeRight(error)
  const message = `the kernel refused ${subject}: ${describeRefusal(error)}`
  return { subject, code: error.errno, message, isRetried }
}

import { formatDestinationId } from '../model/destination.js'
import { formatServiceId } from '../model/service.js'
import type { Service } from '../model/service.js'
import { serviceOf } from '../plan/operation.js'
import type { FailedOperation } from './table-keeper.js'
import type { VirtualServerFailure } from './virtual-servers.js'

export function heldByOther({ id }: Service, owner: string): VirtualServerFailure {
  const subject = formatServiceId(id)
  const message = `${subject} is held by ${owner} already`
  return { subject, code: 'EADDRINUSE', message, isRetried: false }
}

export function foreign({ id }: Service): VirtualServerFailure {
  const subject = formatServiceId(id)
  const message =
    `${subject} is in the kernel already and was not put there by Holdfast: remove it ` +
    `(ipvsadm --delete-service), take it out of the configuration, or have it taken over ` +
    `(whenForeign: 'takeOver')`
  return { subject, code: 'EEXIST', message, isRetried: false }
}

/** What the kernel said to a change. */
export function kernelRefusal(
  { operation, error }: FailedOperation,
  isRetried: boolean,
): VirtualServerFailure {
  const service = formatServiceId(serviceOf(operation))
  const subject =
    'destination' in operation
      ? `${formatDestinationId(operation.destination)} of ${service}`
      : service
  return { subject, code: error.errno, message: error.message, isRetried }
}

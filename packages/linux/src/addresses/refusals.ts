import type { AddressFailure, DesiredAddress } from '@holdfast/core'
import { describeRefusal } from '../keeping/describe-error.js'
import type { AddressInfo } from '../rtnetlink/rtnetlink.js'
import type { SystemCallError } from '../system-call-error.js'
import type { AddressLoss } from './restorer.js'

export function noInterface(desired: DesiredAddress): AddressFailure {
  const { address, interface: name } = desired
  return { address, code: 'ENODEV', message: `there is no interface ${name} to put ${address} on` }
}

export function heldByOther(desired: DesiredAddress, owner: string): AddressFailure {
  const { address, interface: name } = desired
  const message = `${address} is held by ${owner} already, so it cannot be put on ${name} as well`
  return { address, code: 'EADDRINUSE', message }
}

export function onOtherInterface(desired: DesiredAddress, other: string): AddressFailure {
  const { address, interface: name } = desired
  const message =
    `${address} is on ${other} already and was not put there by Holdfast, ` +
    `so it cannot be put on ${name} as well`
  return { address, code: 'EADDRINUSE', message }
}

export function foreign(desired: DesiredAddress, there?: AddressInfo): AddressFailure {
  const { address, interface: name } = desired
  const prefixLength = there?.prefixLength ?? desired.prefixLength
  const message =
    `${address} is on ${name} already and was not put there by Holdfast: remove it ` +
    `(ip address delete ${address}/${prefixLength} dev ${name}) or take it out of the configuration`
  return { address, code: 'EEXIST', message }
}

/** What the kernel said to a change. */
export function kernelRefusal(desired: DesiredAddress, error: SystemCallError): AddressFailure {
  if (error.errno === 'EEXIST') return foreign(desired)
  if (error.errno === 'ENODEV') return noInterface(desired)
  const { address, interface: name } = desired
  const message = `the kernel refused ${address} on ${name}: ${describeRefusal(error)}`
  return { address, code: error.errno, message }
}

const losses = {
  deleted: 'was deleted by somebody else',
  expired: 'expired, as the process was kept from renewing it',
  taken: 'was put there by somebody else while the interface was away',
  refused: 'was lost, and the kernel refuses it',
} as const

/** An address that was held and is not any longer. */
export function lost(loss: AddressLoss): AddressFailure {
  const { address, interface: name, cause } = loss
  return { address, code: 'LOST', message: `${address} on ${name} ${losses[cause]}` }
}

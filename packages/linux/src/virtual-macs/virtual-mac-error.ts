import { HoldfastError } from '@holdfast/core'

/** An interface with a virtual MAC could not be made. */
export class VirtualMacError extends HoldfastError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_HOLDFAST_VIRTUAL_MAC', message, options)
  }
}

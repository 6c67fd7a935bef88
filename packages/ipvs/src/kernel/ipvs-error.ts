import { HoldfastError } from '@holdfast/core'

/** The kernel refused something about its virtual servers; the message says why, and what to do. */
export class IpvsError extends HoldfastError {
  /** The errno's name, such as `ENOENT`. */
  readonly errno: string

  constructor(errno: string, message: string, options?: ErrorOptions) {
    super('ERR_HOLDFAST_IPVS', message, options)
    this.errno = errno
  }
}

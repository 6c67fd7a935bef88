import { HoldfastError } from '@holdfast/core'
import { MissingPrivilegeError } from '../privileges.js'
import { SystemCallError } from '../system-call-error.js'

/** Code and words for an error that nothing single is to blame for; throws what is not of ours. */
export function describeError(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof SystemCallError) return { code: error.errno, message: error.message }
  if (HoldfastError.isHoldfastError(error)) return { code: error.code, message: error.message }
  throw error
}

/** Why the kernel refused a change, with what to do where a privilege is missing. */
export function describeRefusal(error: SystemCallError): string {
  if (error.errno === 'EPERM') return new MissingPrivilegeError(['CAP_NET_ADMIN']).message
  return error.message
}

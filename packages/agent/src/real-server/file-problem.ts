import { HoldfastError } from '@holdfast/core'
import { MissingPrivilegeError } from '@holdfast/linux'

/** What somebody is told of a file, or a setting of the kernel, that can not be read or written. */
export function fileProblem(about: string, cause: unknown): HoldfastError {
  if (isRefusal(codeOf(cause))) return new MissingPrivilegeError(['CAP_NET_ADMIN'], { cause })
  const why = cause instanceof Error ? cause.message : String(cause)
  return new HoldfastError('ERR_HOLDFAST_REAL_SERVER', `${about}: ${why}`, { cause })
}

export function isRefusal(code: unknown): boolean {
  return code === 'EPERM' || code === 'EACCES'
}

/** `ENOENT` and the like. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

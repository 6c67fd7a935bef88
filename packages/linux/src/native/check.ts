import { getSystemErrorName } from 'node:util'
import { SystemCallError } from '../system-call-error.js'

/** The name of an errno number, such as `ENODEV`; `E` and the number for one without a name. */
export function errnoName(errno: number): string {
  const name = getSystemErrorName(-errno)
  return name.startsWith('E') ? name : `E${String(errno)}`
}

/** What a call of the addon returned, unless it is an errno: then throws SystemCallError. */
export function check(result: number, call: string, argument?: string): number {
  if (result < 0) throw new SystemCallError(call, errnoName(-result), argument)
  return result
}

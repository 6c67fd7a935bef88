import { check } from '../native/check.js'
import { addon } from '../native/load.js'

/** if_nametoindex(3) in the network namespace of this thread; throws SystemCallError ENODEV. */
export function interfaceIndex(name: string): number {
  return check(addon().interfaceIndex(name), 'if_nametoindex', name)
}

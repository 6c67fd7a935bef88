import { check } from '../native/check.js'
import { addon } from '../native/load.js'

/** if_nametoindex(3) in the network namespace of this thread; throws SystemCallError ENODEV. */
export function interfaceIndex(name: string): number {
  return check(addon().interfaceIndex(name), 'if_nametoindex', name)
}

/** The highest index there could be, and no interface has: whatever is asked for it is refused. */
export const noInterfaceIndex = 0x7fffffff

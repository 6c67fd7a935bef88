import { InvariantError } from './errors.js'

/** Checks what our own code promises, in production too; throws InvariantError, never for input. */
export function assert(condition: unknown, message: string): asserts condition {
  // Kept out of line so that the check itself is small enough to be inlined on the packet path.
  if (!condition) fail(message)
}

function fail(message: string): never {
  throw new InvariantError(message)
}

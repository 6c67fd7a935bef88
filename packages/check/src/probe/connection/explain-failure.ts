const ownFaults: ReadonlySet<string> = new Set([
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'EADDRINUSE',
  'EADDRNOTAVAIL',
])

const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the network',
  ETIMEDOUT: 'the connection timed out',
  ENODEV: 'there is no such interface',
  EADDRNOTAVAIL: 'the address to come from is not on this machine',
  EADDRINUSE: 'the port to come from is taken',
  EMFILE: 'this process has too many files open',
  ENFILE: 'this machine has too many files open',
  EACCES: 'the system does not allow it',
  EPERM: 'the system does not allow it',
}

/** Ends a sentence that begins with the name of the check. */
export function explainFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const name = errnoName(error)
  const sentence = sentences[name]
  return sentence === undefined ? error.message : `${sentence} (${name})`
}

/** A fault of this machine, which says nothing of the one that was to be asked. */
export function isOwnFault(error: unknown): boolean {
  return error instanceof Error && ownFaults.has(errnoName(error))
}

/** Node has it in `code`, the calls of our own in `errno`, which Node has as a number. */
function errnoName(error: Error): string {
  if ('errno' in error && typeof error.errno === 'string') return error.errno
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}

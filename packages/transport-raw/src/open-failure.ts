import { HoldfastError, TransportError } from '@holdfast/core'
import { MissingPrivilegeError, SystemCallError } from '@holdfast/linux'

const advice: Readonly<Record<string, string>> = {
  ENODEV: 'there is no such interface',
  ENXIO: 'there is no such interface',
  ENOBUFS: 'the kernel has no memory left for sockets',
  ENOMEM: 'the kernel has no memory left for sockets',
  EMFILE: 'too many open files: raise the limit (ulimit -n, LimitNOFILE=)',
}

/** What `open` rejects with: says which interface, why, and what to do. */
export function openFailure(interfaceName: string, cause: unknown): Error {
  if (!(cause instanceof SystemCallError)) {
    if (HoldfastError.isHoldfastError(cause)) return cause
    return new TransportError(`cannot listen on ${interfaceName}: ${String(cause)}`, { cause })
  }
  if (cause.errno === 'EPERM' || cause.errno === 'EACCES') {
    return new MissingPrivilegeError(['CAP_NET_RAW'], { cause })
  }
  const reason = advice[cause.errno] ?? cause.message
  return new TransportError(`cannot listen on ${interfaceName}: ${reason}`, { cause })
}

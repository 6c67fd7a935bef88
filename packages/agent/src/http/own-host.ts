import { isIP } from 'node:net'

/**
 * Whether a Host header names this machine in a way that nobody else can have a browser say: by an IP
 * address, as `localhost`, or as the name that was configured. A page elsewhere that lets its own name
 * point here (DNS rebinding) still says its own name.
 */
export function isOwnHost(header: string | undefined, configured: string): boolean {
  const host = /^(?:\[(?<v6>[^\]]*)\]|(?<name>[^:[\]]*))(?::\d+)?$/.exec(header ?? '')?.groups
  if (host === undefined) return false
  if (host.v6 !== undefined) return isIP(host.v6) === 6
  const name = host.name?.toLowerCase() ?? ''
  const isLoopback = name === 'localhost' || name.endsWith('.localhost')
  return isIP(name) === 4 || isLoopback || (name !== '' && name === configured.toLowerCase())
}

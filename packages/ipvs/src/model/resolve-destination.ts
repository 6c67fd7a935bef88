import { ipFamily, isMulticast, parseIpAddress } from '@holdfast/core'
import type { IpAddress } from '@holdfast/core'
import type { DestinationConfig, ForwardingConfig } from './config.js'
import type { Destination, Forwarding, Tunnel } from './destination.js'
import type { IssueList } from './issue-list.js'
import { formatServiceId, serviceFamily } from './service.js'
import type { ServiceId } from './service.js'

/** Undefined where it cannot be a destination at all. */
export function resolveDestination(
  config: DestinationConfig & { readonly forwarding: ForwardingConfig },
  service: ServiceId,
  path: string,
  issues: IssueList,
): Destination | undefined {
  const servicePort = service.kind === 'address' ? service.port : 0
  const { port = servicePort, weight = 1, upperThreshold = 0, lowerThreshold = 0 } = config
  const address = parseIpAddress(config.address)
  if (address === undefined) issues.add(`${path}.address`, `'${config.address}' is no IP address`)
  else if (!isOfHost(address)) issues.add(`${path}.address`, `${address} is no address of a host`)
  const isPort = issues.range(`${path}.port`, port, 0, 65_535)
  // int in the kernel, but compared as one: negative ones are ERANGE.
  issues.range(`${path}.weight`, weight, 0, 0x7fff_ffff)
  issues.range(`${path}.upperThreshold`, upperThreshold, 0, 0xffff_ffff)
  issues.range(`${path}.lowerThreshold`, lowerThreshold, 0, 0xffff_ffff)
  if (lowerThreshold > upperThreshold) {
    const message = `${lowerThreshold} is above the upperThreshold, ${upperThreshold}`
    issues.add(`${path}.lowerThreshold`, message)
  }
  const forwarding = resolveForwarding(config.forwarding, `${path}.forwarding`, issues)
  if (address === undefined || !isPort || forwarding === undefined) return undefined
  if (ipFamily(address) !== serviceFamily(service) && forwarding.method !== 'tunnel') {
    issues.add(
      `${path}.address`,
      `${address} is not of the family of ${formatServiceId(service)}: only a tunnel leads there`,
    )
  }
  if (forwarding.method !== 'masq' && service.kind === 'address' && port !== servicePort) {
    issues.add(
      `${path}.port`,
      `${port} cannot be reached by '${forwarding.method}', which leaves the client's port, ` +
        `${servicePort}, as it is`,
      'leave it out, or use masq',
    )
  }
  return { address, port, forwarding, weight, upperThreshold, lowerThreshold }
}

/** What the kernel takes for one: no multicast, no broadcast, nothing of 0.0.0.0/8. */
function isOfHost(address: IpAddress): boolean {
  if (isMulticast(address) || address === '::') return false
  return !address.startsWith('0.') && address !== '255.255.255.255'
}

function resolveForwarding(
  config: ForwardingConfig,
  path: string,
  issues: IssueList,
): Forwarding | undefined {
  if (config === 'tunnel') return { method: 'tunnel', tunnel: { type: 'ipip' } }
  if (typeof config === 'string') return { method: config }
  const tunnel = resolveTunnel(config, path, issues)
  return tunnel === undefined ? undefined : { method: 'tunnel', tunnel }
}

function resolveTunnel(
  { type = 'ipip', port, checksum = 'nocsum' }: Exclude<ForwardingConfig, string>,
  path: string,
  issues: IssueList,
): Tunnel | undefined {
  if (type !== 'gue' && port !== undefined) issues.add(`${path}.port`, `${type} has no ports`)
  if (type === 'ipip') {
    if (checksum !== 'nocsum') issues.add(`${path}.checksum`, 'ipip has no checksum')
    return { type }
  }
  if (type === 'gue') {
    if (port === undefined) issues.add(`${path}.port`, 'gue needs a port')
    else if (issues.range(`${path}.port`, port, 1, 65_535)) return { type, port, checksum }
    return undefined
  }
  if (checksum !== 'remcsum') return { type, checksum }
  issues.add(`${path}.checksum`, 'remcsum is of gue alone')
  return undefined
}

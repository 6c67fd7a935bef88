import type { ServerAddress, VirtualServerBlock } from '@holdfast/check/keywords'

type Named = Pick<VirtualServerBlock, 'service' | 'protocol' | 'ipFamily'>

/** A virtual server in keepalived's words: `[192.0.2.10]:tcp:80`, `[GROUP]:0`, `FWM 7`. */
export function virtualServerName({ service, protocol }: Named): string {
  switch (service.kind) {
    case 'address':
      return endpoint(service, protocol)
    case 'group':
      return `[${service.name}]:0`
    case 'fwmark':
      return `FWM ${service.mark}`
  }
}

/** What tells it from others with the same name. */
export function virtualServerKey(block: Named): string {
  const { service, protocol, ipFamily } = block
  const name = virtualServerName(block)
  if (service.kind === 'group') return `${name} ${protocol?.toLowerCase() ?? ''}`.trimEnd()
  return service.kind === 'fwmark' && ipFamily === 'inet6' ? `${name} inet6` : name
}

/** A real server of it: `[192.0.2.1]:tcp:80`, `[192.0.2.1]:none:0` behind a mark. */
export function realServerName(server: ServerAddress, { service, protocol }: Named): string {
  const port = server.port ?? (service.kind === 'address' ? service.port : undefined)
  const whole = { address: server.address, ...(port === undefined ? {} : { port }) }
  return endpoint(whole, service.kind === 'fwmark' ? undefined : protocol)
}

function endpoint(
  { address, port = 0 }: ServerAddress,
  protocol: VirtualServerBlock['protocol'],
): string {
  return `[${address}]:${protocol?.toLowerCase() ?? 'none'}:${port}`
}

import { realServerId } from '@holdfast/check'
import type { RealServerBlock, VirtualServerBlock } from '@holdfast/check/keywords'
import { ipFamily } from '@holdfast/core'
import type { GlobalDefs } from '../../configuration/model.js'
import type { Complain } from './plan-services.js'
import { realServerName } from './server-names.js'

/** The block with what keepalived would put right or assume; undefined where it has no servers. */
export function settleBlock(
  block: VirtualServerBlock,
  { checkerLogAllFailures }: GlobalDefs,
  complain: Complain,
): VirtualServerBlock | undefined {
  if ((block.realServers ?? []).length === 0) {
    complain('is left out: it has no real servers')
    return undefined
  }
  const isMark = block.service.kind === 'fwmark'
  if (block.protocol === undefined && !isMark) complain('has no protocol: it is for UDP')
  const logAllFailures = block.logAllFailures ?? checkerLogAllFailures
  const settled: VirtualServerBlock = {
    ...block,
    ...(isMark ? {} : { protocol: block.protocol ?? 'UDP' }),
    ...(logAllFailures === undefined ? {} : { logAllFailures }),
  }
  return { ...settled, realServers: settleServers(settled, complain) }
}

function settleServers(block: VirtualServerBlock, complain: Complain): readonly RealServerBlock[] {
  const known = new Set<string>()
  return (block.realServers ?? []).flatMap((real) => {
    const settled = withReachablePort(block, real, complain)
    if (isOfOtherFamily(block, real)) {
      complain(`is left without ${real.server.address}, which has another family`)
      return []
    }
    const id = realServerId(settled.server, block.service)
    if (known.has(id)) {
      complain(`has the server ${id} twice: the second is left out`)
      return []
    }
    known.add(id)
    return [settled]
  })
}

/** Only NAT changes the port of a packet: with DR and TUN servers have the port of their service. */
function withReachablePort(
  block: VirtualServerBlock,
  real: RealServerBlock,
  complain: Complain,
): RealServerBlock {
  const { service, lvsMethod } = block
  const { server } = real
  const { method = 'NAT' } = real.lvsMethod ?? lvsMethod ?? {}
  if (method === 'NAT' || service.kind !== 'address') return real
  if (server.port === undefined || server.port === service.port) return real
  const { address } = server
  const { port } = service
  const name = realServerName(server, block)
  complain(`has the server ${name}, but ${method} cannot change ports: it has port ${port ?? 0}`)
  return { ...real, server: port === undefined ? { address } : { address, port } }
}

function isOfOtherFamily(
  { service, lvsMethod }: VirtualServerBlock,
  real: RealServerBlock,
): boolean {
  const { method = 'NAT' } = real.lvsMethod ?? lvsMethod ?? {}
  if (service.kind !== 'address' || method === 'TUN') return false
  return ipFamily(service.address) !== ipFamily(real.server.address)
}

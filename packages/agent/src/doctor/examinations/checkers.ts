import type { ConnectBlock } from '@holdfast/check/keywords'
import type { KeepalivedConfiguration } from '../../configuration/model.js'

/** Everything in a configuration that asks a server over the network. */
export function connectBlocksOf({
  virtualServers = [],
}: KeepalivedConfiguration): readonly ConnectBlock[] {
  const servers = virtualServers.flatMap(({ realServers = [] }) => realServers)
  return servers.flatMap((server) => [
    ...(server.tcpChecks ?? []),
    ...(server.httpGets ?? []),
    ...(server.sslGets ?? []),
    ...(server.smtpChecks ?? []),
    ...(server.dnsChecks ?? []),
    ...(server.udpChecks ?? []),
  ])
}

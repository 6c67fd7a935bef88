import { UsageError } from '@holdfast/core'
import type { PacketTransport } from '@holdfast/core'

/** Two routers on one transport would each close it under the other. */
const transportsInUse = new WeakSet<PacketTransport>()

/** @throws UsageError when another router has it. */
export function claimTransport(transport: PacketTransport): void {
  const last = lastOf(transport)
  if (transportsInUse.has(last)) {
    const hint = 'make one VrrpRouter of these ports and give it to every VrrpInstance'
    throw new UsageError(`the transport serves another router already: ${hint}`)
  }
  transportsInUse.add(last)
}

export function releaseTransport(transport: PacketTransport): void {
  transportsInUse.delete(lastOf(transport))
}

function lastOf(transport: PacketTransport): PacketTransport {
  return transport.behind === undefined ? transport : lastOf(transport.behind)
}

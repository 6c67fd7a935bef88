import { UsageError } from '@holdfast/core'
import type { PacketTransport } from '@holdfast/core'

/** Two routers on one transport would each close it under the other. */
const transportsInUse = new WeakSet<PacketTransport>()

/** @throws UsageError when another router has it. */
export function claimTransport(transport: PacketTransport): void {
  if (transportsInUse.has(transport)) {
    const hint = 'make one VrrpRouter of these ports and give it to every VrrpInstance'
    throw new UsageError(`the transport serves another router already: ${hint}`)
  }
  transportsInUse.add(transport)
}

export function releaseTransport(transport: PacketTransport): void {
  transportsInUse.delete(transport)
}

// A consumer in TypeScript under module nodenext: the types that were packed are complete.
import type { Clock, PacketTransport } from '@holdfast/core'
import { SimClock } from '@holdfast/core/testing'
import { onSegment } from '@holdfast/transport-udp-sim'
import { VrrpInstance } from '@holdfast/vrrp'
import type { VrrpConfig } from '@holdfast/vrrp'
import { SimCluster } from '@holdfast/vrrp/testing'

const config: VrrpConfig = {
  name: 'VI_1',
  interface: 'eth0',
  virtualRouterId: 51,
  priority: 100,
  virtualAddresses: ['192.0.2.10/24'],
}

export function makeInstance(transport: PacketTransport): VrrpInstance {
  const clock: Clock = new SimClock()
  const instance = new VrrpInstance(config, { transport, clock })
  instance.on('transition', ({ from, to }) => {
    const names: readonly string[] = [from, to]
    console.log(names.join(' -> '))
  })
  // @ts-expect-error a misspelt option is an error, so the types are not `any`
  new VrrpInstance({ ...config, priorty: 100 }, { transport })
  return instance
}

export const cluster: SimCluster = new SimCluster({ a: { priority: 150 }, b: {} })
export const ports: { readonly transport: PacketTransport } = onSegment({
  port: 51_120,
  address: '192.0.2.1',
})

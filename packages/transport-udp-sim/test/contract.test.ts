import { transportContract } from '@holdfast/core/testing'
import type { TransportHarness } from '@holdfast/core/testing'
import { describe, it } from 'vitest'
import { startSegment } from '../src/segment.js'
import { udpSim } from '../src/udp-sim.js'
import type { UdpSimTransport } from '../src/udp-sim-transport.js'
import { settle } from './support/lan.js'

describe('UdpSimTransport keeps the contract of PacketTransport:', () => {
  for (const promise of transportContract) {
    it(promise.name, async () => {
      await promise.run(await udpHarness())
    })
  }
})

async function udpHarness(): Promise<TransportHarness> {
  const segment = await startSegment()
  let transports: readonly UdpSimTransport[] = []
  return {
    attach: (nodes) => {
      transports = nodes.map(
        ({ name, interfaces }) => udpSim({ port: segment.port, node: name, interfaces }).transport,
      )
      return Promise.resolve(transports)
    },
    settle: () => settle(transports),
    close: async () => {
      await Promise.all(transports.map((transport) => transport.close()))
      await segment.close()
    },
  }
}

import 'reflect-metadata'
import type { Logger } from '@holdfast/core'
import { linksToken, loggerToken, packetTransportToken, registerCore } from '@holdfast/core/di'
import { container as root } from 'tsyringe'
import { describe, expect, it } from 'vitest'
import { registerUdpSim, udpSimToken } from './di.js'
import { startSegment } from './segment.js'

describe('registerUdpSim', () => {
  it('provides the ports of core, one node for all child containers', async () => {
    await using segment = await startSegment()
    const container = root.createChildContainer()
    registerCore(container)
    const interfaces = { eth0: { address: '192.0.2.1' } }
    const close = registerUdpSim(container, { port: segment.port, interfaces })
    const transport = container.resolve(packetTransportToken)
    const child = container.createChildContainer()
    expect(child.resolve(packetTransportToken)).toBe(transport)
    expect(child.resolve(linksToken)).toBe(container.resolve(udpSimToken).links)
    await transport.open(['eth0'])
    await close()
    await expect(transport.open(['eth0'])).rejects.toThrow('closed')
  })

  it('logs to the logger of core', async () => {
    await using segment = await startSegment()
    const errors: string[] = []
    const nothing = (): void => undefined
    const logger: Logger = {
      debug: nothing,
      info: nothing,
      warn: nothing,
      error: (message) => errors.push(message),
    }
    const container = root.createChildContainer()
    container.registerInstance(loggerToken, logger)
    const interfaces = { eth0: { address: '192.0.2.1' } }
    const close = registerUdpSim(container, { port: segment.port, interfaces })
    const packet = {
      kind: 'ethernet',
      interface: 'eth9',
      source: '02:00:00:00:00:01',
      destination: 'ff:ff:ff:ff:ff:ff',
      etherType: 0x0806,
      payload: new Uint8Array(),
    } as const
    container.resolve(packetTransportToken).send(packet, () => {
      throw new Error('thrown by a callback, on purpose')
    })
    expect(errors).toEqual(['a send callback threw'])
    await close()
  })

  it('closes nothing when nothing was made', async () => {
    const container = root.createChildContainer()
    const close = registerUdpSim(container, {
      port: 51120,
      interfaces: { eth0: { address: '192.0.2.1' } },
    })
    await expect(close()).resolves.toBeUndefined()
  })
})
